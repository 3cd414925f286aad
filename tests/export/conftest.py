"""The DOCX of a 公文 made into pages by the office suite of the machine, with our own fonts under the offices' names."""

import shutil
from functools import cache

import pytest

from oa_client.assets import resource
from oa_client.system.office import Office, found
from tests.export.gongwen_papers import docx
from tests.export.measuring import measured

FACES = {
    "仿宋_GB2312": ("FandolFang", "regular"),
    "楷体_GB2312": ("FandolFang", "regular"),
    "宋体": ("FandolFang", "regular"),
    "黑体": ("Noto Sans SC", "bold"),
    "方正小标宋简体": ("Noto Serif SC", "bold"),
}
FILES = ("faces/FandolFang-Regular.ttf", "faces/NotoSerifSC-Bold.ttf", "fonts/NotoSansSC-Bold.ttf")


def fonts(folder):
    """A fontconfig that knows no font but ours."""
    for name in FILES:
        shutil.copy(resource(name), folder)
    stands_for = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{ours}</string></edit>'
        f'<edit name="weight" mode="assign" binding="strong"><const>{weight}</const></edit></match>'
        for name, (ours, weight) in FACES.items()
    )
    said = f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir>{stands_for}</fontconfig>"
    (folder / "fonts.conf").write_text(said, "utf-8")
    return str(folder / "fonts.conf")


@pytest.fixture(scope="session")
def as_pdf(tmp_path_factory):
    """The bytes of a DOCX as the pages the suite makes of it, converted once."""
    if found() is None:
        pytest.skip("no office suite on this machine")
    folder = tmp_path_factory.mktemp("fonts")
    office, known = Office(room=tmp_path_factory.mktemp("office")), fonts(folder)

    def convert(data):
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("FONTCONFIG_FILE", known)
            return measured(office.as_pdf("公文.docx", data))

    yield cache(convert)
    office.stop()


@pytest.fixture(scope="session")
def pages(as_pdf):
    """A 公文 as the suite shows its DOCX."""
    return lambda document: as_pdf(docx(document))
