"""Why the centre does not serve a call."""

from __future__ import annotations

from oa_client.protocol.messages import Problem

PUT_OFF = Problem("busy", {"after": 5})
"""What is told while the database does not answer: come again in so many seconds."""


class Refusal(Exception):
    """A call is not served: an HTTP status and what the caller is told."""

    def __init__(self, status: int, code: str, **facts: object) -> None:
        """The status, the code of the problem and its facts."""
        super().__init__(code)
        self.status = status
        self.problem = Problem(code, facts)
