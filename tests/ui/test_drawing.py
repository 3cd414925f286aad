"""The thread that draws: whatever one file does, the next is drawn."""

import threading

from oa_client.app.preview import Document, Layout, Pixels, Unshowable
from oa_client.ui.matter.drawing import Asking, Drawing, Wanted


class Eye:
    """A preview that meets with something nobody thought of."""

    def layout(self, document):
        if document.key == "bad":
            raise OSError(28, "no room")
        return Layout(((10.0, 10.0),))

    def page(self, document, number, width):
        if document.key == "bad":
            raise RuntimeError("can't start new thread")
        if document.key == "unfit":
            raise Unshowable("broken_file")
        return Pixels(1, 1, b"\xff" * 4)


def document(key):
    return Document(key, "x.pdf", 1, lambda: [b"x"])


def drawn(asked):
    """What is told of documents asked for one after the other, each after the one before was answered."""
    told, heard = [], threading.Semaphore(0)

    def tell(*what):
        told.append(what)
        heard.release()

    asking = Asking(
        lambda d, _l: tell(d.key, "layout"), lambda w, _p: tell(w.document.key, "page"), lambda d, c: tell(d.key, c)
    )
    drawing = Drawing(Eye(), lambda closure: closure())
    for what, key in asked:
        if what == "layout":
            drawing.open(document(key), asking)
        else:
            drawing.want((Wanted(document(key), 0, 10),), asking)
        assert heard.acquire(timeout=20), told
    return told


def test_a_file_that_fails_in_a_way_of_its_own_is_told_and_the_next_is_drawn():
    asked = [("layout", "bad"), ("layout", "good"), ("page", "bad"), ("page", "unfit"), ("page", "good")]
    assert drawn(asked) == [
        ("bad", "preview_failed"),
        ("good", "layout"),
        ("bad", "preview_failed"),
        ("unfit", "broken_file"),
        ("good", "page"),
    ]
