"""记账的参照算法: joined matters, running counts, refunds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from xiaoneng.rulebook.engines.matching import Match, Source, matches, targets
from xiaoneng.rulebook.engines.relations import Fact
from xiaoneng.rulebook.engines.rows import Entry
from xiaoneng.rulebook.engines.scalar import Read, divide, holds, value_of
from xiaoneng.rulebook.engines.world import World
from xiaoneng.rulebook.plan.attributes import PEOPLE, PLACE
from xiaoneng.rulebook.plan.steps import Frame, Post, PostFigure, Return, Schedule, Span, target_kind
from xiaoneng.rulebook.plan.terms import columns

HUNDRED = 100


class Line(NamedTuple):
    """A match on its way into an account."""

    of: str
    subject: int
    match: Match
    quantity: int
    rate: int | None


def surviving(world: World, posts: list[Post]) -> dict[str, set[tuple[str, int, int]]]:
    """Join → the (rule, subject, item) that stay: the largest rate of one matter, in one period, for one subject."""
    found = {}
    order = {post.rule: number for number, post in enumerate(posts)}
    for join in world.plan.joins:
        grouped: dict[tuple[object, ...], list[tuple[int, int, tuple[str, int, int]]]] = defaultdict(list)
        kept: set[tuple[str, int, int]] = set()
        for post in posts:
            if post.join != join.id:
                continue
            for line in _lines(world, post):
                here = (post.rule, line.subject, line.match.item)
                key = value_of(join.key, line.match.read)
                span = world.span_of(join.per, line.match.what.day)
                if join.keep == "sum" or key in (None, "") or span is None:
                    kept.add(here)
                else:
                    grouped[line.of, line.subject, key, span.id].append((abs(line.rate or 0), line.match.what.day, here))
        for rows in grouped.values():
            largest = max(size for size, _, _ in rows)
            first = min((day, here[2], order[here[0]], here) for size, day, here in rows if size == largest)
            kept |= {first[3]} if join.keep == "one" else {here for size, _, here in rows if size == largest}
        found[join.id] = kept
    return found


def _lines(world: World, post: Post) -> Iterator[Line]:
    divided = bool({PEOPLE, PLACE} & columns(post.rate))
    for match in matches(world, post.source, post.kinds, post.of, post.where):
        quantity = match.what.quantity if post.count == "quantity" and isinstance(match.what, Fact) else HUNDRED
        whom = Source(post.of, match.subject, match.what.day, match.what)
        reached = targets(world, whom, post.to, post.reaches)
        for place, (of, subject) in enumerate(reached, 1):
            mine = match._replace(read=_among(match.read, len(reached), place)) if divided else match
            rate = value_of(post.rate, mine.read)
            yield Line(of, subject, mine, quantity, rate if isinstance(rate, int) else None)


def _among(read: Read, people: int, place: int) -> Read:
    """Reads as for one of several people whom a fact's effect reaches."""
    return lambda name: {PEOPLE: people, PLACE: place}.get(name) or read(name)


def post(world: World, step: Post, joined: dict[str, set[tuple[str, int, int]]]) -> list[Entry]:
    """The entries of one posting rule."""
    lines = [
        line for line in _lines(world, step)
        if not step.join or (step.rule, line.subject, line.match.item) in joined[step.join]
    ]  # fmt: skip
    scale = step.rate.scale
    schedule = step.schedule
    if schedule is None:
        counted = [(line, line.quantity, _amount(line.rate, line.quantity, scale)) for line in lines]
    else:
        counted = [row for rows in _partitions(world, lines, schedule) for row in _running(rows, schedule, scale)]
    entries = []
    for line, count, amount in counted:
        span = world.span_of(step.per, line.match.what.day)
        if span is None or not world.has_row(Frame("person" if line.of == "person" else "unit", step.per), line.subject, span.id):
            continue
        label = value_of(step.label, line.match.read) if step.label is not None else ""
        entries.append(
            Entry(step.account, step.rule, line.of, line.subject, span.id, step.source, line.match.item, count, amount, str(label or ""))
        )
    return entries


def _amount(rate: int | None, count: int, scale: int) -> int | None:
    return None if rate is None else divide(rate * count, 10**scale, "half_up")


def _partitions(world: World, lines: list[Line], schedule: Schedule) -> list[list[Line]]:
    grouped: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        span = world.span_of(schedule.per, line.match.what.day)
        if span is not None:
            grouped[line.subject, span.id].append(line)
    return [sorted(rows, key=lambda line: (line.match.what.day, line.match.item)) for rows in grouped.values()]


def _running(lines: list[Line], schedule: Schedule, scale: int) -> Iterator[tuple[Line, int, int | None]]:
    """Each line with its counted share and amount, as the running count grows."""
    before, paid = 0, 0
    for line in lines:
        start, end = counted(before, schedule), counted(before + line.quantity, schedule)
        before += line.quantity
        amount = _stepped(line, start, end, schedule) if schedule.steps else _amount(line.rate, end - start, scale)
        if schedule.cap is not None and amount is not None:
            cap = value_of(schedule.cap, line.match.read)
            if isinstance(cap, int):
                clamp = [max(-cap, min(cap, total)) for total in (paid, paid + amount)]
                paid += amount
                amount = clamp[1] - clamp[0]
        yield line, end - start, amount


def counted(count: int, schedule: Schedule) -> int:
    """How much of a running count (hundredths) counts: the free ones off, every so many as one, the first so many."""
    if schedule.free is not None:
        count = max(count - schedule.free, 0)
    if schedule.every:
        count = count // schedule.every * HUNDRED
    return count if schedule.first is None else min(count, schedule.first)


def _stepped(line: Line, start: int, end: int, schedule: Schedule) -> int | None:
    total = 0
    for number, (begins, term) in enumerate(schedule.steps):
        rate = value_of(term, line.match.read)
        if not isinstance(rate, int):
            return None
        last = number + 1 == len(schedule.steps)
        ends = end if last else schedule.steps[number + 1][0]
        within = max(min(end, ends), begins) - max(min(start, ends), begins)
        total += rate * within
    return divide(total, HUNDRED, "half_up")


def post_figure(world: World, step: PostFigure) -> list[Entry]:
    """One entry a subject and period where the condition holds, in the account's period that holds the figure's last day."""
    account_per = world.plan.columns[step.account].frame.per
    entries = []
    for subject, number in world.rows(step.frame):
        span = world.spans[number]
        read = world.reader(step.frame.of, subject, span)
        into = world.span_of(account_per, span.last) if account_per != step.frame.per else span
        if into is None or not holds(step.when, read):
            continue
        amount = value_of(step.amount, read)
        count = value_of(step.count, read) if step.count is not None else None
        sums = (count if isinstance(count, int) else None, amount if isinstance(amount, int) else None)
        for of, whom, item in _reached(world, step, subject, span):
            if item < 0 or world.has_row(Frame(target_kind(step), account_per), whom, into.id):
                entries.append(Entry(step.account, step.rule, of, whom, into.id, "figure", item, *sums, ""))
    return entries


def _reached(world: World, step: PostFigure, subject: int, span: Span) -> Iterator[tuple[str, int, int]]:
    """(kind, subject, whose figures: -1 for its own) of those whom a rule on figures reaches."""
    if step.to == "subject":
        yield step.frame.of, subject, -1
        return
    source = Source(step.frame.of, subject, world.last_day(step.frame.of, subject, span))
    for of, whom in targets(world, source, step.to, step.reaches):
        yield of, whom, subject


def give_back(world: World, step: Return, entries: list[Entry]) -> list[Entry]:
    """返还: the share of each entry whose matter the first later fact names in time."""
    repairs: dict[tuple[int, object], list[Match]] = defaultdict(list)
    until = world.plan.as_of.toordinal() if step.then else None
    for match in matches(world, "fact", step.kinds, step.of, step.where, until):
        repairs[match.subject, value_of(step.key, match.read)].append(match)
    found = []
    for entry in entries:
        if entry.rule not in step.undoes or entry.account != step.account or entry.source != "fact" or entry.amount is None:
            continue
        fact = world.office.facts[entry.item]
        subject = fact.person if step.of == "person" else fact.unit
        key = value_of(step.key, world.fact_reader(fact, step.of, subject))
        if subject is None or key in (None, ""):
            continue
        timely = [m for m in repairs[subject, key] if fact.day <= m.what.day and _in_time(world, step, fact.day, m.what.day)]
        if not timely:
            continue
        repair = min(timely, key=lambda m: (m.what.day, m.item))
        share = value_of(step.share, repair.read)
        span = world.spans[entry.span] if step.then else world.span_of(step.per, repair.what.day)
        if span is None or not isinstance(share, int):
            continue
        amount = divide(-entry.amount * share, 10**step.share.scale, "half_up")
        found.append(Entry(step.account, step.rule, entry.of, entry.subject, span.id, "fact", repair.item, entry.quantity, amount, ""))
    return found


def _in_time(world: World, step: Return, day: int, repaired: int) -> bool:
    """Whether a repair on or after the day comes within the term; with working days, by the last of them and not after it."""
    if step.within_days is not None:
        return repaired <= day + step.within_days
    if step.within_working_days is None:
        return True
    before, eve = world.workday(day), world.workday(repaired - 1)
    return before is not None and eve is not None and eve - before < step.within_working_days
