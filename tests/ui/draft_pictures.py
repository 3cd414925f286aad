"""Pictures of the draft editor in each size and look, to be looked at: python -m tests.ui.draft_pictures FOLDER."""

import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from oa_client.app.body import Body, encode
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.export.proof import ProofPress
from oa_client.layout.faces import OwnFonts
from oa_client.system.preview import ChildPreview
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.proofs import ProofPreview
from oa_client.ui.outgoing.columns import Side
from oa_client.ui.outgoing.page import DraftPage
from tests.ui.matter_desk import Scene
from tests.ui.pictures import settle

H, P = BlockKind.HEADING, BlockKind.PARAGRAPH
TEXT = (
    Block(P, "为切实做好今冬明春安全防范工作，保障人民群众生命财产安全，经区政府同意，现就有关事项通知如下。"),
    Block(H, "一、总体要求", 1),
    Block(P, "坚持人民至上、生命至上，树牢安全发展理念，压实属地责任、部门责任和主体责任，全面排查整治各类安全隐患，"
          "坚决防范遏制重特大事故，确保全区安全形势持续稳定。"),
    Block(H, "二、重点任务", 1),
    Block(H, "（一）开展隐患排查。", 2, "各街道办事处、区级有关部门要对照附件所列清单，于12月5日前完成首轮自查，建立台账，逐项销号。"),
    Block(H, "（二）加强值班值守。", 2, "严格执行24小时值班和领导带班制度，重大情况第一时间报告。"),
    Block(BlockKind.TABLE, columns=("序号", "任务", "责任单位", "时限"), rows=(
        ("1", "地下车库和低洼路段排查", "区住房和城乡建设局", "12月5日"),
        ("2", "燃气软管更换核实", "各街道办事处", "12月10日"),
        ("3", "值班安排报送", "各单位", "11月30日"),
    ), shares=(1, 4, 4, 2)),
    Block(H, "三、有关要求", 1),
    Block(P, "各单位要加强组织领导，细化工作措施，明确责任分工，确保各项任务落到实处。工作推进情况于每月25日前报区应急管理局。"),
)  # fmt: skip
BODY = Body(TEXT, (Attachment("隐患排查清单", (Block(P, "地下车库：挡水板、沙袋、移动泵车是否按清单配备。"),)),))
FIELDS = {
    "organ": "c2",
    "issuer": "望春街道办事处",
    "title": "望春街道办事处关于切实做好今冬明春安全防范工作的通知",
    "genre": "notice",
    "direction": "down",
    "openness": "proactive",
    "receivers": ["c5"],
    "outside_receivers": "街道各科室、辖区各单位",
    "copied_to": ["c3", "c4"],
    "urgency": "urgent",
    "body": encode(BODY),
}
SIZES = {"1366": (1366, 728), "1920": (1920, 1000), "1093": (1093, 574), "960": (960, 520)}
LARGE, LARGEST = theme.Look(type=theme.Type.LARGE), theme.Look(type=theme.Type.LARGEST)
DARK, CONTRAST = theme.Look(scheme=theme.Scheme.DARK), theme.Look(scheme=theme.Scheme.CONTRAST)
SCENES = {
    **{f"draft-{name}": (size, theme.Look()) for name, size in SIZES.items()},
    "draft-large": (SIZES["1366"], LARGE),
    "draft-largest": (SIZES["1366"], LARGEST),
    "draft-dark": (SIZES["1366"], DARK),
    "draft-contrast": (SIZES["1366"], CONTRAST),
    "draft-large-1093": (SIZES["1093"], LARGE),
    "draft-dark-1093": (SIZES["1093"], DARK),
}


@contextmanager
def draft(size, look, fields=None, *, scene=None, task="outgoing", inner=None):
    """An editor over a desk in memory, with these fields in its draft."""
    theme.apply(QApplication.instance(), look)
    scene = scene or Scene(me=2)
    bridge = Bridge()
    preview = ProofPreview(inner, ProofPress(OwnFonts))
    page = DraftPage(scene.desk, bridge, task, preview)
    page.resize(*size)
    page.show()
    settle(bridge)
    if fields:
        page.show_values({**page.values(), **fields}, "")
    page.body.edit.setFocus()
    settle(bridge)
    for _n in range(100):
        view = page.proof.view
        if not page.proofs.busy and ((view.drawn and not view.stale) or not page.columns.in_sight(Side.PAPER)):
            break
        settle(bridge, 20)
    try:
        yield page, bridge, scene
    finally:
        page.close()
        page.deleteLater()
        settle(bridge, 20)
        bridge.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def figured(folder):
    """A picture in the text, and one that is not here yet, in standard type, large type and the dark."""
    child = ChildPreview()
    for name, look in (("1366", theme.Look()), ("large", LARGE), ("dark", DARK)):
        scene = Scene(me=2)
        out = io.BytesIO()
        Image.linear_gradient("L").resize((640, 400)).convert("RGB").save(out, "PNG")
        sha = scene.desk.texts.figures.keep(out.getvalue())
        blocks = (
            TEXT[0],
            Block(BlockKind.PICTURE, "图1 望春街道泵站和低洼路段分布", picture=sha, width_mm=110.0),
            TEXT[2],
            Block(BlockKind.PICTURE, "图2 值守点位", picture="b2" * 32),
        )
        fields = {**FIELDS, "body": encode(Body(blocks))}
        with draft(SIZES["1366"], look, fields, scene=scene, inner=child) as (page, bridge, _scene):
            settle(bridge, 600)
            page.grab().save(str(folder / f"draft-figure-{name}.png"))
            page.body.go_to(0, 1)
            page.body.tools.ask_figure()
            settle(bridge, 100)
            page.figures.dialog.grab().save(str(folder / f"draft-figure-dialog-{name}.png"))
            page.figures.dialog.reject()
    child.close()


def main(folder, names):
    app = QApplication.instance() or QApplication([])
    app.setCursorFlashTime(0)
    theme.load_faces()
    folder.mkdir(parents=True, exist_ok=True)
    if not names or "draft-figure" in names:
        figured(folder)
    for name, (size, look) in SCENES.items():
        if names and name not in names:
            continue
        with draft(size, look, FIELDS) as (page, bridge, _scene):
            page.grab().save(str(folder / f"{name}.png"))
            if name in {"draft-1366", "draft-dark", "draft-largest", "draft-1093"}:
                beside(page, bridge, folder, name)


def beside(page, bridge, folder, name):
    """The checks, the versions, a table under the hand."""
    page.show_checks()
    settle(bridge)
    page.grab().save(str(folder / f"{name}-checks.png"))
    page.flush()
    page.body.go_to(0, 8)
    page.body.edit.insertPlainText("各单位务必")
    settle(bridge, 800)
    page.flush()
    page.beside.setCurrentWidget(page.past)
    settle(bridge)
    page.grab().save(str(folder / f"{name}-versions.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
