"""参照引擎: the plan in plain Python, step by step. Slow on purpose where slow is clear; it judges the other engines."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import singledispatchmethod

from xiaoneng.rulebook.engines import posting
from xiaoneng.rulebook.engines.lasting import last_day
from xiaoneng.rulebook.engines.matching import Source, about, matches, restart, restarts, targets
from xiaoneng.rulebook.engines.picking import picked_items, picked_numbers
from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact, Office, Work
from xiaoneng.rulebook.engines.rows import Candidate, Cell, Entry, Findings, Hit, Proof
from xiaoneng.rulebook.engines.scalar import Read, Value, divide, holds, value_of
from xiaoneng.rulebook.engines.world import World, window_first
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.outputs import proof_requests, shown_columns

HUNDRED = 100


def run(plan: s.Plan, office: Office) -> Findings:
    """All rows that a plan yields for an office."""
    return Reference(plan, office).run()


class Reference:
    """One run: fills the world's columns, collects entries, hits, proofs and candidates."""

    def __init__(self, plan: s.Plan, office: Office) -> None:
        self.plan = plan
        self.world = World(plan, office)
        self.entries: list[Entry] = []
        self.hits: list[Hit] = []
        self.candidates: list[Candidate] = []
        self.matched: dict[str, set[tuple[int, int, int]]] = {}
        """Tally column → (subject, span, item)."""
        self.joined = posting.surviving(self.world, [step for step in plan.steps if isinstance(step, s.Post)])

    def run(self) -> Findings:
        for step in self.plan.steps:
            self.do(step)
        asked = {span.id for span in self.plan.spans if span.asked}
        return Findings(
            [row for row in self.entries if row.span in asked],
            [row for row in self.hits if row.span in asked],
            self._cells(asked),
            self._proofs(asked),
            self.candidates,
        ).sorted()

    def _cells(self, asked: set[int]) -> list[Cell]:
        found = []
        for name in shown_columns(self.plan):
            values = self.world.values.get(name, {})
            found += [Cell(name, subject, span, value) for (subject, span), value in values.items() if span in asked]
        return found

    def _proofs(self, asked: set[int]) -> list[Proof]:
        hit = defaultdict(set)
        for row in self.hits:
            if row.span in asked:
                hit[row.rule].add((row.subject, row.span))
        sources = {step.column.name: step.source for step in self.plan.steps if isinstance(step, s.Tally)}
        found = []
        for column, rules in proof_requests(self.plan).items():
            wanted = None if rules is None else set().union(*(hit[rule] for rule in rules))
            for subject, span, item in self.matched.get(column, ()):
                if wanted is None or (subject, span) in wanted:
                    found.append(Proof(column, subject, span, sources[column], item))
        return found

    @singledispatchmethod
    def do(self, step: s.Step) -> None:
        raise TypeError(step)

    @do.register
    def _(self, step: s.Evidence) -> None:
        """Proofs are collected at the end."""

    @do.register
    def _(self, step: s.Tally) -> None:
        world, frame = self.world, step.column.frame
        pairs = sorted(about(world, step.source, step.kinds, frame.of, step.where, step.about))
        items = world.office.facts if step.source == "fact" else world.office.works
        again = restarts(world, step.after, frame.of)
        grouped: dict[tuple[int, int], list[int]] = defaultdict(list)
        for span in world.frame_spans(frame.per):
            first = window_first(span, step.years)
            for subject, item in pairs:
                what, anew = items[item], restart(again.get(subject, []), span.last)
                counts = first <= _until(what) and what.day <= span.last and (anew is None or what.day > anew[0])
                if counts and world.has_row(frame, subject, span.id):
                    grouped[subject, span.id].append(item)
        if step.pick is not None:
            grouped = {row: picked_items(step.pick, self._valued(step, row, found)) for row, found in grouped.items()}
        self.matched[step.column.name] = {(*row, item) for row, found in grouped.items() for item in found}
        self.world.values[step.column.name] = {row: self._tallied(step, row, grouped.get(row, [])) for row in world.rows(frame)}

    def _tallied(self, step: s.Tally, row: tuple[int, int], found: list[int]) -> Value:
        world = self.world
        items = world.office.facts if step.source == "fact" else world.office.works
        chosen = [(items[item].day, item, items[item]) for item in found]
        if step.how == "rows":
            return HUNDRED * len(chosen)
        if step.how == "days":
            return HUNDRED * self._days(step, row, found)
        if step.how == "count" and step.value is None:
            return sum(getattr(what, "quantity", HUNDRED) for _, _, what in chosen)
        if step.value is None:
            raise ValueError(step.how)
        read = [(day, item, self._read(step, row, what)) for day, item, what in chosen]
        known = sorted((day, item, value) for day, item, value in read if value is not None)
        values = [value for _, _, value in known]
        match step.how:
            case "sum" | "count":
                return sum(value for value in values if isinstance(value, int))
            case "distinct":
                return HUNDRED * len(set(values))
            case "last" | "first":
                return None if not values else values[-1 if step.how == "last" else 0]
            case _:
                numbers = [value for value in values if isinstance(value, int)]
                return None if not numbers else (min(numbers) if step.how == "min" else max(numbers))

    def _read(self, step: s.Tally, row: tuple[int, int], what: Fact | Work) -> Value:
        """What a fact counts for: the tally's value of it, or its quantity."""
        if step.value is None:
            return what.quantity if isinstance(what, Fact) else HUNDRED
        return value_of(step.value, self.world.fact_reader(what, step.column.frame.of, row[0]))

    def _valued(self, step: s.Tally, row: tuple[int, int], found: list[int]) -> Iterator[tuple[int, int, int]]:
        """(value, day, item) of the facts that have a value."""
        items = self.world.office.facts if step.source == "fact" else self.world.office.works
        for item in found:
            value = self._read(step, row, items[item])
            if isinstance(value, int):
                yield value, items[item].day, item

    def _days(self, step: s.Tally, row: tuple[int, int], found: list[int]) -> int:
        span = self.world.spans[row[1]]
        first = window_first(span, step.years)
        items = self.world.office.facts if step.source == "fact" else self.world.office.works
        days: set[int] = set()
        for item in found:
            what = items[item]
            days |= set(range(max(what.day, first), min(_until(what), span.last, self.world.horizon) + 1))
        return len(days)

    @do.register
    def _(self, step: s.Derive) -> None:
        world, frame = self.world, step.column.frame
        values: dict[tuple[int, int], Value] = {}
        for subject, span in world.rows(frame):
            values[subject, span] = value_of(step.term, world.reader(frame.of, subject, world.spans[span]))
        world.values[step.column.name] = values

    @do.register
    def _(self, step: s.OverPeers) -> None:
        world, frame = self.world, step.column.frame
        source = world.values[step.source.name]
        peers: dict[tuple[Value, ...], list[tuple[int, int]]] = defaultdict(list)
        for subject, span in world.rows(frame):
            read = world.reader(frame.of, subject, world.spans[span])
            if holds(step.group, read):
                peers[(span, *(read(name) for name in step.same))].append((subject, span))
        result: dict[tuple[int, int], Value] = dict.fromkeys(world.rows(frame))
        for rows in peers.values():
            numbers = [number for row in rows if isinstance(number := source.get(row), int)]
            for row in rows:
                own = source.get(row)
                if step.function == "rank":
                    better = [n for n in numbers if isinstance(own, int) and (n < own if step.ascending else n > own)]
                    result[row] = None if own is None else 1 + len(better)
                else:
                    result[row] = spread(step.function, numbers, step.column.scale - step.source.scale, step.rounding)
        world.values[step.column.name] = result

    @do.register
    def _(self, step: s.OverBelow) -> None:
        world, frame = self.world, step.column.frame
        source = world.values[step.source.name]
        below: dict[tuple[int, int], list[int]] = defaultdict(list)
        for subject, span in world.rows(step.source.frame):
            unit = world.unit_above(step.source.frame.of, subject, world.spans[span])
            value = source.get((subject, span))
            if unit is not None and isinstance(value, int):
                below[unit, span].append(value)
        places = step.column.scale - step.source.scale
        world.values[step.column.name] = {
            row: spread(step.function, picked_numbers(step.pick, below[row]), places, step.rounding) for row in world.rows(frame)
        }

    @do.register
    def _(self, step: s.OverPeriods) -> None:
        world, frame = self.world, step.column.frame
        source = world.values[step.source.name]
        inner = world.plan.spans_of(step.source.frame.per)
        result: dict[tuple[int, int], Value] = {}
        for subject, number in world.rows(frame):
            span = world.spans[number]
            if step.back:
                chosen = [one for one in inner if one.first <= span.last][-step.back :]
            else:
                chosen = [one for one in inner if span.first <= one.first and one.last <= span.last]
            values = [source.get((subject, one.id)) for one in chosen]
            if step.function == "run":
                result[subject, number] = _run(values)
            else:
                numbers = picked_numbers(step.pick, [value for value in values if isinstance(value, int)])
                result[subject, number] = spread(step.function, numbers, step.column.scale - step.source.scale, step.rounding)
        world.values[step.column.name] = result

    @do.register
    def _(self, step: s.Bring) -> None:
        world, frame = self.world, step.column.frame
        source, inner = world.values[step.source.name], world.plan.spans_of(step.source.frame.per)
        result: dict[tuple[int, int], Value] = {}
        for subject, number in world.rows(frame):
            span = world.spans[number]
            around = [one for one in inner if one.first <= span.last]
            there = around[-1 - step.back] if len(around) > step.back else None
            whom: int | None = subject
            if step.source.frame.of != frame.of:
                whom = world.unit_on(subject, world.attribute_day(subject, span))
            result[subject, number] = None if there is None or whom is None else source.get((whom, there.id))
        world.values[step.column.name] = result

    @do.register
    def _(self, step: s.Post) -> None:
        self.entries += posting.post(self.world, step, self.joined)

    @do.register
    def _(self, step: s.PostFigure) -> None:
        self.entries += posting.post_figure(self.world, step)

    @do.register
    def _(self, step: s.Return) -> None:
        self.entries += posting.give_back(self.world, step, self.entries)

    @do.register
    def _(self, step: s.Balance) -> None:
        world, frame = self.world, step.column.frame
        sums: dict[tuple[int, int], int] = defaultdict(int)
        for entry in self.entries:
            if entry.account == step.account and entry.amount is not None:
                sums[entry.subject, entry.span] += entry.amount
        raw: dict[tuple[int, int], Value] = {}
        total: dict[tuple[int, int], Value] = {}
        for row in world.rows(frame):
            read = world.reader(frame.of, row[0], world.spans[row[1]])
            if not holds(step.who, read):
                continue
            opens = value_of(step.opens_at, read)
            if not isinstance(opens, int):
                raw[row] = total[row] = None
                continue
            parts = [part for name in step.parts if isinstance(part := world.values[name].get(row), int)]
            raw[row] = opens + sums[row] + sum(parts)
            total[row] = _bounded(raw[row], step, read)
        world.values[step.raw.name] = raw
        world.values[step.column.name] = total

    @do.register
    def _(self, step: s.Judge) -> None:
        world, frame = self.world, step.frame
        for subject, span in world.rows(frame):
            if not holds(step.when, world.reader(frame.of, subject, world.spans[span])):
                continue
            source = Source(frame.of, subject, world.last_day(frame.of, subject, world.spans[span]))
            row = (span, -1 if step.to == "subject" else subject, step.to, world.spans[span].first, world.spans[span].last)
            self.hits += [Hit(step.rule, of, whom, *row) for of, whom in targets(world, source, step.to, step.reaches)]

    @do.register
    def _(self, step: s.JudgeFact) -> None:
        world = self.world
        found: set[Hit] = set()
        for match in matches(world, "fact", step.kinds, step.of, step.where):
            day = match.what.day
            until = self._until(step, match.read, day)
            reached = targets(world, Source(step.of, match.subject, day, match.what), step.to, step.reaches)
            for span in (one for one in world.plan.spans_of(step.per) if one.first <= (until or day) and day <= one.last):
                reach = (span.first, span.last) if step.whole else (day, until)
                found |= {Hit(step.rule, of, subject, span.id, match.item, step.to, *reach) for of, subject in reached}
        self.hits += found

    def _until(self, step: s.JudgeFact, read: Read, day: int) -> int | None:
        """The last day of the term of a fact; the day itself where it has none."""
        return day if step.lasts is None else last_day(day, value_of(step.lasts.length, read), step.lasts)

    @do.register
    def _(self, step: s.Choice) -> None:
        barred = self._barred(step)
        rows = self._works(step) if step.of not in ("person", "unit") else self._subjects(step, barred)
        ranked: dict[tuple[int, str], list[tuple[int, ...]]] = defaultdict(list)
        for row in rows:
            if row.eligible and row.value is not None:
                ranked[row.span, row.same].append(self._order(step, row, row.value))
        for orders in ranked.values():
            orders.sort()
        for row in rows:
            place = 0
            if row.eligible and row.value is not None:
                place = 1 + bisect_left(ranked[row.span, row.same], self._order(step, row, row.value))
            self.candidates.append(row._replace(place=place))

    def _barred(self, step: s.Choice) -> set[tuple[str, int, int]]:
        """(of, subject, span) of those barred: their award's period has a day for which a rule bars them."""
        spans = self.world.plan.spans_of(step.per)
        hits = [hit for hit in self.hits if (hit.rule, hit.target) in step.bars and self.world.spans[hit.span].asked]
        return {
            (hit.of, hit.subject, span.id) for hit in hits for span in spans
            if hit.touches(span.first, span.last)
        }  # fmt: skip

    def _order(self, step: s.Choice, row: Candidate, value: int) -> tuple[int, ...]:
        """What sorts the better first: the figure that ranks, then the further ones; without a value comes last."""
        found = [value if step.ascending else -value]
        for column in step.rank_by[1:]:
            further = self.world.values[column.name].get((row.subject, row.span))
            found += [0, -further] if isinstance(further, int) else [1, 0]
        return tuple(found)

    def _subjects(self, step: s.Choice, barred: set[tuple[str, int, int]]) -> list[Candidate]:
        world = self.world
        of: s.Of = "person" if step.of == "person" else "unit"
        found = []
        for subject, number in world.rows(s.Frame(of, step.per)):
            span = world.spans[number]
            read = world.reader(of, subject, span)
            if not span.asked or not self._on_roll(of, subject, span) or not holds(step.group, read):
                continue
            out = (of, subject, number) in barred
            in_base = holds(step.base, read) and (step.barred_in_base or not out)
            value = world.values[step.rank_by[0].name].get((subject, number)) if step.rank_by else None
            same = str(read(step.same) or "") if step.same else ""
            automatic = step.automatic is not None and holds(step.automatic, read)
            eligible = holds(step.candidates, read) and not out
            whole = value if isinstance(value, int) else None
            found.append(Candidate(step.award, number, subject, same, int(in_base), int(eligible), int(automatic), whole, 0))
        return found

    def _on_roll(self, of: str, subject: int, span: s.Span) -> bool:
        if of == "unit":
            return True
        person = self.world.office.people[subject]
        return person.joined <= span.roll_day <= person.left

    def _works(self, step: s.Choice) -> list[Candidate]:
        world = self.world
        found = []
        for span in world.frame_spans(step.per):
            for item, work in enumerate(world.office.works):
                first = max(span.first, world.plan.counts_from)
                fits = work.kind == step.of and work.state == CONFIRMED and first <= work.day <= min(span.last, world.horizon)
                if not fits or not span.asked:
                    continue
                read = world.fact_reader(work, "person", work.authors[0] if work.authors else None)
                if not holds(step.group, read):
                    continue
                in_base = holds(step.base, read)
                automatic = step.automatic is not None and holds(step.automatic, read)
                eligible = in_base and holds(step.candidates, read)
                found.append(Candidate(step.award, span.id, item, "", int(in_base), int(eligible), int(automatic), None, 0))
        return found


def _until(what: Fact | Work) -> int:
    return what.until if isinstance(what, Fact) and what.until is not None else what.day


def _run(values: list[Value]) -> int:
    count = 0
    for value in reversed(values):
        if value != 1:
            break
        count += 1
    return count


def _bounded(raw: Value, step: s.Balance, read: Read) -> Value:
    total = raw
    for bound, pick in ((step.cap, min), (step.floor, max)):
        limit = value_of(bound, read) if bound is not None else None
        if isinstance(limit, int) and isinstance(total, int):
            total = pick(total, limit)
    return total


def spread(function: str, numbers: list[int], places: int, rounding: str) -> int | None:
    """sum, count, max, min or mean (with `places` more decimals, or fewer) of what has a value."""
    if function in ("sum", "count"):
        return sum(numbers) if function == "sum" else len(numbers)
    if not numbers:
        return None
    if function == "mean":
        return divide(sum(numbers) * 10 ** max(places, 0), len(numbers) * 10 ** max(-places, 0), rounding)
    return numbers[-1] if function == "last" else min(numbers) if function == "min" else max(numbers)
