"""ICU's data cut down: what stays is there under its name, byte for byte."""

import struct

import pytest
from packing.icu import cut, kept

HEAD = struct.pack("<HH", 32, 0x27DA) + bytes.fromhex("1400000000000200") + b"CmnD" + bytes(16)
"""A header of 32 bytes of a little-endian file of packed items."""


def data_file(items):
    """As ICU lays one out: count, places, names, and each item at a multiple of sixteen."""
    names = b"".join(name + b"\0" for name, _ in items)
    begin = 4 + 8 * len(items)
    at, bodies, table = begin + len(names), b"", []
    bodies += b"\xaa" * (-at % 16)
    for name, body in items:
        place = begin + names.index(name + b"\0")
        table.append(struct.pack("<II", place, at + len(bodies)))
        bodies += body + b"\xaa" * (-len(body) % 16)
    return HEAD + struct.pack("<I", len(items)) + b"".join(table) + names + bodies


ITEMS = [
    (b"icudt73l/brkitr/cjdict.dict", b"words" * 90),
    (b"icudt73l/coll/de.res", b"german order"),
    (b"icudt73l/coll/root.res", b"the order of all"),
    (b"icudt73l/coll/zh.res", b"chinese order, longer than the others"),
    (b"icudt73l/gb18030.cnv", b"converter"),
]


def test_an_item_that_stays_is_the_same():
    wanted = [item for item in ITEMS if b"coll/root" in item[0] or b"zh" in item[0] or b"gb18030" in item[0]]
    assert cut(data_file(ITEMS)) == data_file(wanted)


def test_all_of_it_is_all_of_it():
    assert cut(data_file(ITEMS), lambda name: True) == data_file(ITEMS)


def test_another_file_is_not_cut():
    with pytest.raises(ValueError, match="ICU"):
        cut(b"\x7fELF" + bytes(64))


@pytest.mark.parametrize(
    "name",
    ["coll/ucadata.icu", "coll/zh_Hant.res", "zone/zh_CN.res", "zone/root.res", "gb18030.cnv",
     "ibm-1386_P100-2001.cnv", "windows-950-2000.cnv", "supplementalData.res", "zoneinfo64.res", "pool.res", "cnvalias.icu"],
)  # fmt: skip
def test_what_chinese_needs_stays(name):
    assert kept(name)


@pytest.mark.parametrize(
    "name",
    [
        "coll/de.res",
        "zone/fr_CA.res",
        "curr/zh.res",
        "brkitr/cjdict.dict",
        "translit/root.res",
        "ibm-37_P100-1995.cnv",
        "unames.icu",
        "ja.res",
    ],
)
def test_what_nobody_here_asks_for_goes(name):
    assert not kept(name)
