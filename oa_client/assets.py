"""The only opener of resources/, and the only door to translated words."""

import gettext
import sys
from pathlib import Path, PurePosixPath
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_DOMAIN: Final = "lunyue"
_words: gettext.NullTranslations = gettext.NullTranslations()


def resource(name: str) -> Path:
    """Return where a file or folder of resources/ lies; `name` is relative and written with slashes."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or any(mark in name for mark in ("\\", ":", "\0")):
        raise ValueError(f"not a name inside resources/: {name!r}")
    root = _root()
    path = root.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError(f"leads out of resources/: {name!r}")
    return path


def _root() -> Path:
    """Return the folder of resources of this installation: frozen, wheel or source tree."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent / "resources"
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def _(text: str) -> str:
    """Return the sentence in the user's language; source strings are zh_CN."""
    return _words.gettext(text)


def use_language(language: str) -> None:
    """Take the words of `language` from resources/i18n; without a catalogue the source strings stand."""
    global _words  # noqa: PLW0603 - one language a process, set once by bootstrap
    folder = _root() / "i18n"
    _words = gettext.translation(_DOMAIN, str(folder), languages=[language], fallback=True)
