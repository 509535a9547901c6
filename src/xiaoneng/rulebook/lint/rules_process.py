"""程序公正: publicity, objections, rounding and ties."""

from __future__ import annotations

from decimal import Decimal

from xiaoneng.rulebook.language.procedures import Within
from xiaoneng.rulebook.lint.findings import Desk, found_in
from xiaoneng.rulebook.lint.places import disadvantages, written
from xiaoneng.rulebook.lint.reach import number_in


def publicity_days(desk: Desk) -> None:
    """公示期: of a result or a list of people, in publications and in steps."""
    for key, publication in desk.book.publications.items():
        clause = desk.book.clauses.get(publication.clause)
        asked = _shows_result(desk, publication.name) or _shows_result(desk, clause.says if clause else "")
        if publication.lasts is not None or asked:
            _term(desk, ("publications", key), publication.clause, publication.name, publication.lasts)
    for key, procedure in desk.book.procedures.items():
        for step in procedure.steps:
            said = step.says or ""
            if found_in(said, desk.words("publicity_days", "shown")) and _shows_result(desk, f"{said}{procedure.name}"):
                _term(desk, ("procedures", key), procedure.clause, said, step.within)


def _shows_result(desk: Desk, text: str) -> bool:
    words = desk.check("publicity_days").words
    return found_in(text, words["shown"]) is not None and found_in(text, words["about"]) is not None


def _term(desk: Desk, path: tuple[str, str], clause: str, name: str, term: Within | None) -> None:
    limits = desk.check("publicity_days").limits
    if term is None:
        desk.note("publicity_days", path, clause, f"“{name}”没有写公示几天")
        return
    for unit, days, word in (("working_days", term.working_days, "个工作日"), ("days", term.days, "日（自然日）")):
        number = number_in(days)
        if number is not None and number.value < Decimal(limits[unit]):
            desk.note("publicity_days", path, clause, f"“{name}”只有 {format(number.value, 'f')} {word}")
    if term.same_day or term.at_once or term.hours is not None:
        desk.note("publicity_days", path, clause, f"“{name}”的公示期不到一天")


def objection(desk: Desk) -> None:
    """异议期: nowhere in a document that takes something away or chooses people."""
    book = desk.book
    taking = next(((path, rule.clause) for path, rule in desk.rules() if disadvantages(desk, rule)), None)
    choosing = next(((("awards", key), award.clause) for key, award in book.awards.items() if award.share or award.places), None)
    place = taking or choosing
    ways = desk.words("objection", "ways")
    texts = [*(clause.says for clause in book.clauses.values()), *(one.text for one in written(desk))]
    texts += [procedure.name for procedure in book.procedures.values()] + [form.name for form in book.forms.values()]
    declared = any(publication.objections is not None for publication in book.publications.values())
    if place is not None and not declared and not any(found_in(text, ways) for text in texts):
        desk.note("objection", place[0], place[1], "办法有扣分、限制资格或评选，全文没有本人提出异议、申诉的渠道和期限（从这一条起）")


def rounding(desk: Desk) -> None:
    """取整: a share of people is seldom a whole number."""
    for key, award in desk.book.awards.items():
        if award.share is not None and award.rounding is None:
            desk.note("rounding", ("awards", key), award.clause, f"“{award.name}”按 {award.share} 定名额，没有写小数如何取整")


def ties(desk: Desk) -> None:
    """并列: places are few, and nobody is named who decides among equals."""
    for key, award in desk.book.awards.items():
        if (award.share is not None or award.places is not None) and award.decided_by is None:
            desk.note("ties", ("awards", key), award.clause, f"“{award.name}”名额有限，没有写由谁决定，得分或得票相同时无从处理")
