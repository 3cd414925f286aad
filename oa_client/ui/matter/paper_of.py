"""The pages of a matter whose text is a 公文, to be laid out by whoever shows them."""

from __future__ import annotations

from oa_client.app.desk import Desk
from oa_client.app.papers import gongwen_in
from oa_client.app.preview import Document
from oa_client.app.reading import Record
from oa_client.layout.proof import document_of


def paper_of(desk: Desk, record: Record) -> Document | None:
    """The 公文 as it stands; None for a matter without one, or whose text is not written yet."""
    found = gongwen_in(desk, record)
    return document_of(found) if found is not None else None
