"""各节: the sections of `evaluate --format json`, in the contract's form."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from xiaoneng.rulebook.engines.relations import Fact
from xiaoneng.rulebook.engines.rows import Entry, Hit
from xiaoneng.rulebook.engines.scalar import value_of
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.results.choices import constant
from xiaoneng.rulebook.results.numbers import decimal, shown
from xiaoneng.rulebook.results.outcome import Honour, Outcome
from xiaoneng.rulebook.results.records import unit_of_kind, unit_of_metric
from xiaoneng.rulebook.results.terms import term_of

Json = dict[str, Any]


def ids(outcome: Outcome, found: list[tuple[str, int]]) -> list[str]:
    return [outcome.item(*one).no for one in found]


def item_number(rule_id: str) -> int | str:
    """`14` is an item's number, other ids stay names."""
    return int(rule_id) if rule_id.isdigit() else rule_id


def scores(outcome: Outcome) -> list[Json]:
    """得分: one row a subject and period of every account that isn't money nor a part of another."""
    rows = []
    for key, account in outcome.book.accounts.items():
        if account.money or account.part_of or key not in outcome.plan.columns:
            continue
        family = [key, *(name for name, other in outcome.book.accounts.items() if other.part_of == key)]
        grouped: dict[tuple[int, int], list[Entry]] = defaultdict(list)
        for name in family:
            for entry in outcome.entries_by_account.get(name, []):
                grouped[entry.subject, entry.span].append(entry)
        totals = outcome.world.values.get(key, {})
        raws = outcome.world.values.get(f"{key}~raw", {})
        for (subject, span), total in totals.items():
            row: Json = {
                "subject": outcome.subject(account.of, subject),
                "name": outcome.name(account.of, subject),
                "period": outcome.spans[span].period.label,
                "account": key,
                "account_name": account.name,
                "base": _opening(outcome, key, account.of, subject, span),
                "total": shown(total, 2),
                "items": _items(outcome, grouped.get((subject, span), [])),
            }
            if raws.get((subject, span)) != total:
                row["raw"] = shown(raws.get((subject, span)), 2)
            parts = [name for name in family if name != key]
            if parts:
                row["parts"] = [part for name in parts if (part := _part(outcome, name, subject, span)) is not None]
            rows.append(row)
    return sorted(rows, key=lambda row: (row["subject"], row["period"], row["account"]))


def _part(outcome: Outcome, name: str, subject: int, span: int) -> Json | None:
    """A part of an account: where it opens, its total, and the sum before its limits where they changed it."""
    total = outcome.world.values.get(name, {}).get((subject, span))
    if total is None:
        return None
    account = outcome.book.accounts[name]
    part: Json = {
        "account": name,
        "name": account.name,
        "base": _opening(outcome, name, account.of, subject, span),
        "total": shown(total, 2),
    }
    raw = outcome.world.values.get(f"{name}~raw", {}).get((subject, span))
    return part | ({"raw": shown(raw, 2)} if raw != total else {})


def _opening(outcome: Outcome, account: str, of: str, subject: int, span: int) -> str | None:
    opens_at = outcome.balances[account].opens_at
    return shown(value_of(opens_at, outcome.world.reader(of, subject, outcome.spans[span])), 2)


def _items(outcome: Outcome, entries: list[Entry]) -> list[Json]:
    grouped: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.rule, entry.account].append(entry)
    rows = []
    for (rule_id, account), found in sorted(grouped.items(), key=lambda item: outcome.order[outcome.rule(item[0][0]).id]):
        known = [entry.amount for entry in found if entry.amount is not None]
        row: Json = {
            "item": item_number(rule_id),
            "name": outcome.rule_name(rule_id),
            "account": account,
            "clause": outcome.rule(rule_id).clause,
            "count": _count(found),
            "points": decimal(sum(known)) if len(known) == len(found) else None,
            "facts": ids(outcome, _behind(outcome, found)),
        }
        rows.append(row | _whose(outcome, found))
    return rows


def _whose(outcome: Outcome, entries: list[Entry]) -> Json:
    """`whose`: the others whose figures an item rests on."""
    others = outcome.others(entries)
    return {"whose": others} if others else {}


def _count(entries: list[Entry]) -> str | None:
    """How many; a work of several authors whose shares fall to one subject is one."""
    counts: dict[tuple[str, int], int] = {}
    for number, entry in enumerate(entries):
        if entry.quantity is not None:
            what = ("work", entry.item) if entry.source == "work" else ("", number)
            counts[what] = max(entry.quantity, counts.get(what, entry.quantity))
    return decimal(sum(counts.values())) if counts else None


def _behind(outcome: Outcome, entries: list[Entry]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for entry in entries:
        if entry.source == "figure":
            found += outcome.proof(outcome.figure_reads[entry.rule], outcome.whose(entry)[1], entry.span)
        else:
            found.append((entry.source, entry.item))
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda one: (outcome.item(*one).day, one[1]))


def based(*texts: str | None) -> Json:
    """依据文号 of a row, where the rule or else its account names one."""
    return next(({"basis": text} for text in texts if text), {})


def money(outcome: Outcome) -> list[Json]:
    """钱: proposals a subject, item and clause; payments of decided honours included."""
    rows = []
    for key, account in outcome.book.accounts.items():
        if not account.money:
            continue
        grouped: dict[tuple[str, int, str, str], list[Entry]] = defaultdict(list)
        totals = outcome.world.values.get(key, {})
        for entry in outcome.entries_by_account.get(key, []):
            if entry.amount is not None and (account.where is None or (entry.subject, entry.span) in totals):
                grouped[entry.of, entry.subject, entry.rule, entry.label].append(entry)
        for (of, subject, rule_id, label), entries in grouped.items():
            amount = sum(entry.amount or 0 for entry in entries)
            if amount == 0 and not label:
                continue
            behind = _behind(outcome, entries)
            kind = "works" if any(source == "work" for source, _ in behind) else "facts"
            rows.append(
                {
                    "subject": outcome.subject(of, subject),
                    "name": outcome.name(of, subject),
                    "item": outcome.rule_name(rule_id) + (f"({label})" if label else ""),
                    "clause": outcome.rule(rule_id).clause,
                    **based(outcome.rule(rule_id).basis, account.basis),
                    "account": key,
                    "count": _count(entries),
                    "amount": decimal(amount),
                    kind: ids(outcome, behind),
                    **_whose(outcome, entries),
                }
            )
        rows += _beside_entries(outcome, key)
    rows += _paid_honours(outcome)
    return sorted(rows, key=lambda row: (row["subject"], row["clause"], row["item"]))


ADJUSTED = {"opens_at": "起始额", "cap": "超过上限核减", "floor": "按下限补足"}
"""What a row of money that no rule posted is called, so that the rows of an account sum to its balance."""


def _beside_entries(outcome: Outcome, key: str) -> list[Json]:
    """The opening of a money account, and what its bounds take off or add: one row a subject and kind."""
    account = outcome.book.accounts[key]
    sums: dict[tuple[int, str], int] = defaultdict(int)
    raws = outcome.world.values.get(f"{key}~raw", {})
    for (subject, span), total in outcome.world.values.get(key, {}).items():
        raw, read = raws.get((subject, span)), outcome.world.reader(account.of, subject, outcome.spans[span])
        opens = value_of(outcome.balances[key].opens_at, read)
        if isinstance(total, int) and isinstance(raw, int) and isinstance(opens, int):
            sums[subject, "opens_at"] += opens
            sums[subject, "cap" if total < raw else "floor"] += total - raw
    clause = account.clause or next((rule.clause for rule in outcome.book.rules if {key} & {*rule.post, *rule.over, *rule.under}), "")
    return [
        {
            "subject": outcome.subject(account.of, subject),
            "name": outcome.name(account.of, subject),
            "item": ADJUSTED[why],
            "clause": clause,
            "account": key,
            "count": None,
            "amount": decimal(amount),
            "facts": [],
            "adjusts": why,
        }
        for (subject, why), amount in sums.items()
        if amount
    ]


def _paid_honours(outcome: Outcome) -> list[Json]:
    rows = []
    for honour in outcome.present_honours:
        award = outcome.book.awards[honour.award]
        for account, text in award.pays.items():
            amount = constant(outcome, text)
            for of, subject in _honoured(outcome, honour):
                rows.append(
                    {
                        "subject": outcome.subject(of, subject),
                        "name": outcome.name(of, subject),
                        "item": award.name,
                        "clause": award.paid_under or award.clause,
                        **based(outcome.book.accounts[account].basis),
                        "account": account,
                        "count": "1",
                        "amount": decimal(amount.value, amount.scale) if amount is not None and isinstance(amount.value, int) else None,
                        "facts": [],
                        **({"works": [outcome.office.works[honour.subject].no]} if honour.of == "work" else {}),
                    }
                )
    return rows


def _honoured(outcome: Outcome, honour: Honour) -> list[tuple[str, int]]:
    """Who is paid for an honour: the subject itself, or the authors of a work."""
    if honour.of != "work":
        return [(honour.of, honour.subject)]
    return [("person", author) for author in outcome.office.works[honour.subject].authors]


def _reasons(outcome: Outcome, hit: Hit) -> list[Json]:
    """The leaves that hold, each with its value, limit and facts."""
    rows = []
    of, subject = outcome.whose(hit)
    for leaf in outcome.leaves.get(hit.rule, ()):
        if not outcome.leaf_holds(leaf, of, subject, hit.span):
            continue
        value, limit = outcome.leaf_value(leaf, of, subject, hit.span)
        rows.append(
            {
                **({"subject": outcome.subject(of, subject)} if hit.item >= 0 else {}),
                "metric": leaf.says,
                "value": shown(value, leaf.term.scale),
                "unit": unit_of_metric(outcome, leaf.says),
                "operator": leaf.operator,
                "limit": shown(limit, leaf.limit.scale) if leaf.limit is not None else None,
                "facts": ids(outcome, outcome.proof(leaf.reads, subject, hit.span)),
                **counted_anew(outcome, leaf.reads, subject, hit.span),
            }
        )
    return rows


def counted_anew(outcome: Outcome, columns: tuple[str, ...], subject: int, span: int) -> Json:
    """`{"after": …}`: the fact after which a count began anew; nothing where it did not."""
    items = outcome.restarts(columns, subject, span)
    if not items:
        return {}
    fact = outcome.office.facts[items[-1]]
    return {"after": {"fact": fact.no, "metric": outcome.kind_name(fact.kind), "date": date.fromordinal(fact.day).isoformat()}}


def _fact_reasons(outcome: Outcome, hits: list[Hit]) -> list[Json]:
    """One reason a kind of fact: how many, and which."""
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for item in sorted({hit.item for hit in hits}, key=lambda item: (outcome.office.facts[item].day, item)):
        fact = outcome.office.facts[item]
        grouped[fact.kind].append(fact)
    return [
        {
            "metric": outcome.kind_name(kind),
            "value": decimal(sum(fact.quantity for fact in found)),
            "unit": unit_of_kind(outcome, kind),
            "facts": [fact.no for fact in found],
        }
        for kind, found in grouped.items()
    ]


def because(outcome: Outcome, hits: list[Hit]) -> list[Json]:
    """The reasons of one subject's hits of one rule."""
    if outcome.rule(hits[0].rule).fact:
        return _fact_reasons(outcome, hits)
    return [reason for hit in hits for reason in _reasons(outcome, hit)]


def grouped_hits(outcome: Outcome, rule: str) -> dict[tuple[str, int, int, str], list[Hit]]:
    """(of, subject, span, target) → hits of a rule."""
    found: dict[tuple[str, int, int, str], list[Hit]] = defaultdict(list)
    for hit in outcome.hits_by_rule.get(rule, []):
        found[hit.of, hit.subject, hit.span, hit.target].append(hit)
    return found


def consequences(outcome: Outcome) -> list[Json]:
    """后果: in the document's own words; one row an effect, one a fact where it lasts for a term."""
    rows = []
    for rule in outcome.book.rules:
        if not rule.effects:
            continue
        for (of, subject, span, _target), hits in grouped_hits(outcome, rule.id).items():
            batches = [[hit] for hit in hits] if rule.lasts is not None else [hits]
            for batch in batches:
                rows += _effect_rows(outcome, rule, of, subject, span, batch)
    return sorted(
        rows, key=lambda row: (row["subject"], row["period"], row["clause"], row.get("from", ""), row["effect"], str(row["because"]))
    )


def _effect_rows(outcome: Outcome, rule: Rule, of: str, subject: int, span: int, hits: list[Hit]) -> list[Json]:
    rows = []
    term = term_of(hits[0]) if rule.lasts is not None else None
    for effect in rule.effects:
        row: Json = {
            "subject": outcome.subject(of, subject),
            "name": outcome.name(of, subject),
            "period": outcome.spans[span].period.label,
            "clause": rule.clause,
            **based(rule.basis),
            "rule": rule.id,
            "effect": effect.says + (f"({term[0]}至{term[1]})" if term else ""),
            "kind": effect.kind,
            "may": effect.may,
            "because": because(outcome, hits),
        }
        if term:
            row["from"], row["to"] = term
        body = outcome.plan.answers.get(effect.decided_by or "", effect.decided_by)
        if body and body not in outcome.book.parameters:
            row["decided_by"] = body
        rows.append(row)
    return rows
