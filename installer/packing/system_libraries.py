"""What a desktop has anyway, and has newer patches of: used where it lies, and asked for by name of its package.

A copy in the package would be loaded before the system's own, whose drivers, keyrings and message bus then meet an
older library than they were built for. Here stand those that Debian 10 has in a version that is new enough.
"""

from __future__ import annotations

from typing import Final

PACKAGES: Final[dict[str, tuple[str, ...]]] = {
    "libc6 (>= 2.28)": (
        "ld-linux-x86-64", "libc", "libdl", "libm", "libpthread", "libresolv", "librt", "libutil",
    ),
    "libbz2-1.0": ("libbz2",),
    "libdbus-1-3": ("libdbus-1",),
    "libegl1": ("libEGL",),
    "libfontconfig1": ("libfontconfig",),
    "libfreetype6": ("libfreetype",),
    "libgl1": ("libGL",),
    "libglib2.0-0": ("libgio-2.0", "libglib-2.0", "libgmodule-2.0", "libgobject-2.0", "libgthread-2.0"),
    "libgssapi-krb5-2": ("libgssapi_krb5",),
    "liblzma5": ("liblzma",),
    "libstdc++6": ("libgcc_s", "libstdc++"),
    "libuuid1": ("libuuid",),
    "libzstd1": ("libzstd",),
    "libx11-6": ("libX11",),
    "libx11-xcb1": ("libX11-xcb",),
    "libxcb1": ("libxcb",),
    "zlib1g": ("libz",),
}  # fmt: skip
"""By Debian's package, the libraries of it that something in the client asks for, without what follows `.so`."""

BEHIND: Final = (
    "libXau", "libXdmcp", "libblkid", "libbrotlicommon", "libbrotlidec", "libbsd", "libcap", "libcom_err",
    "libgcrypt", "libgpg-error", "libk5crypto", "libkeyutils", "libkrb5", "libkrb5support", "liblz4", "libmd",
    "libmount", "libpcre", "libpcre2-8", "libpng16", "libselinux", "libsystemd", "libxcb-glx",
)  # fmt: skip
"""What only those ask for in their turn."""

ONLY_WHERE_IT_IS: Final = ("libcups",)
"""What a plugin asks for that is of use only where the system has it, and is not loaded elsewhere: printing."""

OF_THE_SYSTEM: Final = frozenset(name for names in PACKAGES.values() for name in names) | {*BEHIND, *ONLY_WHERE_IT_IS}
DEPENDS: Final = ", ".join(PACKAGES)
