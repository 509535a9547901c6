"""自相矛盾: declarations that can never hold together, and would otherwise be silently without effect."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xiaoneng.rulebook.language.figures import FRACTION, Rule
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import decimal_of
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.plan.attributes import FACT, WORK, english, names_of
from xiaoneng.rulebook.plan.builder import Builder, Path
from xiaoneng.rulebook.problems import nearest

PENDING = "pending"
Found = tuple[Path, str, str]
"""(where, what is wrong, the clause)."""


def check_contradictions(builder: Builder) -> None:
    """Adds a flaw for every declaration that contradicts itself or another."""
    book = builder.book
    for search in (_fields, _readings, _shares, _stacks, _refunds, _clauses, _columns):
        for path, message, clause in search(book):
            builder.flaws.append(builder.source.flaw(path, message, clause))


def _fields(book: Rulebook) -> Iterator[Found]:
    """What a blank means is one of the words that the field can have."""
    for path, clause, name, field in _declared(book):
        if field.unset is None or field.unset == PENDING:
            continue
        if field.one_of and field.unset not in field.one_of:
            message = f"字段“{name}”的 unset“{field.unset}”不在 one_of 里；请改成其中一个，或把它也写进 one_of"
            yield (*path, "unset"), message, clause
        elif field.type == "number" and _number(field.unset) is None:
            yield (*path, "unset"), f"字段“{name}”是数，unset“{field.unset}”不是数；请写数，或写 {PENDING}", clause


def _declared(book: Rulebook) -> Iterator[tuple[Path, str, str, DataField]]:
    for table in ("people", "units"):
        for name, field in getattr(book, table).items():
            yield (table, name), "", name, field
    for table in ("facts", "works", "procedures"):
        for key, kind in getattr(book, table).items():
            for name, field in kind.fields.items():
                yield (table, key, "fields", name), kind.clause or "", name, field


def _readings(book: Rulebook) -> Iterator[Found]:
    """A reading's default is of its type, and so is whatever else may be chosen where it is a number."""
    for key, reading in book.readings.items():
        if reading.one_of is None or reading.default in reading.one_of:
            wrong = Answers(book).wrong_default(key)
            if wrong:
                yield ("readings", key, "default"), wrong, reading.clause
        for number, word in enumerate(reading.one_of or () if reading.type == "number" else ()):
            if _number(word) is None:
                message = f"理解“{key}”是数（type: number），可选的“{word}”不是数；请写数，或删去 type"
                yield ("readings", key, "one_of", number), message, reading.clause


def _shares(book: Rulebook) -> Iterator[Found]:
    """Shares and weights are not negative, and nobody chooses more than all."""
    for key, award in book.awards.items():
        share = _number(award.share)
        if share is not None and (share < 0 or share > 1):
            yield ("awards", key, "share"), f"名额比例“{award.share}”应在 0 到 100% 之间，如 20%、0.2、1/3", award.clause
        for number, ballot in enumerate(award.ballots):
            weight = _number(ballot.weight)
            if weight is not None and weight < 0:
                yield ("awards", key, "ballots", number, "weight"), f"权重“{ballot.weight}”不能小于 0", award.clause
    for index, rule in enumerate(book.rules):
        share = _number(rule.undo.share) if rule.undo is not None else None
        if share is not None and (share < 0 or share > 1):
            message = f"返还比例“{rule.undo.share if rule.undo else ''}”应在 0 到 100% 之间"
            yield ("rules", index, "undo", "share"), message, rule.clause


def _stacks(book: Rulebook) -> Iterator[Found]:
    ids = [rule.id for rule in book.rules]
    for index, rule in enumerate(book.rules):
        for number, name in enumerate(rule.stacks):
            path: Path = ("rules", index, "stacks", number)
            if name not in ids:
                yield path, f"stacks 里没有规则“{name}”{nearest(name, ids)}", rule.clause
            elif name == rule.id:
                yield path, f"规则“{name}”不用写和自己并用；请写另一条规则的 id，或删去 stacks", rule.clause


def _refunds(book: Rulebook) -> Iterator[Found]:
    """What is undone was posted by another rule, for facts that name the matter in the same field."""
    rules = {rule.id: rule for rule in book.rules}
    for index, rule in enumerate(book.rules):
        if rule.undo is None:
            continue
        for number, name in enumerate(rule.undo.rules):
            other = rules.get(name)
            if name == rule.id:
                yield ("rules", index, "undo", "rules", number), f"规则“{name}”不能返还自己；请写当初扣分的规则", rule.clause
            elif other is not None and (lacking := _lacks(book, other, rule.undo.by)):
                message = (
                    f"按“{rule.undo.by}”返还，但规则“{name}”的“{lacking}”没有这个字段，永远对不上；"
                    f"请在“{lacking}”的 fields 里也声明“{rule.undo.by}”，或换一个两边都有的字段"
                )
                yield ("rules", index, "undo", "by"), message, rule.clause


def _lacks(book: Rulebook, rule: Rule, field: str) -> str:
    """The first of a rule's facts or works that has no such field; empty where all have it."""
    for kind in rule.fact or ():
        declared = book.fact_kinds.get(kind) or book.works.get(kind)
        own = WORK if kind in book.works else FACT
        if (
            declared is not None
            and field not in declared.fields
            and field not in own
            and english(field) not in own
            and field not in names_of([declared.fields])
        ):
            return kind
    return ""


def _clauses(book: Rulebook) -> Iterator[Found]:
    """No clause stands under itself."""
    for number in book.clauses:
        chain = [number]
        above = book.clauses[number].under
        while above in book.clauses and above not in chain:
            chain.append(above)
            above = book.clauses[above].under
        if above == number:
            yield ("clauses", number, "under"), f"条款互为上下级，成了一个圈：{' → '.join([*chain, number])}", number


def _columns(book: Rulebook) -> Iterator[Found]:
    """Columns of a sheet are told apart by their headings."""
    for key, sheet in book.sheets.items():
        for number, word in enumerate(sheet.columns):
            path: Path = ("sheets", key, "columns", number)
            if not word.strip():
                yield path, f"表“{sheet.name}”的第 {number + 1} 个栏目是空的；请写栏目的名称，或删去", sheet.clause
            elif word in sheet.columns[:number]:
                yield path, f"表“{sheet.name}”的栏目“{word}”写了两次；请删去一个，或改名", sheet.clause


def _number(text: str | None) -> Decimal | None:
    """The plain number that a text is, a fraction such as 1/3 included; None where it is anything else."""
    if text is None:
        return None
    if FRACTION.fullmatch(text.strip()):
        above, _, below = text.partition("/")
        return Decimal(above) / Decimal(below)
    try:
        return decimal_of(text)
    except ValueError:
        return None
