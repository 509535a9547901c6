"""名额的编译: shares and numbers of places, one for all or one for each group."""

from __future__ import annotations

from xiaoneng.rulebook.language.figures import FRACTION, Award
from xiaoneng.rulebook.plan import tables
from xiaoneng.rulebook.plan.algebra import TermError, need
from xiaoneng.rulebook.plan.attributes import english
from xiaoneng.rulebook.plan.builder import Builder, Path
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Derive, Frame
from xiaoneng.rulebook.plan.terms import Term, columns

NUMBERS = ("share", "places", "at_least", "at_most")
OWN_UNIT = "@unit"


def quota_column(key: str, word: str) -> str:
    """The column of a number that differs by group: every member of the group bears its value."""
    return f"quota~{key}~{word}"


def numbers_of(award: Award) -> dict[tuple[str, ...], str]:
    """Where a share, a number of places or a limit stands in an award → its expression; fractions are numbers as they stand."""
    rows = award.places if isinstance(award.places, dict) else {}
    found: dict[tuple[str, ...], str] = {("places", row): text for row, text in rows.items()}
    found |= {(word,): text for word in NUMBERS if isinstance(text := getattr(award, word), str)}
    return {path: text for path, text in found.items() if FRACTION.fullmatch(text) is None}


def compile_numbers(builder: Builder, key: str, award: Award, scope: Scope, frame: Frame | None, same: str) -> None:
    """Checks every number of an award, and emits the columns of those that differ by group."""
    if isinstance(award.places, dict):
        tables.row_at(award.places, 1)
    for place, text in numbers_of(award).items():
        path: Path = ("awards", key, *place)
        with builder.place(path, award.clause):
            one = same if len(place) == 1 else ""
            term = need(_group_scope(builder, award, scope, one).compile(text), "number", place[0])
            if frame is not None and columns(term):
                column = builder.column(quota_column(key, place[0]), frame, term)
                builder.add(Derive(column, term))
    for account, text in award.pays.items():
        with builder.place(("awards", key, "pays", account), award.clause):
            need(_group_scope(builder, award, scope, "").compile(text), "number", "pays")
            _check_unbounded(builder, key, account)


def _check_unbounded(builder: Builder, award: str, account: str) -> None:
    """What an honour pays is no posting: it is in no balance, so a bound of the account, or of what this is a part of, cannot hold it."""
    accounts = builder.book.accounts
    found = accounts.get(account)
    while found is not None and found.cap is None and found.floor is None:
        found = accounts.get(found.part_of) if found.part_of else None
    if found is not None:
        raise TermError(
            f"“{found.name}”写了上限、下限（cap、floor），pays 的奖金不在账户余额里，不受它限制。"
            "奖金另设一个没有上下限的账户；要一起受限制的，不写 pays，"
            f"写一条规则 fact: awards.{award}、post: {{{account}: 数}}"
        )


def _group_scope(builder: Builder, award: Award, scope: Scope, same: str) -> Scope:
    """What all members of a group have in common: the office's answers, what they are grouped by, and the figures of their unit."""

    def find(name: str) -> Term | None:
        if not same and english(name).removeprefix("unit.") in (*builder.book.figures, *builder.book.accounts):
            raise TermError(
                f"“{name}”是指标或账户，各人各单位不一样；名额、比例、奖金只能写数、参数或理解。"
                "各科室名额不同的，写 per: 科室，再用 unit. 开头的科室指标"
            )
        found = scope.find(name) if same else builder.answer(name)
        if found is not None:
            _check_common(award, name, found, same)
        return found

    common = Scope(find, scope.names)
    common.table = lambda name, term: tables.lookup(builder, common, name, term)
    return common


def _check_common(award: Award, name: str, found: Term, same: str) -> None:
    read = columns(found) - {same}
    if not read or (same == OWN_UNIT and english(name.partition(".")[0]) == "unit" and "." in name):
        return
    if same == OWN_UNIT:
        raise TermError(f"同一科室的人“{name}”不一定相同；名额只能按 unit. 开头的科室指标和属性定")
    if not same:
        raise TermError(f"“{name}”各人各单位不一样，不能用在这里；各科室名额不同的，写 per: 科室")
    raise TermError(f"按“{award.per}”分组，同组的“{name}”不一定相同；只能用“{award.per}”本身。要用科室的指标，应写 per: 科室")
