import io
import struct
import zipfile
import zlib

import pytest

from oa_client.system.preview import ChildPreview
from oa_client.system.showing import archive, opening
from oa_client.system.showing.unreadable import Unreadable
from tests.system.showing_files import answered, spoiled, stands, text_of, zipped

HOSTILE = ("../../etc/passwd", "C:\\Windows\\system32\\x.dll", "/绝对路径.txt", "报告\u202efdp.exe", "a\x01b.txt")


def by_windows(names):
    """As the Windows of an office packs: names in GBK, and nothing that says so."""
    plain = [f"{n:08d}.doc" for n in range(len(names))]
    data = zipped(dict.fromkeys(plain, b"x" * 2000))
    for short, name in zip(plain, names, strict=True):
        raw = name.encode("gbk")
        assert len(raw) == len(short)
        data = data.replace(short.encode(), raw)
    return data


def vint(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes(out + bytes((n,)))


def block(body):
    sized = vint(len(body)) + body
    return zlib.crc32(sized).to_bytes(4, "little") + sized


def rar5(files, *, locked=False):
    """A rar of version 5 with stored files, by its public format note."""
    out = b"Rar!\x1a\x07\x01\x00"
    if locked:  # an encryption header: all that follows cannot be read
        return out + block(vint(4) + vint(0) + vint(0) + vint(0) + b"\x0f" + bytes(16)) + bytes(64)
    out += block(vint(1) + vint(0) + vint(0))
    for name, data in files.items():
        raw = name.encode()
        mtime = (1_700_000_000).to_bytes(4, "little")
        body = vint(2) + vint(2) + vint(len(data)) + vint(0x0002 | 0x0004) + vint(len(data)) + vint(0o644)
        body += mtime + zlib.crc32(data).to_bytes(4, "little") + vint(0) + vint(1) + vint(len(raw)) + raw
        out += block(body) + data
    return out + block(vint(5) + vint(0) + vint(0))


@pytest.fixture
def preview():
    made = ChildPreview()
    yield made
    made.close()


def test_a_zip_lists_names_sizes_and_dates():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(zipfile.ZipInfo("通知/关于防汛.docx", (2026, 7, 1, 9, 30, 0)), b"x" * 1536)
        made.mkdir("空文件夹")
    said = text_of(archive.pages(out.getvalue()))[0]
    for word in ("名称", "通知/关于防汛.docx", "1.5 KB", "2026-07-01 09:30", "压缩包内共 1 个文件"):
        assert word in said


def test_names_packed_by_windows_are_read():
    said = text_of(archive.pages(by_windows(["防汛.doc文档", "会议.doc纪要"])))[0]
    assert "防汛.doc文档" in said
    assert "会议.doc纪要" in said


def test_hostile_names_are_text_and_nothing_else():
    said = text_of(archive.pages(zipped(dict.fromkeys(HOSTILE, b"x"))))[0]
    assert "../../etc/passwd" in said
    assert "报告□fdp.exe" in said
    assert "a□b.txt" in said
    assert "\u202e" not in said


def test_a_member_under_a_password_is_marked():
    data = bytearray(zipped({"秘.txt": b"x"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    said = text_of(archive.pages(bytes(data)))[0]
    assert "有密码" in said
    assert "其中 1 个设有密码" in said


def test_a_bomb_is_only_listed(preview):
    data = zipped({"bomb.txt": bytes(60 << 20)})
    assert answered(preview, data) == ""
    assert "60.0 MB" in text_of(archive.pages(data))[0]


def test_a_long_list_is_cut_and_says_so():
    made = text_of(archive.pages(zipped({f"{n:05}.txt": b"" for n in range(2500)})))
    assert "只列出前 2000 个。" in made[0]
    assert "01999.txt" in made[-1]
    assert all("名称" in page for page in made), "the heads stand on each page"


def test_a_list_without_end_is_not_even_read(monkeypatch):
    monkeypatch.setattr(opening, "MOST_MEMBERS", 10)
    with pytest.raises(Unreadable, match="too_big_to_show"):
        opening.as_pdf(zipped({f"{n}": b"" for n in range(20)}))


def test_a_rar_lists_its_names(preview):
    data = rar5({"附件/人员名单.xls": b"x" * 3000, "../../上级.txt": b"y"})
    said = text_of(archive.pages(data))[0]
    for word in ("附件/人员名单.xls", "2.9 KB", "上级.txt", "2023-11-1"):
        assert word in said
    assert answered(preview, data) == ""


def rar3(names, *, comment=b""):
    """A rar as WinRAR 3 and 4 made it; `comment`: packed words of whoever packed it."""

    def head(kind, flags, body):
        rest = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest

    def file(kind, name, data, way):
        body = struct.pack("<IIBIIBBHI", len(data), 40, 2, 0, 0x5CE14B00, 29, way, len(name), 0x20) + name
        return head(kind, 0x8000, body) + data

    out = b"Rar!\x1a\x07\x00" + head(0x73, 0, bytes(6))
    if comment:
        out += file(0x7A, b"CMT", comment, 0x33)
    return out + b"".join(file(0x74, name.encode(), b"", 0x30) for name in names) + head(0x7B, 0x4000, b"")


def test_a_rar_with_a_packed_comment_is_listed_and_starts_no_program(preview, monkeypatch):
    def started(*_what, **_how):
        raise AssertionError("a program was to be started")

    monkeypatch.setattr("rarfile.custom_popen", started)
    data = rar3(["one.doc"], comment=bytes(range(20)))
    assert "one.doc" in text_of(archive.pages(rar3(["one.doc"])))[0]
    assert "one.doc" in text_of(archive.pages(data))[0]
    assert answered(preview, data) == ""


def test_a_rar_that_hides_its_names_says_so(preview):
    assert answered(preview, rar5({}, locked=True)) == "encrypted_file"


@pytest.mark.parametrize(
    "make",
    [
        lambda: zipped({"a.txt": bytes(range(256)) * 40, "b/防汛.txt": b"y"}),
        lambda: rar5({"防汛.txt": bytes(9000), "b": b"y"}),
    ],
)
def test_a_spoiled_archive_costs_one_answer(preview, make):
    good = make()
    for bad in spoiled(good, flips=60):
        stands(preview, bad, good)
