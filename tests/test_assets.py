import sys

import pytest

from oa_client import assets


@pytest.fixture(autouse=True)
def source_words():
    yield
    assets.use_language("zh_CN")


def test_a_file_of_the_source_tree_is_found():
    path = assets.resource("fonts/NotoSansSC-Regular.ttf")
    assert path.is_file()
    assert path.parent == assets.resource("fonts")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../pyproject.toml", "fonts/../../README.md", "/etc/passwd", "C:\\x", "fonts\\x", "x\0y"],
)
def test_a_name_that_leads_out_is_refused(name):
    with pytest.raises(ValueError, match="not a name inside resources"):
        assets.resource(name)


def test_a_link_that_leads_out_is_refused(monkeypatch, tmp_path):
    (tmp_path / "resources").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "resources" / "link").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(assets, "_root", lambda: tmp_path / "resources")
    with pytest.raises(ValueError, match="leads out"):
        assets.resource("link")


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"no-such\.svg"):
        assets.resource("icons/no-such.svg")


def test_a_wheel_carries_its_resources_inside(monkeypatch, tmp_path):
    (tmp_path / "_resources" / "icons").mkdir(parents=True)
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path)
    assert assets.resource("icons") == tmp_path / "_resources" / "icons"


def test_a_frozen_client_finds_them_beside_the_program(monkeypatch, tmp_path):
    (tmp_path / "resources" / "icons").mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "lunyue"))
    assert assets.resource("icons") == tmp_path.resolve() / "resources" / "icons"


def test_without_a_catalogue_the_source_words_stand():
    assets.use_language("en")
    assert assets._("待办") == "待办"
