"""分录的 SQL: postings of facts and figures, joined matters, running counts, refunds."""

from __future__ import annotations

from collections import defaultdict

from xiaoneng.rulebook.engines.spelling import Spelling
from xiaoneng.rulebook.engines.sqlframes import Frames, Items
from xiaoneng.rulebook.engines.sqlnames import Posting
from xiaoneng.rulebook.engines.sqltargets import Targets
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.algebra import upscale
from xiaoneng.rulebook.plan.attributes import PEOPLE
from xiaoneng.rulebook.plan.terms import TRUE, Const, Term, columns

HUNDRED = 100
ENTRY = "INSERT INTO entry (post, subject, span, item, count, amount, label) "
RUNNING = "OVER (PARTITION BY subject, frame ORDER BY day, item ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"


def rule_ids(plan: s.Plan) -> dict[str, int]:
    """Every rule (and variant of one) that makes rows, as a small number in a stable order."""
    names = [step.rule for step in plan.steps if isinstance(step, s.Post | s.PostFigure | s.Return | s.Judge | s.JudgeFact)]
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def plain(step: s.Step) -> bool:
    """A posting of a constant rate for every fact, which can share one statement with others of its shape."""
    return (
        isinstance(step, s.Post) and not step.join and step.label is None and step.to == "subject" and step.where == TRUE
        and all(isinstance(term, Const) for term in (step.rate, *scheduled(step.schedule)))
    )  # fmt: skip


def scheduled(schedule: s.Schedule | None) -> list[Term]:
    """The terms of a schedule."""
    if schedule is None:
        return []
    return [*(term for _, term in schedule.steps), *([schedule.cap] if schedule.cap is not None else [])]


class Posts:
    """Writes the statements that make entries."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.plan, self.sql, self.names = frames.plan, frames.sql, frames.names
        self.targets = Targets(frames)
        self.rules = rule_ids(self.plan)

    def number(self, step: Posting) -> int:
        """The posting's number in entries."""
        return next(number for number, one in enumerate(self.names.postings) if one is step)

    def _lines(self, step: s.Post, extra: list[Term], keep: str = "") -> tuple[str, Items, str]:
        """(FROM … WHERE …, items, target SQL) of what a posting matches, one row a target."""
        items = self.frames.items(step.source, step.kinds, step.of, [step.where, step.rate, *extra])
        target, join, more = self.targets.of_facts(step, items.who)
        kept = keep.format(target=target) + self._shares(step)
        where = f"{items.where}{self.frames.condition(step.where, items)}{more} AND {target} IS NOT NULL"
        return f"{items.tables} JOIN day d ON d.day = f.day {join} {kept} WHERE {where}", items, target

    def _shares(self, step: s.Post) -> str:
        """Joins how many people a fact's effect reaches, where an amount is divided by it."""
        if PEOPLE not in columns(step.rate):
            return ""
        items = self.frames.items(step.source, step.kinds, step.of, [])
        target, join, more = self.targets.of_facts(step, items.who)
        number = self.sql.whole("COUNT(*)")
        where = f"{items.where}{more} AND {target} IS NOT NULL"
        return f" JOIN (SELECT f.id AS fact, {number} AS people {items.tables} {join} WHERE {where} GROUP BY f.id) sn ON sn.fact = f.id"

    def joins(self) -> list[str]:
        """`keep…(rule, subject, item)`: what stays of the rules joined by one matter."""
        return [self._join(join) for join in self.plan.joins if self._joined(join)]

    def _joined(self, join: s.JoinKey) -> list[s.Post]:
        return [step for step in self.plan.steps if isinstance(step, s.Post) and step.join == join.id]

    def _join(self, join: s.JoinKey) -> str:
        parts = []
        for post in self._joined(join):
            source, items, target = self._lines(post, [join.key])
            rate, matter = self.sql.value(post.rate, items.read), self.sql.value(join.key, items.read)
            kind = self.sql.quote(s.target_kind(post))
            parts.append(
                f"SELECT {self.rules[post.rule]} AS rule, {kind} AS kind, {target} AS subject, f.id AS item, f.day AS day, "
                f"{matter} AS matter, d.{join.per}_id AS span, ABS(COALESCE({rate}, 0)) AS size {source}"
            )
        part = "PARTITION BY kind, subject, matter, span"
        best = f"MAX(size) OVER ({part}) AS best"
        if join.keep == "one":
            best = f"CASE WHEN ROW_NUMBER() OVER ({part} ORDER BY size DESC, day, item, rule) = 1 THEN size ELSE -1 END AS best"
        keep = "1 = 1" if join.keep == "sum" else "matter IS NULL OR matter = '' OR span IS NULL OR size = best"
        body = f"SELECT rule, subject, item, matter, span, size, {best} FROM ({' UNION ALL '.join(parts)}) t"
        return self.sql.table(f"keep{join.id}", f"SELECT rule, subject, item FROM ({body}) z WHERE {keep}")

    def plain_posts(self, steps: list[s.Post]) -> list[str]:
        """One statement for all plain postings of a shape: facts joined with their tariff."""
        shapes: dict[tuple[object, ...], list[s.Post]] = defaultdict(list)
        for step in steps:
            shapes[step.account, step.of, step.per, step.source, step.count, step.schedule].append(step)
        return [self._plain(alike) for alike in shapes.values()]

    def _plain(self, steps: list[s.Post]) -> str:
        first = steps[0]
        scale = max(step.rate.scale for step in steps)
        kinds = tuple(kind for step in steps for kind in step.kinds)
        tariff = " UNION ALL ".join(
            f"SELECT {self.names.kind_ids[kind]} AS kind, {self.number(step)} AS post, {self._constant(step, scale)} AS rate"
            for step in steps
            for kind in step.kinds
        )
        items = self.frames.items(first.source, tuple(dict.fromkeys(kinds)), first.of, [])
        quantity = self._quantity(first)
        source = f"{items.tables} JOIN day d ON d.day = f.day JOIN ({tariff}) r ON r.kind = f.kind WHERE {items.where}"
        if first.schedule is None:
            amount = self._amount("r.rate", quantity, scale)
            span = f"d.{first.per}_id"
            return f"{ENTRY}SELECT r.post, {items.who}, {span}, f.id, {quantity}, {amount}, '' {source} AND {span} IS NOT NULL"
        lines = (
            f"SELECT r.post AS post, {items.who} AS subject, d.{first.per}_id AS span, f.id AS item, f.day AS day, "
            f"{quantity} AS quantity, r.rate AS rate{self._scheduled(first.schedule, items, 'r.post')} {source}"
        )
        return self._insert(first, "t.counted", "t.amount", self._running(lines, first.schedule, scale))

    def _constant(self, step: s.Post, scale: int) -> str:
        return self.sql.value(upscale(step.rate, scale), str)

    def _quantity(self, step: s.Post) -> str:
        return "f.quantity" if step.count == "quantity" and step.source == "fact" else str(HUNDRED)

    def post(self, step: s.Post) -> list[str]:
        schedule = step.schedule
        extra = [*([step.label] if step.label is not None else []), *scheduled(schedule)]
        keep = ""
        if step.join:
            keep = f"JOIN keep{step.join} kj ON kj.rule = {self.rules[step.rule]} AND kj.subject = {{target}} AND kj.item = f.id"
        source, items, target = self._lines(step, extra, keep)
        label = f", COALESCE({self.sql.value(step.label, items.read)}, '') AS label" if step.label is not None else ""
        lines = (
            f"SELECT {self.number(step)} AS post, {target} AS subject, d.{step.per}_id AS span, f.id AS item, f.day AS day, "
            f"{self._quantity(step)} AS quantity, {self.sql.value(step.rate, items.read)} AS rate{label}"
            f"{self._scheduled(schedule, items)} {source}"
        )
        if schedule is None:
            return [self._insert(step, "t.quantity", self._amount("t.rate", "t.quantity", step.rate.scale), lines)]
        return [self._insert(step, "t.counted", "t.amount", self._running(lines, schedule, step.rate.scale))]

    def _scheduled(self, schedule: s.Schedule | None, items: Items, post: str = "0") -> str:
        """`frame`: within what is counted, a period or (of several postings in one statement) a period and posting in one number."""
        if schedule is None:
            return ""
        rates = "".join(f", {self.sql.value(term, items.read)} AS r{number}" for number, (_, term) in enumerate(schedule.steps))
        cap = f", {self.sql.value(schedule.cap, items.read)} AS cap" if schedule.cap is not None else ""
        return f", d.{schedule.per}_id * {len(self.names.postings)} + {post} AS frame{rates}{cap}"

    def _insert(self, step: s.Post, counted_sql: str, amount: str, body: str) -> str:
        base = self.names.base(s.Frame(s.target_kind(step), step.per))
        label = "t.label" if step.label is not None else "''"
        check = "" if step.to == "subject" else f" JOIN {base} b ON b.subject = t.subject AND b.span = t.span"
        return (
            f"{ENTRY}SELECT t.post, t.subject, t.span, t.item, {counted_sql}, {amount}, {label} "
            f"FROM ({body}) t{check} WHERE t.span IS NOT NULL"
        )

    def _amount(self, rate: str, count: str, scale: int) -> str:
        product = f"({rate} * {count})"
        return product if scale == 0 else self.sql.divide(product, str(10**scale), "half_up")

    def _running(self, lines: str, schedule: s.Schedule, scale: int) -> str:
        """Running counts before and after each line, and what they turn into."""
        cum = f"SELECT z.*, {self.sql.whole(f'SUM(quantity) {RUNNING}')} AS cum FROM ({lines}) z WHERE frame IS NOT NULL"
        ends, starts = counted(self.sql, "cum", schedule), counted(self.sql, "(cum - quantity)", schedule)
        steps = f"SELECT y.*, {starts} AS lo, {ends} AS hi FROM ({cum}) y"
        amount = self._stepped(schedule) if schedule.steps else self._amount("rate", "(hi - lo)", scale)
        body = f"SELECT x.*, hi - lo AS counted, {amount} AS {'amount' if schedule.cap is None else 'earned'} FROM ({steps}) x"
        if schedule.cap is None:
            return body
        paid = f"SELECT v.*, {self.sql.whole(f'SUM(COALESCE(earned, 0)) {RUNNING}')} AS paid FROM ({body}) v"
        before, after = (self.sql.pick_greatest("-cap", self.sql.pick_least("cap", total)) for total in ("(paid - earned)", "paid"))
        return f"SELECT w.*, CASE WHEN cap IS NULL OR earned IS NULL THEN earned ELSE {after} - {before} END AS amount FROM ({paid}) w"

    def _stepped(self, schedule: s.Schedule) -> str:
        parts = []
        for number, (begins, _) in enumerate(schedule.steps):
            high, low = "hi", "lo"
            if number + 1 < len(schedule.steps):
                ends = str(schedule.steps[number + 1][0])
                high, low = self.sql.pick_least("hi", ends), self.sql.pick_least("lo", ends)
            parts.append(f"r{number} * ({self.sql.pick_greatest(high, str(begins))} - {self.sql.pick_greatest(low, str(begins))})")
        return self.sql.divide(f"({' + '.join(parts)})", str(HUNDRED), "half_up")

    def post_figure(self, step: s.PostFigure) -> list[str]:
        terms = [step.when, step.amount, *([step.count] if step.count is not None else [])]
        source, reads, reach = self.targets.of_figures(step, terms)
        read = reads.__getitem__
        into = self.plan.columns[step.account].frame.per
        span, join = "b.span", ""
        if into != step.frame.per:
            span = "ty.id"
            inside = "ts.last_day BETWEEN ty.first_day AND ty.last_day"
            join = f"JOIN span ts ON ts.id = b.span JOIN span ty ON ty.kind = {self.sql.quote(into)} AND {inside}"
        if step.reaches is not None:
            there = self.names.base(s.Frame(step.reaches, into))
            join = f"{join} {reach.joins} JOIN {there} tb ON tb.subject = {reach.target} AND tb.span = {span}"
        count = self.sql.value(step.count, read) if step.count is not None else self.sql.none()
        return [
            f"{ENTRY}SELECT {self.number(step)}, {reach.target}, {span}, {reach.whose}, {count}, "
            f"{self.sql.value(step.amount, read)}, '' {source} {join} WHERE {self.sql.holds(step.when, read)}{reach.only}"
        ]

    def give_back(self, step: s.Return) -> list[str]:
        """The first timely fact on the same matter returns its share of each entry."""
        until = self.plan.as_of.toordinal() if step.then else 0
        later = self.frames.items("fact", step.kinds, step.of, [step.where, step.key, step.share], until=until)
        repairs = (
            f"SELECT {later.who} AS subject, {self.sql.value(step.key, later.read)} AS matter, f.day AS day, f.id AS item, "
            f"{self.sql.value(step.share, later.read)} AS share {later.tables} "
            f"WHERE {later.where}{self.frames.condition(step.where, later)}"
        )
        matter = self.sql.value(step.key, self.frames.items("fact", self.plan.kinds, step.of, [step.key]).read)
        undone = [
            str(number)
            for number, one in enumerate(self.names.postings)
            if isinstance(one, s.Post) and one.rule in step.undoes and one.account == step.account and one.source == "fact"
        ]
        numbers, late = self._term(step)
        joined = (
            "SELECT e.subject AS subject, e.span AS span, e.amount AS amount, e.count AS count, r.item AS repair, r.day AS day, "
            "r.share AS share, ROW_NUMBER() OVER (PARTITION BY e.post, e.subject, e.item ORDER BY r.day, r.item) AS n "
            f"FROM entry e JOIN fact f ON f.id = e.item JOIN ({repairs}) r ON r.subject = f.{step.of} AND r.matter = {matter} "
            f"AND r.day >= f.day {numbers} WHERE e.post IN ({', '.join(undone) or '-1'}) "
            f"AND e.amount IS NOT NULL AND {matter} <> ''{late}"
        )
        amount = self.sql.divide("(-t.amount * t.share)", str(10**step.share.scale), "half_up")
        span, day = ("t.span", "") if step.then else (f"d.{step.per}_id", "JOIN day d ON d.day = t.day")
        into = f"{self.number(step)}, t.subject, {span}, t.repair, t.count, {amount}, ''"
        return [f"{ENTRY}SELECT {into} FROM ({joined}) t {day} WHERE t.n = 1 AND {span} IS NOT NULL AND t.share IS NOT NULL"]

    def _term(self, step: s.Return) -> tuple[str, str]:
        """(joins, condition) under which a repair `r` of a fact `f` is in time."""
        if step.within_days is not None:
            return "", f" AND r.day <= f.day + {step.within_days}"
        if step.within_working_days is None:
            return "", ""
        numbers = "LEFT JOIN workday wf ON wf.day = f.day LEFT JOIN workday wr ON wr.day = r.day"
        return numbers, f" AND wr.before_it - wf.upto < {step.within_working_days}"


def counted(sql: Spelling, count: str, schedule: s.Schedule) -> str:
    """The same rule as the reference's `counted`, as SQL."""
    if schedule.free is not None:
        count = sql.pick_greatest(f"{count} - {schedule.free}", "0")
    if schedule.every:
        count = f"(({count} {sql.division} {schedule.every}) * {HUNDRED})"
    return count if schedule.first is None else sql.pick_least(count, str(schedule.first))
