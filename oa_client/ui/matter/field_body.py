"""The text of a draft where no editor is at hand: its words, which are read into headings and paragraphs again."""

from __future__ import annotations

from oa_client.app import body as bodies
from oa_client.app import recognition
from oa_client.app.body import BadBody, Body
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import TextField


class BodyText(TextField):
    """Its value is the body's JSON; one that nobody changed stays as it came, tables and attachments with it."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._came: tuple[str, str] = ("", "")

    def value(self) -> object:
        """The body, as a command keeps it."""
        text = self.edit.toPlainText()
        if text == self._came[0]:
            return self._came[1] or None
        return bodies.encode(Body(recognition.of_text(text))) if text.strip() else None

    def set_value(self, value: object) -> None:
        """A body, or a plain text."""
        given = value if isinstance(value, str) else ""
        try:
            said = bodies.words(bodies.decode(given)) if given else ""
        except BadBody:
            said, given = given, bodies.encode(Body(recognition.of_text(given)))
        self._came = (said, given)
        super().set_value(said)
