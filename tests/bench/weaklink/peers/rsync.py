"""rsync: one file an item, zstd, `--partial`. `python -m tests.bench.weaklink.peers.rsync serve|A|B|C|D|E`."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from pathlib import Path

from tests.bench.weaklink.line import mark
from tests.bench.weaklink.peers import common

PORT = 8730


def serve(task: str) -> None:
    """The daemon, over a tree of papers, or of the large file alone for D."""
    root = common.folder()
    (root / "tree").mkdir()
    (root / "inbox").mkdir()
    if task in "AB":
        common.write_tree(root / "tree", common.items())
    elif task == "C":
        common.write_tree(root / "tree", common.items()[: common.FEW])
    if task == "D":
        (root / "tree" / "big5m.pdf").write_bytes(common.large())
    conf = root / "rsyncd.conf"
    conf.write_text(
        f"use chroot = no\nlog file = {root}/rsyncd.log\npid file = {root}/rsyncd.pid\nuid = {os.getuid()}\n"
        f"gid = {os.getgid()}\ntimeout = 120\n[oa]\npath = {root}/tree\n[in]\npath = {root}/inbox\nread only = no\n"
    )
    os.execvp("rsync", ["rsync", "--daemon", "--no-detach", f"--port={PORT}", f"--config={conf}"])


def _words(*ends: str) -> list[str]:
    limits = [f"--timeout={common.patience()}", f"--contimeout={common.patience()}"]
    return ["rsync", "-rtz", "--zc=zstd", "--partial", *limits, *ends]


def _get() -> list[str]:
    return _words(f"rsync://{common.server()}:{PORT}/oa/", f"{common.folder()}/copy/")


def _put() -> list[str]:
    return _words(f"{common.folder()}/out/", f"rsync://{common.server()}:{PORT}/in/")


def first() -> None:
    """A: the tree."""
    mark("A")
    failures = common.until_done(_get())
    mark("end")
    common.say(failures=failures, have=sum(len(files) for _, _, files in os.walk(common.folder() / "copy")))


def day() -> None:
    """B: pull what is new, push what is mine; the old is put in place beforehand, not carried."""
    root, of_day = common.folder(), common.day()
    shutil.copytree(root / "tree", root / "copy", copy_function=shutil.copy2)
    common.write_tree(root / "tree", of_day["new"], of_day["pull"])
    common.write_tree(root / "out", [], of_day["push"])
    mark("B")
    failures = common.until_done(_get()) + common.until_done(_put())
    mark("check")
    common.until_done(_get())
    mark("end")
    common.say(failures=failures)


def urgent() -> None:
    """C: one run after the other; the urgent one comes with the run that begins after it was written."""
    root = common.folder()
    shutil.copytree(root / "tree", root / "copy", copy_function=shutil.copy2)
    (root / "tree" / "big5m.pdf").write_bytes(common.large())
    mark("C")
    began = time.monotonic()
    threading.Timer(common.URGENT_AT, common.write_tree, (root / "tree", [common.urgent()])).start()
    while not (root / "copy" / "items" / "ur" / "urgent.json").exists():
        time.sleep(common.PAUSE)
        common.until_done(_get())
    mark("end")
    common.say(urgent=time.monotonic() - began - common.URGENT_AT)


def attachment() -> None:
    """D: the file, going on where it was."""
    mark("D")
    began = time.monotonic()
    failures = common.until_done(_get())
    same = (common.folder() / "copy" / "big5m.pdf").read_bytes() == common.large()
    common.say(file=time.monotonic() - began, size=len(common.large()), failures=failures, same=same)
    mark("end")


def changed() -> None:
    """E: the document again, by difference."""
    out, files = common.folder() / "out", common.papers() / "files"
    out.mkdir()
    (out / "document.docx").write_bytes((files / "v1.docx").read_bytes())
    common.until_done(_put())
    _newer(out / "document.docx", (files / "v2.docx").read_bytes())
    mark("E")
    common.until_done(_put())
    mark("end")


def _newer(path: Path, data: bytes) -> None:
    """Written a second later, by which rsync sees that it changed."""
    before = path.stat().st_mtime
    path.write_bytes(data)
    os.utime(path, (before + 2, before + 2))


def main(words: list[str]) -> None:
    if words[0] == "serve":
        serve(words[1])
    {"A": first, "B": day, "C": urgent, "D": attachment, "E": changed}[words[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
