"""取消资格: who is barred from which awards, in which of their periods."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from xiaoneng.rulebook.engines.rows import Hit
from xiaoneng.rulebook.plan.awards import ALL, bars_of
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sections import based, because
from xiaoneng.rulebook.results.terms import term_of

Json = dict[str, Any]


def barred(outcome: Outcome) -> list[Json]:
    """取消资格: who is barred from what, by which clause, because of which facts; `periods` where not the whole period asked for."""
    rows = []
    for rule in outcome.book.rules:
        bars = bars_of(rule)
        grouped: dict[tuple[str, int, int], list[Hit]] = defaultdict(list)
        for hit in outcome.hits_by_rule.get(rule.id, []) if bars else []:
            grouped[hit.of, hit.subject, hit.span if rule.lasts is None else 0].append(hit)
        for (of, subject, _span), hits in grouped.items():
            for periods, found in _barred_in(outcome, bars, hits).items():
                rows.append(
                    {
                        "subject": outcome.subject(of, subject),
                        "name": outcome.name(of, subject),
                        "period": outcome.spans[hits[0].span].period.label if rule.lasts is None else outcome.plan.period.label,
                        "from": list(dict.fromkeys(outcome.book.awards[key].name for key in found)),
                        "clause": rule.clause,
                        **based(rule.basis),
                        "rule": rule.id,
                        "because": because(outcome, list(dict.fromkeys(hit for hits in found.values() for hit in hits))),
                        **({"terms": _terms(found)} if rule.lasts is not None else {}),
                        **({"periods": list(periods)} if periods != (outcome.plan.period.label,) else {}),
                    }
                )
    return sorted(rows, key=lambda row: (row["subject"], row["clause"], row["rule"], row.get("periods", [])))


def _barred_in(outcome: Outcome, bars: dict[str, tuple[str, ...]], hits: list[Hit]) -> dict[tuple[str, ...], dict[str, list[Hit]]]:
    """Periods asked for → award → the hits that bar from it then; all hits are one subject's."""
    found: dict[tuple[str, ...], dict[str, list[Hit]]] = {}
    targets = dict.fromkeys(name for hit in hits for name in bars.get(hit.target, ()))
    for key in _barred_from(outcome, tuple(targets), hits[0].of, hits[0].subject):
        award = outcome.book.awards[key]
        mine = [hit for hit in hits if {key, award.name, ALL} & set(bars.get(hit.target, ()))]
        spans = [span for span in outcome.plan.spans_of(award.in_) if span.asked]
        periods = tuple(span.period.label for span in spans if any(hit.touches(span.first, span.last) for hit in mine))
        if periods:
            found.setdefault(periods, {})[key] = [hit for hit in mine if any(hit.touches(span.first, span.last) for span in spans)]
    return found


def _terms(found: dict[str, list[Hit]]) -> list[str]:
    """The terms behind a bar, each once."""
    terms = sorted({term for hits in found.values() for hit in hits if (term := term_of(hit))})
    return [f"{first}至{last}" for first, last in terms]


def bars_from(barred: Json, award: Json) -> bool:
    """Whether a row of `barred` bars from what a row of `awards` gives, in its period."""
    return award["name"] in barred["from"] and award["period"] in barred.get("periods", [award["period"]])


def _barred_from(outcome: Outcome, names: tuple[str, ...], of: str, subject: int) -> list[str]:
    """The awards (keys) of the subject's kind among those barred, without those it could never have had."""
    found = []
    for key, award in outcome.book.awards.items():
        named = key in names or award.name in names or ALL in names
        if not named or outcome.kind_of(award.of) != of:
            continue
        limited = award.of in outcome.book.groups and key in outcome.candidates_of
        if subject in outcome.candidates_of.get(key, ()) or (not limited and subject not in outcome.on_some_roll.get(of, ())):
            found.append(key)
    return found
