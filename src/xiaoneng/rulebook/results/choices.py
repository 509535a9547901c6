"""评选各节: quotas with three roundings, who may be chosen, who qualifies by itself, what excludes each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from xiaoneng.rulebook.engines.rows import Candidate
from xiaoneng.rulebook.engines.scalar import divide
from xiaoneng.rulebook.language.figures import FRACTION, Award
from xiaoneng.rulebook.plan.algebra import MOST_DECIMALS, ROUNDINGS
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.plan.names_read import names_in
from xiaoneng.rulebook.plan.quotas import NUMBERS, numbers_of, quota_column
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Choice
from xiaoneng.rulebook.plan.tables import row_at
from xiaoneng.rulebook.plan.terms import Const, Term, unknowns
from xiaoneng.rulebook.results.numbers import decimal
from xiaoneng.rulebook.results.numbers import shown as shown_value
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import figure_name
from xiaoneng.rulebook.results.ties import ties

Json = dict[str, Any]


def constant(outcome: Outcome, text: str | None) -> Const | None:
    """The value of a share or number of places; None where it is not set or not answered."""
    term = _term(outcome, text) if text is not None else None
    return term if isinstance(term, Const) and isinstance(term.value, int) else None


def unanswered(outcome: Outcome, key: str) -> set[str]:
    """The parameters that an award's share, places, limits and money still wait for."""
    award = outcome.book.awards[key]
    found = set[str]().union(*(unknowns(_term(outcome, text)) for text in award.pays.values()))
    for place, text in numbers_of(award).items():
        by_group = quota_column(key, place[0]) in outcome.plan.columns
        asked = {name for name in names_in(text) if name in outcome.book.parameters}
        found |= asked - set(outcome.plan.answers) if by_group else unknowns(_term(outcome, text))
    word = award.rounding
    return found | {word} if word in outcome.book.parameters and word not in outcome.plan.answers else found


def _term(outcome: Outcome, text: str) -> Term:
    answers = Answers(outcome.book, outcome.plan.given)
    scope = Scope(lambda name: answers.term(name) if answers.declared(name) else None, lambda: list(outcome.book.parameters))
    return scope.compile(text)


def _rounding(outcome: Outcome, award: Award) -> str | None:
    """floor, half_up or ceil; None where the parameter is unanswered."""
    word = award.rounding
    if word is None or word in ROUNDINGS:
        return word
    answer = outcome.plan.answers.get(word) or outcome.plan.readings.get(word)
    return answer if answer in ROUNDINGS else None


def classes(outcome: Outcome, key: str) -> dict[tuple[int, str], list[Candidate]]:
    """(span, class) → candidates of an award; one class where the award isn't divided."""
    found: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for row in outcome.findings.candidates:
        if row.award == key:
            found[row.span, row.same].append(row)
    if not found and outcome.book.awards[key].per is None:
        for span in outcome.plan.spans_of(outcome.book.awards[key].in_):
            if span.asked:
                found[span.id, ""] = []
    return found


def quota(outcome: Outcome, key: str, rows: list[Candidate]) -> Json | None:
    """推荐名额 of one award and class: base × share, exact, three roundings and the places; None where it has no number."""
    award, base = outcome.book.awards[key], sum(row.in_base for row in rows)
    found: Json = {"base": base, "share": None, "exact": None} | _behind(outcome, key, rows)
    if award.places is not None:
        row = row_at(award.places, base) if isinstance(award.places, dict) else None
        text = award.places if isinstance(award.places, str) else award.places[row] if row is not None else None
        fixed = _number(outcome, key, "places", text, rows)
        found |= _rounded(outcome, key, fixed, rows) if fixed is not None else dict.fromkeys((*ROUNDINGS, "places"))
        return found | {"row": row} if isinstance(award.places, dict) else found
    fraction = _number(outcome, key, "share", award.share, rows)
    if fraction is None:
        return found | dict.fromkeys((*ROUNDINGS, "places")) if "figures" in found else None
    above, below = base * fraction[0], fraction[1]
    found |= {"share": written(*fraction), "exact": written(above, below)}
    return found | _rounded(outcome, key, (above, below), rows)


def _rounded(outcome: Outcome, key: str, exact: tuple[int, int], rows: list[Candidate]) -> Json:
    """An exact number of places rounded in three ways, inside its limits, and the one that holds; None where it is not decided."""
    award, (above, below) = outcome.book.awards[key], exact
    three = {name: _limited(outcome, key, divide(above, below, name), rows) for name in ROUNDINGS}
    rounding = _rounding(outcome, award)
    whole = above % below == 0
    return {**three, "places": three[rounding] if rounding else (three["floor"] if award.rounding is None and whole else None)}


def _number(outcome: Outcome, key: str, word: str, text: str | None, rows: list[Candidate]) -> tuple[int, int] | None:
    """A share, number of places or limit of a group as (numerator, denominator); None where it is not set or not answered."""
    column = outcome.plan.columns.get(quota_column(key, word))
    if column is not None:
        values = outcome.world.values.get(column.name, {})
        value = next((values.get((row.subject, row.span)) for row in rows), None)
        return (value, 10**column.scale) if isinstance(value, int) else None
    found = FRACTION.fullmatch(text) if text is not None else None
    if found is not None:
        return int(found[1]), int(found[2])
    fixed = constant(outcome, text)
    return (fixed.value, 10**fixed.scale) if fixed is not None and isinstance(fixed.value, int) else None


def _behind(outcome: Outcome, key: str, rows: list[Candidate]) -> Json:
    """`figures`: the figures of a unit by which its number of places is set."""
    brought = {name for word in NUMBERS for name in outcome.below(quota_column(key, word))}
    shown: dict[str, str | None] = {}
    for name in sorted(brought) if rows else ():
        for figure in outcome.below(name):
            if figure in outcome.book.figures:
                values = outcome.world.values.get(figure, {})
                found = [values.get(row) for row in outcome.moved(name, rows[0].subject, rows[0].span)]
                shown[figure_name(outcome, figure)] = shown_value(next(iter(found), None), outcome.plan.columns[figure].scale)
    return {"figures": [{"metric": metric, "value": value} for metric, value in shown.items()]} if shown else {}


def written(above: int, below: int) -> str:
    """A fraction as a plain decimal where it ends within nine places, else as `16/3`."""
    places = next((places for places in range(MOST_DECIMALS + 1) if above * 10**places % below == 0), None)
    return f"{above}/{below}" if places is None else decimal(above * 10**places // below, places)


def _limited(outcome: Outcome, key: str, places: int, rows: list[Candidate]) -> int:
    award = outcome.book.awards[key]
    low, high = (_number(outcome, key, word, getattr(award, word), rows) for word in ("at_least", "at_most"))
    if low is not None:
        places = max(places, low[0] // low[1])
    return places if high is None else min(places, high[0] // high[1])


def quotas(outcome: Outcome) -> list[Json]:
    """The quotas of all awards that have a share or a number."""
    rows = []
    for key, award in outcome.book.awards.items():
        for (span, same), found in sorted(classes(outcome, key).items()):
            numbers = quota(outcome, key, found)
            if numbers is None:
                continue
            row: Json = {"award": key, "name": award.name, "clause": award.clause, "period": outcome.spans[span].period.label, **numbers}
            if award.per is not None:
                row["class"] = same
            if award.about:
                row["about"] = True
            rows.append(row)
    return rows


def awards(outcome: Outcome) -> list[Json]:
    """Who may be chosen, who qualifies by itself, who would be on the places if a figure ranks, and what ties."""
    rows = []
    for key, award in outcome.book.awards.items():
        for (span, same), found in sorted(classes(outcome, key).items()):
            numbers = quota(outcome, key, found)
            places = numbers["places"] if numbers is not None else None
            automatic = [row for row in found if row.automatic]
            row: Json = {
                "award": key,
                "name": award.name,
                "clause": award.clause,
                "period": outcome.spans[span].period.label,
                "places": places,
                "automatic": _names(outcome, award, automatic),
                "eligible": _names(outcome, award, [one for one in found if one.eligible]),
                "conflicts": _conflicts(outcome, key, {one.subject for one in found} if award.per is not None else None),
                **_left_out(outcome, key, found),
            }
            if award.per is not None:
                row["class"] = same
            if numbers is not None and ("row" in numbers or "figures" in numbers):
                row |= {word: numbers[word] for word in ("base", "row", "share", "figures") if word in numbers}
            if award.automatic is not None:
                row |= _automatic_places(outcome, award, len(automatic), places)
            if award.rank_by:
                row |= _ranked(outcome, award, found, places)
            if len(award.rank_by) > 1:
                row["ties"] = ties(outcome, key, sorted((one for one in found if one.place), key=lambda one: one.place))
            if award.reference:
                row["reference"] = _reference(outcome, award)
            rows.append(row)
    return rows


def _names(outcome: Outcome, award: Award, rows: list[Candidate]) -> list[str]:
    of = outcome.kind_of(award.of)
    names = {outcome.office.works[row.subject].no if of not in ("person", "unit") else outcome.subject(of, row.subject) for row in rows}
    return sorted(names)


def _left_out(outcome: Outcome, key: str, rows: list[Candidate]) -> Json:
    """How many are in the award's range, how many of them are barred, and how many do not meet its conditions."""
    step = next(one for one in outcome.plan.steps if isinstance(one, Choice) and one.award == key)
    hits = [hit for rule, target in step.bars for hit in outcome.hits_by_rule.get(rule, []) if hit.target == target and hit.of == step.of]
    spans = {row.span: outcome.spans[row.span] for row in rows}
    barred = {(hit.subject, number) for hit in hits for number, span in spans.items() if hit.touches(span.first, span.last)}
    out = [(row.subject, row.span) for row in rows if not row.eligible]
    kept = sum(row in barred for row in out)
    return {"considered": len(rows), "barred": kept, "unfit": len(out) - kept}


def _automatic_places(outcome: Outcome, award: Award, automatic: int, places: int | None) -> Json:
    inside = award.automatic.places if award.automatic is not None else "inside"
    inside = outcome.plan.readings.get(inside) or outcome.plan.answers.get(inside) or inside
    if places is None:
        return {"counted": inside, "further_places": None}
    further = max(places - automatic, 0) if inside == "inside" else places
    return {
        "counted": inside,
        "further_places": further,
        "in_all": automatic + further,
        "exceeded": inside == "inside" and automatic > places,
    }


def _ranked(outcome: Outcome, award: Award, rows: list[Candidate], places: int | None) -> Json:
    """Those clearly on the places, and those tied for the last of them: the meeting decides between them."""
    ranked = sorted((row for row in rows if row.place), key=lambda row: row.place)
    if places is None:
        return {"ranked": _names(outcome, award, ranked), "clear": [], "tied": [], "tied_places": 0}
    last = ranked[places - 1].place if 0 < places <= len(ranked) else None
    clear = [row for row in ranked if last is None or row.place < last] if places else []
    tied = [row for row in ranked if last is not None and row.place == last]
    if len(clear) + len(tied) <= places:
        clear, tied = clear + tied, []
    return {"clear": _names(outcome, award, clear), "tied": _names(outcome, award, tied), "tied_places": places - len(clear) if tied else 0}


def _reference(outcome: Outcome, award: Award) -> list[Json]:
    """Facts shown beside a candidate as evidence; they change no figure."""
    first, last = outcome.plan.period.first.toordinal(), outcome.plan.horizon.toordinal()
    found = []
    for number, fact in outcome.world.confirmed("fact", award.reference):
        if first <= fact.day <= last:
            who = outcome.office.facts[number]
            if who.person is not None:
                found.append({"subject": outcome.subject("person", who.person), "fact": who.no, "metric": outcome.kind_name(who.kind)})
    return found


def _conflicts(outcome: Outcome, key: str, among: Collection[int] | None) -> list[Json]:
    """Subjects with decided honours that in principle exclude each other; of one group where `among` is its subjects."""
    found = []
    for conflict in outcome.book.conflicts:
        if key not in conflict.awards:
            continue
        held: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for honour in outcome.present_honours:
            if honour.award in conflict.awards:
                held[honour.of, honour.subject].append((honour.award, honour.exception))
        for (of, subject), honours in held.items():
            names = [award for award, _ in honours]
            if key in names and len(set(names)) > 1 and (among is None or subject in among):
                reasons = [reason for _, reason in honours if reason]
                found.append(
                    {
                        "subject": outcome.subject(of, subject),
                        "name": outcome.name(of, subject),
                        "with": [outcome.book.awards[name].name for name in dict.fromkeys(names) if name != key],
                        "clause": conflict.clause,
                        "exception": reasons[0] if reasons else None,
                        "settled": bool(reasons),
                    }
                )
    return sorted(found, key=lambda row: str(row["subject"]))
