"""What every 公文 bears, whoever issues or receives it: the fields a clerk copies from its head (domain.md §1.2)."""

from __future__ import annotations

from oa_client.domain.table import Condition, Field, FieldType, Guard

ALWAYS: Condition = ("always",)
GENRES = (
    "resolution",
    "decision",
    "order",
    "communique",
    "public_announcement",
    "public_notice",
    "opinion",
    "notice",
    "circular",
    "report",
    "request",
    "reply",
    "bill",
    "letter",
    "minutes",
    "other",
)
"""The 15 文种 of the 条例, art. 8, and 事务文书."""
CARRIERS = ("document", "telegram")
URGENCIES = ("urgent", "flash", "top", "calm")
"""公文: 加急 urgent, 特急 flash. 电报: 特提 top, 特急 flash, 加急 urgent, 平急 calm (practice.md §3)."""
PRESSING: Condition = ("is", "urgency", "urgent", "flash", "top")
REQUEST: Condition = ("is", "genre", "request")

TITLE = Field("title", FieldType.LINE, ALWAYS, kept=True)
ISSUER = Field("issuer", FieldType.LINE, ALWAYS, limit=60, kept=True)
NUMBER = Field("number", FieldType.LINE, limit=60, kept=True)
HEAD = (
    TITLE,
    ISSUER,
    NUMBER,
    Field("genre", FieldType.CHOICE, choices=GENRES, kept=True),
    Field("carrier", FieldType.CHOICE, choices=CARRIERS, kept=True),
    Field("urgency", FieldType.CHOICE, choices=URGENCIES, kept=True),
    Field("sensitivity", FieldType.CHOICE, choices=("general", "internal"), kept=True),
    Field("doc_date", FieldType.MOMENT, kept=True),
)
SOUND = (Guard(("any", ("is", "carrier", "telegram"), ("not", ("is", "urgency", "top", "calm"))), "telegram_urgency"),)
"""What holds of every head: 特提 and 平急 are grades of telegrams."""


def reason() -> Field:
    """Why: asked for where somebody gets a thing back."""
    return Field("reason", FieldType.TEXT, ALWAYS, limit=500)


def opinion(required: Condition = ALWAYS) -> Field:
    """Somebody's words."""
    return Field("opinion", FieldType.TEXT, required, limit=2000)
