"""Keeps a profile as this version writes it: `python -m tests.bench.fixture NAME` fills tests/data/profiles/NAME/.

Each kept profile is opened by every later version, with all its words (tests/store/test_kept_profiles.py). Its key
stands beside it in clear: there is nothing of anybody in it.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from oa_client.app.ports import Settlement
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId
from oa_client.protocol.messages import Outcome
from oa_client.store.profile import NAMES, open_profile
from tests.store.centre import KEY, SESSION, Centre, archived

PROFILES = Path(__file__).resolve().parents[1] / "data" / "profiles"
OWN = "我的附件：实施方案（送审稿）".encode() * 9_000
CAME = "来文附件".encode() * 9_000


def main(name: str) -> None:
    target = PROFILES / name
    if target.exists():
        sys.exit(f"{target} is kept already; a new version keeps a new one")
    with tempfile.TemporaryDirectory() as elsewhere:
        folder = Path(elsewhere) / name
        story = fill(folder)
        target.mkdir(parents=True)
        for file in NAMES:
            shutil.copy(folder / f"{file}.db", target)
    (target / "story.json").write_text(json.dumps(story, ensure_ascii=False, indent=1) + "\n", "utf-8")


def fill(folder: Path) -> dict[str, object]:
    """Make the profile; what a later version must find in it."""
    profile = open_profile(folder, KEY)
    outbox, replica = profile.outbox, profile.replica
    outbox.keep_session(SESSION)
    centre = Centre()
    with replica.page() as page:
        page.wipe(3)
        centre.tell_directory(page)
        ids = centre.some(40)[:30]
        for id in ids:
            centre.tell(page, id)
        page.set_position((90, 1, ids[-1]))
        page.set_walk(("rows", 0, 90), "person/4")
        page.put_row("settings", "type", {"scale": 120}, 4)
    path = folder / "实施方案.txt"
    path.write_bytes(OWN)
    ref = outbox.add_file(path, path.name)
    path.unlink()
    file = {"sha256": ref.sha256, "name": ref.name, "size": ref.size}
    opening = {"title": "待上传的通知", "mode": "parallel", "purpose": "action", "readers": [["p4"]], "files": [file]}
    outbox.queue(Command(MatterId(""), "circulation", "circulate", opening, edition=1), PostId(1), 1000)
    words = [f"第{n}条意见，请办公室阅处。" for n in range(2, 8)]
    for n, said in enumerate(words, 2):
        command = Command(MatterId(ids[n]), "circulation", "add_note", {"opinion": said}, edition=1)
        outbox.queue(command, PostId(1), 1000 + n, draft=f"act/{n}")
    outbox.mark_sent([2, 3])
    outbox.settle(
        [
            Settlement(3, shown=True, outcome=Outcome(3, "a", v=9, receipt="mac")),
            Settlement(4, outcome=Outcome(4, "r", code="recalled", facts={"by": 3})),
            Settlement(5, outcome=Outcome(5, "a", v=9)),
        ]
    )
    outbox.withdraw(6)
    outbox.save_draft("new/circulation/1", {"title": "写到一半的"}, 2000)
    outbox.queue_row("read", ids[0], {"at": 5})
    sha = _came(profile)
    story = {
        "key": KEY.hex(),
        "pending": [[p.n, p.standing.value, p.command.action, dict(p.command.fields)] for p in outbox.pending()],
        "refused": [[p.n, p.code, dict(p.command.fields)] for p in outbox.refused()],
        "archive": [[p.n, p.receipt, dict(p.command.fields)] for p in archived(outbox)],
        "drafts": {d.key: dict(d.data) for d in outbox.drafts()},
        "rows": [[r.kind, r.key, dict(r.data)] for r in outbox.pending_rows(99)],
        "own": file,
        "came": sha,
        "matters": {id: [profile.library.record(MatterId(id)).row.title, _head(profile, id)] for id in ids},
        "people": len(profile.library.directory().people),
        "position": [90, 1, ids[-1]],
    }
    profile.close()
    return story


def _head(profile, id: str) -> str:
    return profile.library.record(MatterId(id)).head


def _came(profile) -> str:
    import hashlib

    sha = hashlib.sha256(CAME).hexdigest()
    profile.files.append(sha, 0, CAME)
    assert profile.files.finish(sha, len(CAME))
    return sha


if __name__ == "__main__":
    main(sys.argv[1])
