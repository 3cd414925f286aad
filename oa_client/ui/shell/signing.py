"""Signing in without its screen: what is asked, tried, and said when it does not work. No Qt."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Protocol

from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.seat import WITHOUT_LINK, CannotServe, Doors, Seat
from oa_client.assets import _
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording.sentences import sentence


class SignInView(Protocol):
    """The screen of signing in."""

    def show_busy(self, text: str) -> None:
        """It is being tried; empty: no more."""
        ...

    def show_problem(self, text: str, field: str) -> None:
        """Why it did not work; the field to put right, if it is one."""
        ...

    def seated(self, seat: Seat) -> None:
        """Somebody sits at the desk."""
        ...


_FIELDS = {
    "password": "password",
    "unknown_user": "user",
    "password_needed": "password",
    "dns": "server",
    "bad_address": "server",
    "not_secure": "server",
}


class SignInPresenter:
    """The two ways in: through the centre, and without a link into the profile that is here."""

    def __init__(self, doors: Doors, runner: Runner, view: SignInView, *, known: bool) -> None:
        self._doors, self._runner, self._view = doors, runner, view
        self._known = known
        self._quiet = False

    def sign_in(self, server: str, user: str, password: str) -> None:
        """Ask the centre."""
        for field, value, words in (
            ("server", server, _("请填写服务器地址，不知道可问管理员。")),
            ("user", user, _("请填写账号。")),
            ("password", password, _("请填写密码。")),
        ):
            if not value.strip():
                self._view.show_problem(words, field)
                return
        doors, where = self._doors, server.strip()
        self._try(lambda: doors.sign_in(where, user.strip(), password), _("正在登录…"))

    def enter_if_open(self, password: str) -> None:
        """Go in when the keyring, or a password given from outside, opens the profile; else wait, without a word."""
        self._quiet = True
        self.enter_offline(password)

    def enter_offline(self, password: str) -> None:
        """Open the profile here; the password serves where the keyring cannot."""
        doors = self._doors

        def asked() -> str:
            if not password:
                raise CannotServe("password_needed")
            return password

        self._try(lambda: doors.open(asked), _("正在打开本机数据…"))

    def _try(self, work: Callable[[], Seat], words: str) -> None:
        self._view.show_busy(words)
        self._runner.run(work, self._on_seat, self._on_failed, lane=Lane.WRITE, name="sign_in")

    def _on_seat(self, seat: Seat) -> None:
        self._view.show_busy("")
        self._view.seated(seat)

    def _on_failed(self, error: Exception) -> None:
        self._view.show_busy("")
        code, facts = code_of(error)
        quiet, self._quiet = self._quiet, False
        if quiet and code == "password_needed":  # nobody has asked for anything yet
            return
        if code in WITHOUT_LINK and not self._known:
            code = "first_needs_link"
        self._view.show_problem(sentence(code, facts), _FIELDS.get(code, ""))


def code_of(error: Exception) -> tuple[str, dict[str, object]]:
    """The code and facts that say in wording what an error means to the person."""
    if isinstance(error, CannotServe):
        return error.code, dict(error.facts)
    if isinstance(error, BadStore):
        return error.code, {"which": error.which}
    if isinstance(error, NoRoom) or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}):
        return "disk_full", {}
    if isinstance(error, OSError):
        return "unreachable", {}
    return type(error).__name__, {}
