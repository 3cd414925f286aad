"""Tables of a form over pages: where the last row stands, and that every row stands somewhere."""

from itertools import pairwise

import pytest

from oa_client.app.forms import Column, Form, Table
from oa_client.layout.sheet import lay
from oa_client.layout.tree import Text
from tests.layout.test_charts import Faces

COLUMNS = (Column("单位", 40), Column("件数", 20))
SUM = "合计"


def pages_of(rows):
    """The words of each page of a table of so many rows and their sum."""
    said = (*((f"第{n}行", "1") for n in range(1, rows + 1)), (SUM, str(rows)))
    laid = lay(Form("统计", (Table(COLUMNS, said),), "统计（续）", ""), Faces())
    return [[item.words for item in page.items if isinstance(item, Text)] for page in laid.pages]


@pytest.mark.parametrize("rows", range(16, 32))
def test_a_sum_never_stands_alone_on_a_page(rows):
    pages = pages_of(rows)
    (last,) = (page for page in pages if SUM in page)
    assert f"第{rows}行" in last
    assert [x for page in pages for x in page if x.startswith("第") and x.endswith("行")] == [
        f"第{n}行" for n in range(1, rows + 1)
    ]


def test_rows_fill_a_page_before_they_go_on():
    lengths = [len(pages_of(rows)) for rows in range(1, 32)]
    turns = [rows for rows, (now, more) in enumerate(pairwise(lengths), 1) if more > now]
    assert lengths[0] == 1
    assert len(turns) == 1, "one row more makes one page more, once"


def test_a_head_is_not_left_behind_by_its_two_rows():
    for above in range(10, 26):
        filling = Table(COLUMNS, tuple((f"前{n}", "") for n in range(above)))
        form = Form("统计", (filling, Table((Column("月份", 1),), (("一月",), (SUM,)))), "统计（续）", "")
        laid = lay(form, Faces())
        told = [[i.words for i in page.items if isinstance(i, Text)] for page in laid.pages]
        assert [page for page in told if "月份" in page] == [page for page in told if {"一月", SUM} <= set(page)]
