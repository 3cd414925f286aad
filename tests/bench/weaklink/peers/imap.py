"""Mail: dovecot and mbsync with COMPRESS, one message an item; reads are flags, opinions small messages.

`python -m tests.bench.weaklink.peers.imap serve|A|B|C|D|E`. WL_BODIES: base64 as mail programs write, or 8bit.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from tests.bench.weaklink.corpus import Paper
from tests.bench.weaklink.line import mark
from tests.bench.weaklink.peers import common

PORT = 1143
FLAGGED_FROM = -600
OWN_FROM = 1000
HEAD = 20_000
DOVECOT = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{root}/mail
first_valid_uid = 1
mail_uid = mail
mail_gid = mail
passdb {{
  driver = static
  args = password=pw
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={root}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
protocol imap {{
  mail_plugins = imap_zlib
}}
"""
MBSYNC = """IMAPAccount wl
Host {server}
Port {port}
User u
Pass pw
SSLType None
AuthMechs LOGIN
Timeout {patience}

IMAPStore far
Account wl

MaildirStore near
Path {root}/client/
Inbox {root}/client/INBOX

Channel c
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync All
SyncState *
"""


def _word(text: str) -> str:
    """A header's words as mail programs encode them."""
    cut = [text[at : at + 15] for at in range(0, len(text), 15)]
    return "\n ".join(f"=?UTF-8?B?{base64.b64encode(part.encode()).decode()}?=" for part in cut)


def message(paper: Paper, attachment: bytes = b"") -> bytes:
    """A paper as a mail."""
    when = datetime.fromisoformat(str(paper["created"])).strftime("%a, %d %b %Y %H:%M:%S +0800")
    to = ",\n ".join(f"{r}@oa.example.gov.cn" for r in paper["recipients"])  # type: ignore[attr-defined]
    head = (
        f"Received: from [10.20.30.40] by mx.oa.example.gov.cn with ESMTPA id {str(paper['id'])[:10]};\n {when}\n"
        f"Date: {when}\nFrom: {_word(str(paper['sender_name']))} <{paper['sender']}@oa.example.gov.cn>\nTo: {to}\n"
        f"Subject: {_word(str(paper['title']))}\nMessage-ID: <{paper['id']}@oa.example.gov.cn>\n"
        f"X-Doc-No: {_word(str(paper['docno']))}\nX-Urgency: {_word(str(paper['urgency']))}\nMIME-Version: 1.0\n"
    )
    plain = os.environ.get("WL_BODIES", "base64") == "8bit"
    body = str(paper["body"]).encode() + b"\n" if plain else base64.encodebytes(str(paper["body"]).encode())
    kind = f"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: {'8bit' if plain else 'base64'}\n\n"
    if not attachment:
        return (head + kind).encode() + body
    edge = "=_part"
    mixed = f'{head}Content-Type: multipart/mixed; boundary="{edge}"\n\n--{edge}\n{kind}'.encode() + body
    other = f"--{edge}\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n".encode()
    return mixed + other + base64.encodebytes(attachment) + f"--{edge}--\n".encode()


def reply(deed: Paper) -> bytes:
    """An opinion as a mail."""
    paper: Paper = {
        "id": f"a{deed['id']}",
        "title": "回复：公文",
        "docno": "回复",
        "sender": deed["by"],
        "sender_name": deed["by"],
        "recipients": ["u0001"],
        "urgency": "平件",
        "created": deed["at"],
        "body": deed.get("text", "已阅。"),
    }
    return message(paper)


def serve(task: str) -> None:
    """dovecot, over a maildir of the papers, of a few of them, or of the large attachment alone for D."""
    root = common.folder()
    for name in ("home", "run", "state", "client", *(f"mail/{part}" for part in ("cur", "new", "tmp"))):
        (root / name).mkdir(parents=True, exist_ok=True)
    rows = {"A": common.items(), "B": common.items(), "D": []}.get(task, common.items()[: common.FEW])
    for n, paper in enumerate(rows):
        (root / "mail" / "cur" / f"{1_700_000_000 + n}.M{n}P1.oa:2,").write_bytes(message(paper))
    if task == "D":
        deliver("1900000000.big.oa", message(common.items()[7], common.large()))
    _own(root)
    conf = root / "dovecot.conf"
    conf.write_text(DOVECOT.format(root=root, port=PORT))
    os.execvp("dovecot", ["dovecot", "-F", "-c", str(conf)])


def _own(root: Path) -> None:
    subprocess.run(["chown", "-R", "mail:mail", str(root / "mail"), str(root / "home")], check=True)
    for one in (root, *root.parents):
        if one.stat().st_mode & 0o001 == 0:
            one.chmod(one.stat().st_mode | 0o011)


def deliver(name: str, data: bytes) -> None:
    """A mail arrives."""
    root = common.folder() / "mail"
    (root / "tmp" / name).write_bytes(data)
    shutil.chown(root / "tmp" / name, "mail", "mail")
    (root / "tmp" / name).rename(root / "new" / name)


def _mbsync() -> list[str]:
    root = common.folder()
    (root / "client").mkdir(exist_ok=True)
    conf = root / "mbsyncrc"
    conf.write_text(MBSYNC.format(root=root, server=common.server(), port=PORT, patience=common.patience()))
    return ["mbsync", "-q", "-c", str(conf), "c"]


def _seen(box: Path, names: list[str]) -> None:
    for name in names:
        path = next(box / part / name for part in ("cur", "new") if (box / part / name).exists())
        path.rename(box / "cur" / f"{name.partition(':2,')[0]}:2,S")


def _names(box: Path) -> list[str]:
    return sorted(path.name for part in ("cur", "new") for path in (box / part).iterdir())


def first() -> None:
    """A: every message."""
    words = _mbsync()
    mark("A")
    failures = common.until_done(words)
    mark("end")
    common.say(failures=failures, have=len(_names(common.folder() / "client" / "INBOX")))


def day() -> None:
    """B, after A on the same line (a maildir cannot be put in place beforehand), then a check."""
    first()
    root, of_day = common.folder(), common.day()
    for n, paper in enumerate(of_day["new"]):
        deliver(f"1900000000.M{n}N1.oa", message(paper))
    for n, deed in enumerate(deed for deed in of_day["pull"] if deed["kind"] == "opinion"):
        deliver(f"1900000001.M{n}N1.oa", reply(deed))
    reads = sum(deed["kind"] == "read" for deed in of_day["pull"])
    _seen(root / "mail", [path.name for path in sorted((root / "mail" / "cur").iterdir())][FLAGGED_FROM:][:reads])
    _own(root)
    box = root / "client" / "INBOX"
    own = [deed for deed in of_day["push"] if deed["kind"] == "opinion"]
    _seen(box, _names(box)[OWN_FROM:][: len(of_day["push"]) - len(own)])
    for n, deed in enumerate(own):
        (box / "cur" / f"1900000002.{n}_1.oa:2,S").write_bytes(reply(deed))
    time.sleep(1)
    mark("B")
    failures = common.until_done(_mbsync())
    mark("check")
    common.until_done(_mbsync())
    mark("end")
    common.say(failures=failures)


def urgent() -> None:
    """C: one run after the other; the urgent one comes with the run that begins after it was delivered."""
    common.until_done(_mbsync())
    deliver("1900000000.big.oa", message(common.items()[7], common.large()))
    mark("C")
    began = time.monotonic()
    arrives = ("1900000050.urgent.oa", message(common.urgent()))
    threading.Timer(common.URGENT_AT, deliver, arrives).start()
    while not _has(b"<urgent@"):
        time.sleep(common.PAUSE)
        common.until_done(_mbsync())
    mark("end")
    common.say(urgent=time.monotonic() - began - common.URGENT_AT)


def _has(words: bytes) -> bool:
    """Whether the words are in the head of a message of the client's."""
    box = common.folder() / "client" / "INBOX"
    return any(words in _head(path) for part in ("cur", "new") for path in (box / part).iterdir())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def changed() -> None:
    """E: the document again, whole, in a message of its own."""
    common.until_done(_mbsync())
    box = common.folder() / "client" / "INBOX" / "cur"
    for n, name in enumerate(("v1.docx", "v2.docx")):
        data = (common.papers() / "files" / name).read_bytes()
        paper = {**common.items()[7], "id": f"document{n}"}
        (box / f"190000000{n}.1_1.oa:2,S").write_bytes(message(paper, data))
        mark("E" if n else "before")
        common.until_done(_mbsync())
    mark("end")


def attachment() -> None:
    """D: one message with the attachment."""
    words = _mbsync()
    mark("D")
    began = time.monotonic()
    failures = common.until_done(words)
    common.say(file=time.monotonic() - began, size=len(common.large()), failures=failures)
    mark("end")


def main(words: list[str]) -> None:
    if words[0] == "serve":
        serve(words[1])
    {"A": first, "B": day, "C": urgent, "D": attachment, "E": changed}[words[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
