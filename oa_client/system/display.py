"""Whether there is a screen to open a window on: Qt ends the whole process where there is none."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping

from oa_client.app.soundness import Check, Finding

_NEED_NONE = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
NONE = Finding(Check.DISPLAY, good=False, code="no_display", grave=True)


def look(environ: Mapping[str, str]) -> Finding | None:
    """Why no window can be opened; None when one can, as far as is to be known before trying."""
    if not sys.platform.startswith("linux") or environ.get("QT_QPA_PLATFORM", "").startswith(_NEED_NONE):
        return None
    if environ.get("WAYLAND_DISPLAY"):
        return None
    return None if environ.get("DISPLAY") and _answers(environ["DISPLAY"]) else NONE


def name(environ: Mapping[str, str]) -> str:
    """Which screen this is; empty where it has no name."""
    return environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY") or ""


def _answers(display: str) -> bool:
    """Whether the X server lets us in; taken for granted where its library is not there to ask."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    for call in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        call.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused
