"""印章图样 laid down for a machine: on real files with real owners; anything wrong with them and there are none."""

import io
import json
import logging
import os
import struct
import zlib

import pytest
from PIL import Image

from oa_client.app.seals import Seal
from oa_client.domain.people import PersonId, UnitId
from oa_client.system.seals import FILE, MachineSeals
from oa_client.system.ways import machine_folder
from tests.ui.issuing import ring

ME = os.getuid()
ENTRY = {"name": "望春街道办事处印", "organ": 2, "keeper": 7, "diameter_mm": 42, "picture": "印.png"}


@pytest.fixture
def machine(tmp_path):
    """The machine's folder as an administrator leaves it."""
    folder = tmp_path / "machine"
    folder.mkdir(mode=0o755)
    write(folder / "印.png", ring())
    lay(folder)
    return folder


def write(path, data):
    path.write_bytes(data)
    path.chmod(0o644)


def lay(folder, *, enabled_by="钱卫东", seals=None, **changes):
    said = {"enabled_by": enabled_by, "seals": [{**ENTRY, **changes}] if seals is None else seals}
    write(folder / FILE, json.dumps(said, ensure_ascii=False).encode())


def found(folder, owner=ME):
    return MachineSeals(folder, owner)()


@pytest.fixture
def refused(caplog):
    """Why there are none, in a sentence, which is logged."""

    def told(folder, owner=ME):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "oa_client.system.seals"):
            shelf = found(folder, owner)
        assert shelf.pictures == ()
        assert shelf.trouble.startswith("印章图样没有启用：") and shelf.trouble.endswith("。")
        assert [r.getMessage() for r in caplog.records] == [shelf.trouble]
        return shelf.trouble

    return told


def test_without_a_file_there_are_none_and_nothing_is_said(tmp_path, caplog):
    assert found(tmp_path) == found(tmp_path / "nowhere")
    assert (found(tmp_path).pictures, found(tmp_path).trouble, caplog.text) == ((), "", "")


def test_a_seal_is_read_with_its_keeper_and_who_allowed_it(machine):
    ((one,), trouble) = (found(machine).pictures, found(machine).trouble)
    assert one.seal == Seal("望春街道办事处印", UnitId(2), "", PersonId(7), 42.0, "钱卫东")
    assert (one.picture, trouble) == (ring(), "")


def test_an_organ_may_be_named(machine):
    lay(machine, organ="中共望春街道工作委员会")
    (one,) = found(machine).pictures
    assert (one.seal.unit, one.seal.organ) == (None, "中共望春街道工作委员会")


def test_it_is_the_machines_folder_and_never_the_users():
    assert str(machine_folder()) == "/etc/lunyue"
    assert MachineSeals()._folder == machine_folder()


# ------------------------------------------------------------------ who could have written it


def test_what_belongs_to_somebody_else_is_not_believed(refused, machine):
    assert "只有管理员能改" in refused(machine, owner=ME + 1)


def test_by_default_it_is_root_that_has_to_own_it(machine, caplog):
    if ME == 0:
        for path in (machine / FILE, machine / "印.png", machine):
            os.chown(path, 12345, -1)
    with caplog.at_level(logging.WARNING, "oa_client.system.seals"):
        assert "只有管理员能改" in MachineSeals(machine)().trouble


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666, 0o620])
@pytest.mark.parametrize("name", [FILE, "印.png"])
def test_what_others_may_write_is_not_believed(refused, machine, name, mode):
    (machine / name).chmod(mode)
    assert f"“{name}”不是只有管理员能改的普通文件" in refused(machine)


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o777])
def test_nor_where_others_may_put_files(refused, machine, mode):
    machine.chmod(mode)
    assert "只有管理员能改" in refused(machine)


@pytest.mark.parametrize("name", [FILE, "印.png"])
def test_a_link_to_somewhere_else_is_not_followed(refused, machine, tmp_path, name):
    (machine / name).rename(tmp_path / "elsewhere")
    (machine / name).symlink_to(tmp_path / "elsewhere")
    assert "只有管理员能改" in refused(machine)


@pytest.mark.parametrize("name", [FILE, "印.png"])
def test_a_pipe_is_not_waited_for(refused, machine, name):
    (machine / name).unlink()
    os.mkfifo(machine / name, 0o644)
    assert "普通文件" in refused(machine)


@pytest.mark.parametrize("name", [FILE, "印.png"])
def test_a_folder_in_its_place_is_told(refused, machine, name):
    (machine / name).unlink()
    (machine / name).mkdir(mode=0o755)
    assert "普通文件" in refused(machine)


@pytest.mark.parametrize("name", ["../印.png", "/etc/passwd", "a/b.png", "", "..", "a\0b"])
def test_a_picture_lies_beside_the_file(refused, machine, name):
    lay(machine, picture=name)
    assert "只能写同一文件夹里的文件名" in refused(machine)


# ------------------------------------------------------------------ what is wrong with it


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe{",
        b"{",
        b"[]",
        b'{"enabled_by": "x"}',
        json.dumps({"enabled_by": "x", "seals": [{"name": "x"}]}).encode(),
        json.dumps({"enabled_by": "x", "seals": [{**ENTRY, "default": True}]}).encode(),
        json.dumps({"enabled_by": "x", "seals": [{**ENTRY, "keeper": "7"}]}).encode(),
        json.dumps({"enabled_by": "x", "seals": [{**ENTRY, "organ": 2.5}]}).encode(),
        b"[" * 60_000,
    ],
)
def test_what_is_no_policy_is_told(refused, machine, data):
    write(machine / FILE, data)
    assert "不是合格的策略文件" in refused(machine)


def test_a_policy_of_any_length_is_not_read(refused, machine):
    write(machine / FILE, b" " * (64 * 1024 + 1))
    assert "太大（不超过 64 KB）" in refused(machine)


def test_somebody_has_to_answer_for_it(refused, machine):
    lay(machine, enabled_by="  ")
    assert "哪位安全管理员" in refused(machine)


@pytest.mark.parametrize("changes", [{"name": " "}, {"organ": " "}])
def test_a_seal_has_a_name_and_an_organ(refused, machine, changes):
    lay(machine, **changes)
    assert "第 1 枚印章没有写名称或所属机关" in refused(machine)


@pytest.mark.parametrize("diameter", [0, -42, 29.9, 50.1, 420, 1e308])
def test_1999_25_a_seal_is_30_to_50_millimetres_wide(refused, machine, diameter):
    lay(machine, diameter_mm=diameter)
    assert "国发〔1999〕25号" in refused(machine)


@pytest.mark.parametrize("diameter", [30, 38.5, 50])
def test_1999_25_within_that_it_is_as_it_says(machine, diameter):
    lay(machine, diameter_mm=diameter)
    assert found(machine).pictures[0].seal.diameter == diameter


def test_a_picture_that_is_not_there_is_told(refused, machine):
    (machine / "印.png").unlink()
    assert "图样“印.png”不在" in refused(machine)


def saved(kind, mode="RGB"):
    out = io.BytesIO()
    Image.open(io.BytesIO(ring())).convert(mode).save(out, kind)
    return out.getvalue()


def header(width, height):
    """A PNG that says how large it is, and no more."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "不是完好的 PNG"),
        (b"\x89PNG\r\n\x1a\n", "不是完好的 PNG"),
        (saved("JPEG"), "不是完好的 PNG"),
        (ring()[:600], "不是完好的 PNG"),
        (header(400, 400), "不是完好的 PNG"),
        (header(0, 0), "不是正方形"),
        (header(60_000, 60_000), "大过 2000 像素"),
        (header(2001, 2001), "大过 2000 像素"),
        (ring(size=(420, 400)), "不是正方形"),
        (saved("PNG"), "底色不透明"),
        (ring(ground=(255, 255, 255, 255)), "底色不透明"),
        (ring(margin=20), "四边留了白"),
        (saved("PNG", "L"), "底色不透明"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (2 << 20), "太大（不超过 2 MB）"),
    ],
)
def test_a_picture_that_cannot_be_a_seal_is_told(refused, machine, data, why):
    write(machine / "印.png", data)
    assert why in refused(machine)


def test_an_empty_picture_is_no_seal(refused, machine):
    out = io.BytesIO()
    Image.new("RGBA", (400, 400)).save(out, "PNG")
    write(machine / "印.png", out.getvalue())
    assert "四边留了白" in refused(machine)


def test_one_bad_seal_and_there_are_none(refused, machine):
    lay(machine, seals=[ENTRY, {**ENTRY, "diameter_mm": 60}])
    refused(machine)


def test_a_palette_with_a_clear_colour_will_do(machine):
    out = io.BytesIO()
    Image.open(io.BytesIO(ring())).quantize(8).save(out, "PNG")
    write(machine / "印.png", out.getvalue())
    assert len(found(machine).pictures) == 1


def test_a_reason_is_logged_once_until_it_is_another(machine, caplog):
    seals = MachineSeals(machine, ME)
    with caplog.at_level(logging.WARNING, "oa_client.system.seals"):
        lay(machine, diameter_mm=60)
        assert seals().trouble == seals().trouble
        assert [r.getMessage() for r in caplog.records] == [seals().trouble]
        lay(machine, enabled_by="")
        seals()
        lay(machine)
        assert seals().trouble == ""
    assert len(caplog.records) == 2
