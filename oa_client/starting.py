"""The desktop's start: handed to the window that is there, refused where nothing may be opened, or begun.

What opens stores and builds windows is imported only for the last: a link that is clicked leads there at once.
"""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from oa_client.app.links import MOST, BadLink, matter_of
from oa_client.app.policies import autostarts, log_level
from oa_client.app.soundness import EXITS, Check
from oa_client.assets import resource
from oa_client.system import display
from oa_client.system.chosen import chosen
from oa_client.system.instance import (
    PROFILE,
    WINDOW,
    Answered,
    Ask,
    Held,
    Instance,
    Serve,
    Unanswered,
    ask,
    is_served,
)
from oa_client.system.log import begin_log
from oa_client.system.paths import private_folder
from oa_client.system.policies import read_policies
from oa_client.system.release import release, replaced
from oa_client.system.soundness import shown
from oa_client.wording.sentences import sentence
from oa_client.wording.soundness import said

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oa_client.ui.application import Application

APP = "org.lunyue.client"
"""By this name the desktop knows the program's windows: the name of its .desktop file."""
PATIENCE = 3.0
REFUSED = 1


@dataclass(frozen=True, slots=True)
class Begin:
    """How the desktop is to begin: what the command line gave."""

    server: str = ""
    user: str = ""
    link: str = ""
    autostart: bool = False


def run_desktop(folder: Path, begin: Begin) -> int:
    """Open the windows over the profile in a folder, or have the process do what is asked that has it open already."""
    if begin.autostart and not _starts_by_itself(folder):
        return 0
    if (code := _handed_over(folder, begin)) is not None:
        return code
    if begin.link and (wrong := _wrong(begin.link)):
        return refuse(wrong, REFUSED, begin)
    from oa_client import checkup

    if (found := display.look(os.environ)) is not None or (found := checkup.stop_reason(folder)) is not None:
        return refuse(said(found), EXITS[found.check], begin)
    window = Instance(folder, WINDOW)
    try:
        private_folder(folder)
        window.take()
        running = _built(folder, begin)
    except Held:  # another start was quicker, and will have its window in a moment
        return 0
    except OSError as error:
        window.let_go()
        return refuse(*_unusable(error, folder), begin)
    try:
        return _run(folder, running, window)
    finally:
        window.let_go()


def _unusable(error: OSError, folder: Path) -> tuple[str, int]:
    """What to say, and the exit code, where the profile's folder did not take what each start puts there."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return sentence("full_at_start", {"name": shown(folder)}), EXITS[Check.ROOM]
    return sentence("folder_no_rights", {"name": shown(folder)}), EXITS[Check.FOLDER]


def _starts_by_itself(folder: Path) -> bool:
    """Whether the administrator or the person wants the desktop to begin when he signs in to the system."""
    own = chosen(folder).get("AutoStart")
    return autostarts(read_policies(), own if isinstance(own, bool) else None)


def _handed_over(folder: Path, begin: Begin) -> int | None:
    """The exit code where a window is there already; None where there is none."""
    if begin.autostart:
        return 0 if is_served(folder, WINDOW) or is_served(folder) else None
    asked = Ask(("open", begin.link[: MOST + 1]) if begin.link else ())
    for name, what in ((WINDOW, asked), (PROFILE, Ask(()))):  # an earlier release listens by the second only
        try:
            answered = ask(folder, what, PATIENCE, name)
        except Unanswered:
            return 0
        except OSError:
            return None
        if answered is not None:
            return _elsewhere(answered, begin)
    return None


def _elsewhere(answered: Answered, begin: Begin) -> int:
    """What the window that is there said: why not, and on which screen it is."""
    if answered.err:
        sys.stderr.write(answered.err)
    there = answered.out
    if there and there != display.name(os.environ):
        return refuse(sentence("other_display", {"display": there}), answered.code, begin)
    return answered.code


def _wrong(link: str) -> str:
    try:
        matter_of(link)
    except BadLink:
        return sentence("bad_link")
    return ""


def refuse(words: str, code: int, begin: Begin) -> int:
    """Say why there is no window: to a terminal, and on the screen for whoever clicked an icon or a link."""
    print(words, file=sys.stderr)
    offscreen = os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen")
    if not (begin.autostart or offscreen or display.look(os.environ)):
        from oa_client.ui.shell.refused import say

        app = _application()
        say(words, app.quit)
        app.exec()
    return code


def _application() -> QApplication:
    from oa_client.system.input_method import prepare_input_method

    prepare_input_method(os.environ)
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from oa_client.ui.toolkit import speak_chinese

    app = QApplication.instance()
    if app is None:
        app = QApplication([APP])
        speak_chinese(app)
    assert isinstance(app, QApplication)
    app.setDesktopFileName(APP)
    app.setWindowIcon(QIcon(str(resource("product/lunyue.svg"))))
    return app


def _built(folder: Path, begin: Begin) -> Application:
    from oa_client.bootstrap import build_desktop

    return build_desktop(
        _application(),
        folder,
        server=begin.server,
        user=begin.user,
        password=os.environ.get("OA_PASSWORD", ""),
        link=begin.link,
        quietly=begin.autostart,
    )


def _run(folder: Path, running: Application, window: Instance) -> int:
    from oa_client import checkup
    from oa_client.ui.shell.renewal import Renewal

    end_log = begin_log(folder, log_level(read_policies()))
    try:
        window.serve(_serve(running))
        if checkup.is_due(folder):
            running.calls.check(partial(checkup.whole, folder), partial(checkup.done, folder))
        Renewal(running, partial(replaced, release()), running.calls.tell)
        running.begin()
        code = _application().exec()
        running.close()
        return code
    finally:
        end_log()


def _serve(running: Application) -> Serve:
    """What a later start has this one do: come to the front, or go to a matter."""

    def serve(asked: Ask) -> Answered:
        there = display.name(os.environ)
        if asked.argv[:1] == ("open",) and len(asked.argv) == 2 and (why := running.calls.follow(asked.argv[1])):
            return Answered(REFUSED, there, f"{why}\n")
        running.raise_window()
        return Answered(0, there)

    return serve
