"""发文稿纸 (after GB/T 826-1989): who signed, countersigned, checked and drafted, and what goes to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Line, Part, Signed, Tall
from oa_client.app.sheets import Said, SheetSource
from oa_client.assets import _
from oa_client.wording import kept, moments, names
from oa_client.wording.cells import choice, date, holders, pair, signed, text, units

_ROOM = {"签发": 34.0, "会签": 28.0, "核稿": 20.0}
_CHECKS = ("pass_check", "review_legality", "review_fairness", "send_to_sign", "pass_recheck")
_UNANSWERED = {"delivered": "尚未反馈", "silent": "逾期未反馈"}
"""What is said of a unit that has not answered: silence is shown, and is no consent."""


def outgoing(source: SheetSource, people: People) -> Iterator[Part]:
    """The whole 发文稿纸. 圈阅 and a bare signature are consent here (条例 art. 22): the name says it."""
    fields = source.fields
    yield Line((
        Blank(_("发文字号"), text(fields.get("number")) or _("待取号"), 1.6),
        Blank(_("缓急"), names.urgency(text(fields.get("urgency")))),
    ))  # fmt: skip
    yield Tall(_("签发"), tuple(map(signed, source.opinions("sign"))), _ROOM["签发"])
    yield Tall(_("会签"), tuple(_countersigned(source, people)), _ROOM["会签"])
    yield Tall(_("核稿"), tuple(map(_checked, _checks(source))), _ROOM["核稿"])
    yield Line((
        Blank(_("拟稿单位"), source.unit, 1.5),
        Blank(_("拟稿人"), source.opener),
        Blank(_("电话"), text(fields.get("phone")), 1.5),
    ))  # fmt: skip
    yield Line((Blank(_("标题"), source.title),))
    yield Line((Blank(_("主送"), _addressed(fields, "receivers", "outside_receivers", people)),))
    yield Line((Blank(_("抄送"), _addressed(fields, "copied_to", "outside_copied", people)),))
    if joint := units(fields.get("joint_with"), people):
        yield Line((Blank(_("联合行文"), joint),))
    yield Line((Blank(_("附件"), "\n".join(source.files)),))
    yield pair((_("公开属性"), _openness(fields)), (_("知悉范围"), choice("sensitivity", fields)))
    proof = next(iter(source.opinions("proofread")), None)
    yield pair((_("印制份数"), text(fields.get("copies"))), (_("校对"), proof.who if proof else ""))
    yield pair((_("成文日期"), date(fields.get("doc_date"))), (_("印发日期"), date(fields.get("print_date"))))


def _checks(source: SheetSource) -> list[Said]:
    """Whoever checked it, each once with his last words, by rank; also the section's checker who sent it to 会签."""
    kept: dict[tuple[str, str, str], Said] = {}
    for said in sorted((*source.opinions(*_CHECKS), *_straight_on(source)), key=lambda s: s.v):
        result = said.action if said.action.startswith("review_") else ""
        key = (said.who, said.behalf, result)
        if said.words or result or key not in kept:
            kept[key] = said
    return sorted(kept.values(), key=lambda s: (s.rank, s.at))


def _straight_on(source: SheetSource) -> Iterator[Said]:
    """The section's checker passes it by asking other units."""
    with_section = False
    for said in source.said:
        if with_section and said.action == "consult":
            yield said
        if said.action == "submit":
            with_section = True
        elif said.action in {*_CHECKS, "consult", "send_back", "withdraw"}:
            with_section = False


def _checked(said: Said) -> Signed:
    """What a check came to, before its words."""
    result = choice("legal_result", said.fields) or choice("fair_result", said.fields)
    act = names.action("outgoing", said.action) if result else ""
    found = f"{act}：{result}" if result else ""
    return signed(said, "\n".join(x for x in (found, said.words) if x))


def _countersigned(source: SheetSource, people: People) -> Iterator[Signed]:
    """The answers, the stance first; then who has not answered."""
    for said in source.opinions("countersign"):
        stance = choice("stance", said.fields)
        words = _("{stance}。{words}").format(stance=stance, words=said.words) if said.words else stance
        yield signed(said, words)
    for reader in source.readers:
        if reader.role == "consult" and (state := _UNANSWERED.get(reader.state)):
            since = moments.dotted(reader.delivered_at) if reader.delivered_at else ""
            words = _("（{since}送会签，{state}）").format(since=since, state=_(state))
            yield Signed(words, kept.holder(people, reader.holder), "")


def _addressed(fields: Mapping[str, object], inside: str, outside: str, people: People) -> str:
    named = (units(fields.get(inside), people) or holders(fields.get(inside), people), text(fields.get(outside)))
    return "、".join(x for x in named if x)


def _openness(fields: Mapping[str, object]) -> str:
    said, why = choice("openness", fields), text(fields.get("withheld_reason"))
    return _("{said}（{why}）").format(said=said, why=why) if why else said
