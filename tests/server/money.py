"""A district that spends money, for tests of the centre: a street that applies, the finance bureau, who decides."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from oa_client.domain.matter import Matter
from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol.messages import CommandUp, Outcome
from server_stub.claims import balance
from server_stub.fold import load
from tests.domain.money import TABLE
from tests.server.office import Office

CLERK, HANDLER, STREET_HEAD, OTHER, OTHER_HEAD, SECTION, BUREAU, VICE, HEAD = 11, 12, 13, 14, 15, 16, 17, 18, 19
WAN = 1_000_000
YEAR = 2026
_POSTS = {
    CLERK: (2, "收发员", {Role.CLERK}),
    HANDLER: (2, "经办", {Role.HANDLER}),
    STREET_HEAD: (2, "主任", {Role.LEADER, Role.PRINCIPAL}),
    OTHER: (3, "经办", {Role.HANDLER}),
    OTHER_HEAD: (3, "主任", {Role.LEADER}),
    SECTION: (4, "行政政法科", {Role.HANDLER, Role.FINANCE}),
    BUREAU: (4, "局长", {Role.LEADER, Role.FINANCE_HEAD}),
    VICE: (1, "副区长", {Role.LEADER, Role.FINANCE_LEADER}),
    HEAD: (1, "区长", {Role.LEADER, Role.PRINCIPAL}),
}


@dataclass
class Money:
    """Unit 2 applies (11 clerk, 12 handler, 13 head), unit 3 too; 16 and 17 are the bureau, 18 and 19 decide."""

    office: Office = field(default_factory=Office.open)
    ruled: bool = True
    rules: str = ""

    def __post_init__(self) -> None:
        self.office.centre.put(
            [
                Unit(UnitId(4), "财政局", UnitId(1), Level.DEPARTMENT),
                *(Post(PostId(n), UnitId(u), title, frozenset(roles)) for n, (u, title, roles) in _POSTS.items()),
                *(Person(PersonId(n), f"人{n}", (PostId(n),)) for n in _POSTS),
            ]
        )
        said = {"title": "财政审批权限", "basis": "海政发〔2026〕1号", **said_rules()}
        self.rules = self.does(BUREAU, "enact", kind="fiscal_rules", **said) if self.ruled else ""

    def up(self, person: int, action: str, matter: str = "", kind: str = "fiscal", **fields: object) -> CommandUp:
        up = self.office.up(person, action, matter, kind=kind, **fields)
        return msgspec.structs.replace(up, post=person)

    def ask(self, person: int, action: str, matter: str = "", kind: str = "fiscal", **fields: object) -> Outcome:
        return self.office.send(person, self.up(person, action, matter, kind, **fields))[0]

    def does(self, person: int, action: str, matter: str = "", kind: str = "fiscal", **fields: object) -> str:
        up = self.up(person, action, matter, kind, **fields)
        (outcome,) = self.office.send(person, up)
        assert outcome.s == "a", outcome
        return up.matter

    def line(self, total: int = 100 * WAN, owner: str = "u2", code: str = "2010301") -> str:
        """A new budget line."""
        said = {"line_year": YEAR, "function_code": code, "fund": "annual", "title": f"指标 {code}"}
        return self.does(SECTION, "grant", kind="budget_line", owner=owner, total=total, **said)

    def asked(self, line: str, amount: int, **more: object) -> dict[str, object]:
        """What an application says."""
        said = {"title": "购置排水泵", "payee": "江海机电公司", "purpose": "排涝", "unit_head": f"p{STREET_HEAD}"}
        return {**said, "line": line, "amount": amount, **more}

    def applied(self, line: str, amount: int, **more: object) -> str:
        return self.does(HANDLER, "apply", **self.asked(line, amount, **more))

    def decided(self, line: str, amount: int, **more: object) -> str:
        """An application that the vice head has approved."""
        matter = self.applied(line, amount, **more)
        for person, action in ((STREET_HEAD, "agree"), (SECTION, "review"), (BUREAU, "approve"), (VICE, "decide")):
            self.does(person, action, matter, **({"opinion": "属实"} if action == "review" else {}))
        return matter

    def state(self, matter: str) -> Matter:
        with self.office.centre.database.read() as connection:
            fold = load(connection, self.office.centre.kinds, matter)
        assert fold is not None
        assert fold.state is not None
        return fold.state

    def balances(self, line: str) -> tuple[int, int, int]:
        """Total, taken and spent, as the tables say."""
        with self.office.centre.database.read() as connection:
            total, taken, spent = (
                balance(connection, name, line) for name in ("budget_total", "budget", "budget_spent")
            )
        return total, taken, spent


def said_rules(table: str = TABLE, since: int = 1_767_196_800) -> dict[str, object]:
    """A version of the rules as the form sends it."""
    holders = {"finance_section": SECTION, "finance_bureau_head": BUREAU, "vice_head": VICE, "district_head": HEAD}
    return {"table": table, "effective_from": since, **{name: f"o{post}" for name, post in holders.items()}}
