"""A draft of 5,000 characters in the real editor: from the end of a pause in typing to the new page, and a key's echo."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.figures import Extent, Figure, percentile

CHARACTERS, TIMES, KEYS = 5_000, 30, 120
SENTENCE = "各街道办事处、区级有关部门要压实属地责任，对照清单逐项排查，建立台账，限期整改，重大情况第一时间报告。"


def bench(_extent: Extent) -> Iterator[Figure]:
    """Written at the end and at the beginning in turn, as large as a window of 1366×768 has it."""
    from PySide6.QtWidgets import QApplication

    from oa_client.app.body import Body, count, encode
    from oa_client.app.gongwen import Block, BlockKind
    from oa_client.ui import theme
    from tests.ui.draft_pictures import FIELDS, draft

    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    blocks = [Block(BlockKind.HEADING, "一、总体要求", 1)]
    while count(Body(tuple(blocks))) < CHARACTERS:
        heading = Block(BlockKind.HEADING, f"（{'一二三四五六七八九'[len(blocks) % 9]}）压实责任。", 2, SENTENCE)
        blocks.append(heading if len(blocks) % 4 == 0 else Block(text=SENTENCE * 3))
    body = Body(tuple(blocks))
    fields = {**FIELDS, "body": encode(body)}
    with draft((1366, 728), theme.Look(), fields) as (page, _bridge, _scene):
        pages, keys = [], []
        for n in range(TIMES):
            page.body.edit.show_at(0 if n % 2 else page.body.edit.document().characterCount() - 2)
            page.body.edit.insertPlainText(str(n))
            page._look.stop()
            began = time.perf_counter()
            page._look_now()
            while page.proofs.busy or page.proof.view.stale:
                app.processEvents()
            pages.append((time.perf_counter() - began) * 1000)
        for n in range(KEYS):
            began = time.perf_counter()
            page.body.edit.insertPlainText(str(n % 10))
            page.body.edit.repaint()
            keys.append((time.perf_counter() - began) * 1000)
        yield Figure("draft", "characters", count(body), "")
        yield Figure("draft", "pages", page.proof.view.pages, "")
        yield Figure("draft", "a new page behind a pause, p50", percentile(pages, 0.5), "ms")
        yield Figure("draft", "a new page behind a pause, longest", max(pages), "ms", "<= 800")
        yield Figure("draft", "a key's echo, p50", percentile(keys, 0.5), "ms")
        yield Figure("draft", "a key's echo, longest", max(keys), "ms", "<= 50")
