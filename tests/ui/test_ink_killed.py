"""A process that is killed while a leader writes by hand: what is older than a second is there again."""

from oa_client.ui.matter.ink_window import drafted
from tests.ui.killed import found, killed

PER_SECOND = 10

WRITES = """
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.field_ink import PadOnly
from oa_client.ui.matter.ink_window import InkWindow
from tests.ui.test_ink_view import pen, stroke

bridge, parent = Bridge(), QWidget()
window = InkWindow(desk_of(3), bridge, Drawing(PadOnly(), bridge.post), (), "ink/1-1/instruct", parent)
window.show()

def write_one():
    n = len(window.view.session.strokes)
    x, y = 60 + n % 40 * 18, 60 + n // 40 * 40
    stroke(pen, window.view, [(x, y), (x + 8, y + 20), (x + 2, y + 30)])
    return len(window.view.session.strokes)

every(100, write_one).start()
"""


def test_a_killed_process_loses_no_more_than_a_second_of_writing(tmp_path):
    written = killed(WRITES, tmp_path / "profile", 3 * PER_SECOND)
    with found(tmp_path / "profile") as outbox:
        kept = drafted(outbox.draft("ink/1-1/instruct").data)
    assert written - len(kept.strokes) <= PER_SECOND
