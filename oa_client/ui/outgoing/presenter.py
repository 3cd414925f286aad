"""The page of a draft while it is written, without a screen: the newest state laid out, with its checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.app.drafting import draft_of
from oa_client.app.preview import Document, Unshowable
from oa_client.layout.proof import Proof
from oa_client.ui.outgoing import model
from oa_client.ui.outgoing.model import Proofed
from oa_client.ui.widgets.running import Runner
from oa_client.wording import gongwen


class Prover(Protocol):
    """Lays 公文 out. Not for the GUI thread."""

    def proof(self, document: Document) -> Proof:
        """The proof of a document that `layout.proof.document_of` made. Raises `Unshowable`."""
        ...


class ProofView(Protocol):
    """What the presenter asks of a screen."""

    def show_proof(self, proofed: Proofed) -> None:
        """How the draft stands now."""
        ...


class ProofPresenter:
    """One draft. While one layout is under way only the newest wish waits behind it."""

    def __init__(self, desk: Desk, runner: Runner, view: ProofView, prover: Prover | None) -> None:
        """Without a prover there are checks and no pages."""
        self._desk, self._runner, self._view, self._prover = desk, runner, view, prover
        self._busy = False
        self._waiting: Mapping[str, object] | None = None
        self._shown: Mapping[str, object] | None = None

    @property
    def busy(self) -> bool:
        """Whether a newer state is under way."""
        return self._busy

    def look(self, fields: Mapping[str, object]) -> None:
        """Lay out what these fields say; the same again does nothing."""
        if fields == self._shown:
            return
        if self._busy:
            self._waiting = fields
            return
        self._busy, self._shown = True, fields
        self._runner.run(lambda: self._proofed(fields), self._done, self._failed, name="draft.proof")

    def renew(self) -> None:
        """Lay the same out once more: what it shows is here now."""
        shown, self._shown = self._shown, None
        if shown is not None:
            self.look(shown)

    def _proofed(self, fields: Mapping[str, object]) -> Proofed:
        draft = draft_of(fields)
        bare = model.document(draft, self._desk.rules.directory, self._desk.clock.now())
        made = self._desk.texts.figures.filled(bare)
        paper = model.paper(made)
        proof, why = self._lay(paper)
        checks = model.checks_of(made, draft, self._desk.rules.directory, proof)
        return Proofed(
            paper if proof else None,
            checks,
            tuple(f.value for f in proof.stand_ins) if proof else (),
            why,
            draft.text("number"),
        )

    def _lay(self, paper: Document) -> tuple[Proof | None, str]:
        """Pages, or why there are none: a draft half written may be one that no page can hold."""
        if self._prover is None:
            return None, ""
        try:
            return self._prover.proof(paper), ""
        except Unshowable:
            return None, gongwen.NO_TEXT
        except Exception:  # noqa: BLE001 - a draft may hold anything; the list says what is wrong with it
            return None, ""

    def _done(self, proofed: Proofed) -> None:
        self._view.show_proof(proofed)
        self._next()

    def _failed(self, _error: Exception) -> None:
        self._shown = None
        self._next()

    def _next(self) -> None:
        self._busy = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.look(waiting)
