"""Libraries without docstrings do what they did."""

import pytest
from packing.silent import SAID, silent, speaks

SOURCE = '''
"""A module."""
class A:
    """A class."""
    text = "kept"
    async def later(self):
        """Later."""
def f(x):
    """A function."""
    assert x, "asserts stay"
    return f.__doc__ + "kept"
def g():
    b"no docstring"
    return ("x")
'''


def test_docstrings_are_empty_and_asserts_stay(tmp_path):
    (tmp_path / "a.py").write_text(SOURCE)
    names = {}
    exec(silent(tmp_path / "a.py"), names)
    assert [names["__doc__"], names["A"].__doc__, names["A"].later.__doc__, names["f"].__doc__] == [SAID] * 4
    assert names["A"].text == "kept"
    assert names["f"](1) == SAID + "kept"
    assert names["g"]() == "x"
    with pytest.raises(AssertionError, match="asserts stay"):
        names["f"](0)


def test_what_is_read_while_running_keeps_its_docstrings():
    assert speaks("oa_client.app.gongwen") and speaks("docx") and speaks("docx.enum.base")
    assert not speaks("oa_client.ui.pages") and not speaks("docxcompose") and not speaks("sqlalchemy")
