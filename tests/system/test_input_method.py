"""Chinese input on Linux."""

from __future__ import annotations

import sys

import pytest

from oa_client.system.input_method import prepare_input_method

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there")


def test_fcitx_is_reached_through_the_ibus_portal() -> None:
    environ = {"XMODIFIERS": "@im=fcitx"}
    prepare_input_method(environ)
    assert (environ["QT_IM_MODULE"], environ["IBUS_USE_PORTAL"]) == ("ibus", "1")


def test_another_input_method_is_left_alone() -> None:
    environ = {"XMODIFIERS": "@im=ibus", "QT_IM_MODULE": "ibus"}
    prepare_input_method(environ)
    assert environ == {"XMODIFIERS": "@im=ibus", "QT_IM_MODULE": "ibus"}


def test_who_asks_to_keep_his_own_keeps_it() -> None:
    environ = {"QT_IM_MODULE": "fcitx", "OA_KEEP_IM": "1"}
    prepare_input_method(environ)
    assert environ["QT_IM_MODULE"] == "fcitx"
