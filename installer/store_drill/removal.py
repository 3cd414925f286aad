"""The package taken off, and purged: the data stay, and are named."""

from __future__ import annotations

from store_drill.ground import DATA, Drill, must, ok


def remove(drill: Drill) -> None:
    """Remove and purge; the data stay, and are named."""
    before = drill.said("sh", "-c", f"cd {DATA} && find . -type f | sort | xargs sha256sum | sha256sum")
    told = drill.said("dpkg", "-r", "oa-server")
    must("没有动" in told and drill.machine.active() == "inactive", told)
    must("没有动" in drill.said("dpkg", "-P", "oa-server"), "purge 没有说数据在哪里")
    places = "/usr/bin/oa-server /etc/oa-server /usr/lib/oa-server /lib/systemd/system/oa-server*"
    left = drill.said("sh", "-c", f"ls -d {places} 2>/dev/null; true")
    must(not left, left)
    after = drill.said("sh", "-c", f"cd {DATA} && find . -type f | sort | xargs sha256sum | sha256sum")
    must(before == after, "数据变了")
    ok("卸载、清除：程序和设置没有了，数据一个字节没有动")
