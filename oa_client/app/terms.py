"""Under which terms a desk works on this machine: the policies, what they allow, how long it may go on by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from oa_client.app.lease import Lease
from oa_client.app.policies import Allowed, Policies, allowed_by
from oa_client.domain.decision import Refused


@dataclass(frozen=True, slots=True)
class Terms:
    """As they stand from the start on; by themselves they forbid nothing."""

    policies: Policies = field(default_factory=Policies)
    allowed: Allowed = field(default_factory=Allowed)
    lease: Lease | None = None

    @property
    def refusal(self) -> Refused | None:
        """Why nothing at all may be done now."""
        return self.lease.refusal if self.lease is not None else None


FREE = Terms()


def terms_of(policies: Policies, lease: Lease | None = None) -> Terms:
    """Those that the policies of a machine make."""
    return Terms(policies, allowed_by(policies), lease)
