/* Logs what a process asks the kernel to do with the files of one folder.
 *
 * Preloaded (LD_PRELOAD) into a workload by record.py. Each call on a file whose path contains $IOLOG_MARK is done and
 * then appended to the file $IOLOG as one record; files ending in "-shm" are left out, since SQLite rebuilds them after
 * every crash. The real call and its record happen under one mutex, so the log is the order in which the calls really
 * took effect, with any number of threads: in particular no fsync can claim a write that began after it.
 *
 * A record is struct header, the path (or the text of a mark), then the bytes of a write. Kinds:
 *   O open with O_CREAT    W write    T truncate    S fsync of a file    D fsync of a folder
 *   U unlink    R rename (path NUL target)    M mark    E a call that this log cannot express: the recording is void
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DESCRIPTORS = 65536 };

struct header {
    char kind;
    char pad[3];
    int32_t pid;
    int64_t offset, size, name_size;
};

static struct { char *name; int folder; } held[DESCRIPTORS];
static const char *mark;
static int log_fd = -1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void lock(void) { pthread_mutex_lock(&mutex); }
static void unlock(void) { int kept = errno; pthread_mutex_unlock(&mutex); errno = kept; }

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("IOLOG");
    mark = getenv("IOLOG_MARK");
    if (path) log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    pthread_atfork(lock, unlock, unlock);
}

/* One appending call a record: a log with a hole would prove nothing, so a short one ends the process. */
static void record(char kind, const char *name, size_t name_size, int64_t offset, const struct iovec *data, int parts,
                   int64_t size) {
    if (log_fd < 0) return;
    int kept = errno;
    struct header head = {.kind = kind, .pid = getpid(), .offset = offset, .size = size, .name_size = (int64_t)name_size};
    struct iovec all[2 + IOV_MAX / 2] = {{&head, sizeof head}, {(void *)name, name_size}};
    int used = 2;
    int64_t left = size;
    if (parts > IOV_MAX / 2) abort();
    for (int i = 0; i < parts && left > 0; i++) {
        all[used] = data[i];
        if ((int64_t)all[used].iov_len > left) all[used].iov_len = (size_t)left;
        left -= (int64_t)all[used++].iov_len;
    }
    if (syscall(SYS_writev, log_fd, all, used) != (long)(sizeof head + name_size + (size_t)size)) abort();
    errno = kept;
}

static void event(char kind, const char *name, int64_t offset) { record(kind, name, strlen(name), offset, NULL, 0, 0); }

static void void_recording(const char *call, const char *name) {
    char text[PATH_MAX + 64];
    snprintf(text, sizeof text, "%s on %s", call, name);
    event('E', text, 0);
}

static int tracked(const char *path) {
    size_t size = strlen(path);
    if (!mark || !strstr(path, mark)) return 0;
    return size < 4 || strcmp(path + size - 4, "-shm") != 0;
}

static int known(int fd) { return fd >= 0 && fd < DESCRIPTORS && held[fd].name; }

static void forget(int fd) {
    if (fd < 0 || fd >= DESCRIPTORS) return;
    free(held[fd].name);
    held[fd].name = NULL;
}

/* The path as the kernel knows it, of an open descriptor. */
static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    path[size > 0 ? size : 0] = 0;
    return size > 0;
}

/* The path of a name that need not exist (any more): its folder resolved, the last part as it is. */
static int path_at(int dir, const char *name, char *path) {
    char joined[2 * PATH_MAX], base[PATH_MAX], parent[PATH_MAX];
    if (name[0] == '/' || dir == AT_FDCWD) snprintf(joined, sizeof joined, "%s", name);
    else if (path_of(dir, base)) snprintf(joined, sizeof joined, "%s/%s", base, name);
    else return 0;
    char *slash = strrchr(joined, '/');
    const char *last = slash ? slash + 1 : joined;
    if (slash) *slash = 0;
    if (!realpath(slash ? (joined[0] ? joined : "/") : ".", parent)) return 0;
    return snprintf(path, PATH_MAX, "%s/%s", parent, last) < PATH_MAX;
}

static void opened(int fd, int flags) {
    char path[PATH_MAX];
    struct stat about;
    if (fd < 0) return;
    forget(fd);
    if (!path_of(fd, path) || !tracked(path) || fstat(fd, &about)) return;
    if (fd >= DESCRIPTORS) { void_recording("a descriptor too high", path); return; }
    if (!S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)) return;
    held[fd].name = strdup(path);
    held[fd].folder = S_ISDIR(about.st_mode);
    if (flags & O_CREAT) event('O', path, 0);
    if ((flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY) event('T', path, 0);
}

static void wrote(int fd, int64_t offset, const struct iovec *data, int parts, ssize_t size) {
    if (size > 0 && known(fd)) record('W', held[fd].name, strlen(held[fd].name), offset, data, parts, size);
}

/* Where a write at the file position began (this also holds for O_APPEND). */
static int64_t began(int fd, ssize_t size) { return (int64_t)lseek(fd, 0, SEEK_CUR) - size; }

/* `real` becomes the next definition of the function `name` of that type. */
#define REAL(name, type) \
    static __typeof__(type) *real; \
    if (!real) real = (__typeof__(type) *)dlsym(RTLD_NEXT, name)

static int mode_of(int flags, va_list rest) { return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, int) : 0; }

#define OPEN(NAME) \
    int NAME(const char *path, int flags, ...) { \
        REAL(#NAME, int (const char *, int, ...)); \
        va_list rest; va_start(rest, flags); int mode = mode_of(flags, rest); va_end(rest); \
        lock(); int fd = real(path, flags, mode); int kept = errno; opened(fd, flags); errno = kept; unlock(); \
        return fd; \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(NAME) \
    int NAME(int dir, const char *path, int flags, ...) { \
        REAL(#NAME, int (int, const char *, int, ...)); \
        va_list rest; va_start(rest, flags); int mode = mode_of(flags, rest); va_end(rest); \
        lock(); int fd = real(dir, path, flags, mode); int kept = errno; opened(fd, flags); errno = kept; unlock(); \
        return fd; \
    }
OPENAT(openat)
OPENAT(openat64)

/* What a program built with _FORTIFY_SOURCE calls instead of the two-argument open. */
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }
int __openat_2(int dir, const char *path, int flags) { return openat(dir, path, flags); }
int __openat64_2(int dir, const char *path, int flags) { return openat64(dir, path, flags); }

int creat(const char *path, mode_t mode) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return open64(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

ssize_t write(int fd, const void *data, size_t size) {
    REAL("write", ssize_t (int, const void *, size_t));
    if (!known(fd)) return real(fd, data, size);
    lock();
    ssize_t done = real(fd, data, size);
    struct iovec part = {(void *)data, size};
    if (done > 0) wrote(fd, began(fd, done), &part, 1, done);
    unlock();
    return done;
}

ssize_t writev(int fd, const struct iovec *data, int parts) {
    REAL("writev", ssize_t (int, const struct iovec *, int));
    if (!known(fd)) return real(fd, data, parts);
    lock();
    ssize_t done = real(fd, data, parts);
    if (done > 0) wrote(fd, began(fd, done), data, parts, done);
    unlock();
    return done;
}

#define PWRITE(NAME, OFFSET) \
    ssize_t NAME(int fd, const void *data, size_t size, OFFSET offset) { \
        REAL(#NAME, ssize_t (int, const void *, size_t, OFFSET)); \
        if (!known(fd)) return real(fd, data, size, offset); \
        lock(); \
        ssize_t done = real(fd, data, size, offset); \
        struct iovec part = {(void *)data, size}; \
        wrote(fd, offset, &part, 1, done); \
        unlock(); \
        return done; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PWRITEV(NAME, OFFSET) \
    ssize_t NAME(int fd, const struct iovec *data, int parts, OFFSET offset) { \
        REAL(#NAME, ssize_t (int, const struct iovec *, int, OFFSET)); \
        if (!known(fd)) return real(fd, data, parts, offset); \
        lock(); ssize_t done = real(fd, data, parts, offset); wrote(fd, offset, data, parts, done); unlock(); \
        return done; \
    }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

#define SYNC(NAME) \
    int NAME(int fd) { \
        REAL(#NAME, int (int)); \
        if (!known(fd)) return real(fd); \
        lock(); \
        int failed = real(fd); \
        if (!failed && known(fd)) event(held[fd].folder ? 'D' : 'S', held[fd].name, 0); \
        unlock(); \
        return failed; \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(NAME, OFFSET) \
    int NAME(int fd, OFFSET size) { \
        REAL(#NAME, int (int, OFFSET)); \
        if (!known(fd)) return real(fd, size); \
        lock(); int failed = real(fd, size); if (!failed && known(fd)) event('T', held[fd].name, size); unlock(); \
        return failed; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int truncate64(const char *path, off64_t size) {
    int fd = open64(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    int failed = ftruncate64(fd, size), kept = errno;
    close(fd);
    errno = kept;
    return failed;
}
int truncate(const char *path, off_t size) { return truncate64(path, size); }

/* A descriptor stays with its file: it follows a rename, and what an unlinked file still receives is of no interest. */
static void moved(const char *from, const char *to) {
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        if (!known(fd)) continue;
        if (to && strcmp(held[fd].name, to) == 0) forget(fd);
        else if (strcmp(held[fd].name, from) == 0) {
            forget(fd);
            if (to) held[fd].name = strdup(to);
        }
    }
}

int unlinkat(int dir, const char *name, int flags) {
    REAL("unlinkat", int (int, const char *, int));
    char path[PATH_MAX];
    lock();
    int seen = path_at(dir, name, path) && tracked(path) && !(flags & AT_REMOVEDIR);
    int failed = real(dir, name, flags);
    if (!failed && seen) { event('U', path, 0); moved(path, NULL); }
    unlock();
    return failed;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned int flags) {
    char old[PATH_MAX], new[PATH_MAX], both[2 * PATH_MAX + 2];
    struct stat about;
    lock();
    int seen_old = path_at(from_dir, from, old) && tracked(old), seen_new = path_at(to_dir, to, new) && tracked(new);
    if (seen_old && !lstat(old, &about) && S_ISDIR(about.st_mode)) void_recording("rename of a folder", old);
    int failed = (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
    if (!failed && seen_old && seen_new && !flags) {
        size_t size = strlen(old) + 1, more = strlen(new);
        memcpy(both, old, size);
        memcpy(both + size, new, more);
        record('R', both, size + more, 0, NULL, 0, 0);
        moved(old, new);
    } else if (!failed && (seen_old || seen_new)) void_recording("rename across the folder's border", old);
    unlock();
    return failed;
}
int renameat(int from_dir, const char *from, int to_dir, const char *to) {
    return renameat2(from_dir, from, to_dir, to, 0);
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int close(int fd) {
    REAL("close", int (int));
    if (!known(fd)) return real(fd);
    lock(); forget(fd); int failed = real(fd); unlock();
    return failed;
}

/* Calls that change a tracked file in a way the log has no record for. What escapes even these (stdio, io_uring) shows
 * when record.py compares the folder with the log at the end. */
#define UNLOGGED(RESULT, NAME, CONDITION, PARAMETERS, ...) \
    RESULT NAME PARAMETERS { \
        REAL(#NAME, RESULT PARAMETERS); \
        if (known(fd) && (CONDITION)) { lock(); void_recording(#NAME, held[fd].name); unlock(); } \
        return real(__VA_ARGS__); \
    }
#define WRITABLE ((access & PROT_WRITE) && (flags & (MAP_SHARED | MAP_SHARED_VALIDATE)))
UNLOGGED(void *, mmap, WRITABLE, (void *at, size_t size, int access, int flags, int fd, off_t offset),
         at, size, access, flags, fd, offset)
UNLOGGED(void *, mmap64, WRITABLE, (void *at, size_t size, int access, int flags, int fd, off64_t offset),
         at, size, access, flags, fd, offset)
UNLOGGED(int, fallocate, 1, (int fd, int mode, off_t offset, off_t size), fd, mode, offset, size)
UNLOGGED(int, fallocate64, 1, (int fd, int mode, off64_t offset, off64_t size), fd, mode, offset, size)
UNLOGGED(int, posix_fallocate, 1, (int fd, off_t offset, off_t size), fd, offset, size)
UNLOGGED(int, posix_fallocate64, 1, (int fd, off64_t offset, off64_t size), fd, offset, size)
UNLOGGED(ssize_t, sendfile, 1, (int fd, int from, off_t *offset, size_t size), fd, from, offset, size)
UNLOGGED(ssize_t, sendfile64, 1, (int fd, int from, off64_t *offset, size_t size), fd, from, offset, size)
UNLOGGED(ssize_t, copy_file_range, 1,
         (int from, off64_t *at, int fd, off64_t *offset, size_t size, unsigned int flags),
         from, at, fd, offset, size, flags)
UNLOGGED(ssize_t, pwritev64v2, 1, (int fd, const struct iovec *data, int parts, off64_t offset, int flags),
         fd, data, parts, offset, flags)

/* What the program has just told its user; see mark() and ack() in record.py. */
void oa_mark(const char *text) { lock(); event('M', text, 0); unlock(); }
