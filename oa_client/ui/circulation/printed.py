"""打印登记簿: a register on paper as the list shows it, with its filter. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oa_client.app.desk import Desk
from oa_client.app.forms import Form
from oa_client.app.registers import entered, unit_of
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.choice import CHIP_WORDS, Chip, Choice
from oa_client.wording.register import PRINTED, register

__all__ = ["PRINTED", "paper"]


def paper(desk: Desk, kind: str, ids: Sequence[MatterId], choice: Choice) -> Callable[[], Form]:
    """What makes the form of these rows."""

    def make() -> Form:
        return register(kind, entered(desk, kind, ids), desk.people, unit_of(desk), chosen(choice)).form()

    return make


def chosen(choice: Choice) -> str:
    """By what the register was narrowed, as its foot says; nothing when it is whole."""
    chip = _(CHIP_WORDS[choice.chip]) if choice.chip is not Chip.ALL else ""
    text = _("含“{text}”").format(text=choice.text) if choice.text else ""
    words = "，".join(w for w in (chip, text) if w)
    return _("只印：{words}").format(words=words) if words else ""
