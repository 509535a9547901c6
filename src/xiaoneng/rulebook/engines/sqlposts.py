"""分录、认定、评选的 SQL: entries, hits, candidates and proofs."""

from __future__ import annotations

from xiaoneng.rulebook.engines.sqlframes import Frames
from xiaoneng.rulebook.engines.sqltext import holds, quote, rounded_division, value
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.terms import TRUE, Term

HUNDRED = 100


class Posts:
    """Writes the statements of everything that makes entries, hits and candidates."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.plan = frames.plan
        self.names = frames.names
        self.rules = rule_ids(self.plan)

    def _lines(self, step: s.Post, extra: list[Term]) -> tuple[str, dict[str, str], str]:
        """(select list and clauses, reads, subject) of the facts that a posting matches, one row a target."""
        terms = [step.where, step.rate, *extra]
        source, reads = self.frames.items(step.source, step.kinds, step.of, terms)
        head, _, where = source.partition(" WHERE ")
        who = reads[""]
        target, join, more = self._target(step.of, step.to, who)
        condition = "" if step.where == TRUE else f" AND {holds(step.where, reads.__getitem__)}"
        return f"{head} JOIN day AS d ON d.day = f.day {join} WHERE {where}{condition}{more} AND {target} IS NOT NULL", reads, target

    def _target(self, of: s.Of, to: str, who: str) -> tuple[str, str, str]:
        """(target SQL, joins, conditions) for those whom an effect reaches on the fact's day."""
        if to == "subject":
            return who, "", ""
        own = "JOIN membership AS om ON om.person = {who} AND f.day BETWEEN om.since AND om.until_day".format(who=who) if of == "person" else ""
        unit = "om.unit" if of == "person" else who
        if to == "unit":
            return unit, own, ""
        if to in ("members", "chief"):
            join = (
                f"{own} JOIN membership AS tm ON tm.unit = {unit} AND f.day BETWEEN tm.since AND tm.until_day "
                "JOIN person AS tp ON tp.id = tm.person AND f.day BETWEEN tp.joined AND tp.left_on LEFT JOIN unit AS tu ON tu.id = tm.unit"
            )
            more = ""
            if to == "chief":
                more = f" AND {holds(self.plan.chief, self._chief_attribute)}" + (f" AND tp.id <> {who}" if of == "person" else "")
            return "tp.id", join, more
        field = self.frames.people_field(to)
        return "fp.person", f"JOIN fact_person AS fp ON fp.fact = f.id AND fp.field = {field}", ""

    def _chief_attribute(self, name: str) -> str:
        from xiaoneng.rulebook.engines.sqlnames import subject_attribute

        return subject_attribute(self.names, "person", name, who="tp", unit="tu", span=None)

    def target_kind(self, of: s.Of, to: str) -> s.Of:
        if to == "subject":
            return of
        return "unit" if to == "unit" else "person"

    def joins(self) -> list[str]:
        """`keep…(rule, subject, item)`: what stays of the rules joined by one matter."""
        statements = []
        for join in self.plan.joins:
            posts = [step for step in self.plan.steps if isinstance(step, s.Post) and step.join == join.id]
            parts = []
            for post in posts:
                source, reads, target = self._lines(post, [join.key])
                rate = value(post.rate, reads.__getitem__)
                parts.append(
                    f"SELECT {self.rules[post.rule]} AS rule, {quote(self.target_kind(post.of, post.to))} AS kind, {target} AS subject, "
                    f"f.id AS item, {value(join.key, reads.__getitem__)} AS matter, d.{join.per}_id AS span, "
                    f"ABS(COALESCE({rate}, 0)) AS size {source}"
                )
            if not parts:
                continue
            best = "MAX(size) OVER (PARTITION BY kind, subject, matter, span)"
            free = "matter IS NULL OR matter = '' OR span IS NULL"
            keep = f"{free} OR size = best" if join.keep_largest else "TRUE"
            statements.append(
                f"CREATE TEMP TABLE keep{join.id} AS SELECT rule, subject, item FROM "
                f"(SELECT rule, subject, item, matter, span, size, {best} AS best FROM ({' UNION ALL '.join(parts)}) AS t) AS z WHERE {keep}"
            )
        return statements

    def post(self, step: s.Post) -> list[str]:
        extra = [term for term in (step.label,) if term is not None]
        schedule = step.schedule
        if schedule is not None:
            extra += [term for _, term in schedule.steps] + ([schedule.cap] if schedule.cap is not None else [])
        source, reads, target = self._lines(step, extra)
        read = reads.__getitem__
        quantity = "f.quantity" if step.count == "quantity" and step.source == "fact" else str(HUNDRED)
        label = f"COALESCE({value(step.label, read)}, '')" if step.label is not None else "''"
        rate = value(step.rate, read)
        kept = ""
        if step.join:
            kept = f"JOIN keep{step.join} AS kj ON kj.rule = {self.rules[step.rule]} AND kj.subject = {target} AND kj.item = f.id "
            source = source.replace(" WHERE ", f" {kept}WHERE ", 1)
        columns = f"{target} AS subject, d.{step.per}_id AS span, f.id AS item, f.day AS day, {quantity} AS quantity, {rate} AS rate, {label} AS label"
        if schedule is not None:
            columns += f", d.{schedule.per}_id AS frame"
            columns += "".join(f", {value(term, read)} AS r{number}" for number, (_, term) in enumerate(schedule.steps))
            columns += f", {value(schedule.cap, read)} AS cap" if schedule.cap is not None else ""
        lines = f"SELECT {columns} {source}"
        if schedule is None:
            counted, amount, body = "t.quantity", self._amount("t.rate", "t.quantity", step.rate.scale), f"({lines}) AS t"
        else:
            counted, amount, body = "t.counted", "t.amount", f"({self._running(lines, schedule, step.rate.scale)}) AS t"
        return [self._insert(step, counted, amount, body)]

    def _insert(self, step: s.Post, counted: str, amount: str, body: str) -> str:
        kind = self.target_kind(step.of, step.to)
        base = self.names.base(s.Frame(kind, step.per))
        check = "" if step.to == "subject" else f" JOIN {base} AS b ON b.subject = t.subject AND b.span = t.span"
        return (
            f"INSERT INTO entry SELECT {self.frames.account(step.account)}, {self.rules[step.rule]}, {quote(kind)}, t.subject, t.span, "
            f"{quote(step.source)}, t.item, {counted}, {amount}, t.label FROM {body}{check} WHERE t.span IS NOT NULL"
        )

    def _amount(self, rate: str, count: str, scale: int) -> str:
        product = f"({rate} * {count})"
        return product if scale == 0 else rounded_division(product, str(10**scale), "half_up")

    def _running(self, lines: str, schedule: s.Schedule, scale: int) -> str:
        """Running counts before and after each line, and what they turn into."""
        window = "OVER (PARTITION BY subject, frame ORDER BY day, item ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
        cum = f"SELECT z.*, CAST(SUM(quantity) {window} AS BIGINT) AS cum FROM ({lines}) AS z WHERE frame IS NOT NULL"
        ends, starts = counted("cum", schedule), counted("(cum - quantity)", schedule)
        steps = f"SELECT y.*, {starts} AS lo, {ends} AS hi FROM ({cum}) AS y"
        amount = self._stepped(schedule) if schedule.steps else self._amount("rate", "(hi - lo)", scale)
        body = f"SELECT x.*, hi - lo AS counted, {amount} AS amount FROM ({steps}) AS x"
        if schedule.cap is None:
            return body
        paid = f"SELECT v.*, CAST(SUM(COALESCE(amount, 0)) {window} AS BIGINT) AS paid FROM ({body}) AS v"
        upto = [f"GREATEST(-cap, LEAST(cap, {total}))" for total in ("(paid - amount)", "paid")]
        return (
            "SELECT w.subject, w.span, w.item, w.day, w.label, w.counted, "
            f"CASE WHEN cap IS NULL OR amount IS NULL THEN amount ELSE {upto[1]} - {upto[0]} END AS amount FROM ({paid}) AS w"
        )

    def _stepped(self, schedule: s.Schedule) -> str:
        parts = []
        for number, (begins, _) in enumerate(schedule.steps):
            last = number + 1 == len(schedule.steps)
            ends = schedule.steps[number + 1][0] if not last else None
            high = "hi" if ends is None else f"LEAST(hi, {ends})"
            low = "lo" if ends is None else f"LEAST(lo, {ends})"
            parts.append(f"r{number} * (GREATEST({high}, {begins}) - GREATEST({low}, {begins}))")
        return rounded_division(f"({' + '.join(parts)})", str(HUNDRED), "half_up")

    def post_figure(self, step: s.PostFigure) -> list[str]:
        terms = [step.when, step.amount, *([step.count] if step.count is not None else [])]
        source, reads = self.frames.source(step.frame, terms)
        read = reads.__getitem__
        into = self.plan.columns[step.account].frame.per
        span, join, more = "b.span", "", ""
        if into != step.frame.per:
            span, more = "ty.id", " AND ty.id IS NOT NULL"
            join = f"JOIN span AS ts ON ts.id = b.span LEFT JOIN span AS ty ON ty.kind = {quote(into)} AND ts.last_day BETWEEN ty.first_day AND ty.last_day"
        count = value(step.count, read) if step.count is not None else "CAST(NULL AS BIGINT)"
        return [
            f"INSERT INTO entry SELECT {self.frames.account(step.account)}, {self.rules[step.rule]}, {quote(step.frame.of)}, b.subject, {span}, "
            f"'figure', -1, {count}, {value(step.amount, read)}, '' {source} {join} WHERE {holds(step.when, read)}{more}"
        ]

    def give_back(self, step: s.Return) -> list[str]:
        """The first timely fact on the same matter returns its share of each entry."""
        later, reads = self.frames.items("fact", step.kinds, step.of, [step.where, step.key, step.share])
        condition = "" if step.where == TRUE else f" AND {holds(step.where, reads.__getitem__)}"
        repairs = (
            f"SELECT {reads['']} AS subject, {value(step.key, reads.__getitem__)} AS matter, f.day AS day, f.id AS item, "
            f"{value(step.share, reads.__getitem__)} AS share {later}{condition}"
        )
        undone = ", ".join(str(self.rules[rule]) for rule in step.undoes)
        entries = f"e.rule IN ({undone}) AND e.account = {self.frames.account(step.account)} AND e.source = 'fact' AND e.amount IS NOT NULL"
        kinds = tuple(self.plan.kinds)
        key_source, key_reads = self.frames.items("fact", kinds, step.of, [step.key])
        _ = key_source
        late = f" AND r.day <= f.day + {step.within_days}" if step.within_days is not None else ""
        matter = value(step.key, key_reads.__getitem__)
        joined = (
            f"SELECT e.rule AS undone, e.subject AS subject, e.item AS item, e.amount AS amount, e.count AS count, r.item AS repair, r.day AS day, "
            f"r.share AS share, ROW_NUMBER() OVER (PARTITION BY e.rule, e.subject, e.item ORDER BY r.day, r.item) AS n "
            f"FROM entry AS e JOIN fact AS f ON f.id = e.item JOIN ({repairs}) AS r ON r.subject = e.subject AND r.matter = {matter} "
            f"AND r.day >= f.day{late} WHERE {entries} AND {matter} <> ''"
        )
        amount = rounded_division("(-t.amount * t.share)", str(10**step.share.scale), "half_up")
        return [
            f"INSERT INTO entry SELECT {self.frames.account(step.account)}, {self.rules[step.rule]}, {quote(step.of)}, t.subject, d.{step.per}_id, "
            f"'fact', t.repair, t.count, {amount}, '' FROM ({joined}) AS t JOIN day AS d ON d.day = t.day "
            f"WHERE t.n = 1 AND d.{step.per}_id IS NOT NULL AND t.share IS NOT NULL"
        ]

    def judge(self, step: s.Judge) -> list[str]:
        source, reads = self.frames.source(step.frame, [step.when])
        body = f"{quote(step.frame.of)}, b.subject, b.span, -1, 'subject' {source} WHERE {holds(step.when, reads.__getitem__)}"
        return [f"INSERT INTO hit SELECT {self.rules[step.rule]}, {body}"]

    def judge_fact(self, step: s.JudgeFact) -> list[str]:
        source, reads = self.frames.items("fact", step.kinds, step.of, [step.where])
        head, _, where = source.partition(" WHERE ")
        target, join, more = self._target(step.of, step.to, reads[""])
        condition = "" if step.where == TRUE else f" AND {holds(step.where, reads.__getitem__)}"
        kind = self.target_kind(step.of, step.to)
        return [
            f"INSERT INTO hit SELECT DISTINCT {self.rules[step.rule]}, {quote(kind)}, {target}, d.{step.per}_id, f.id, {quote(step.to)} "
            f"{head} JOIN day AS d ON d.day = f.day {join} WHERE {where}{condition}{more} AND {target} IS NOT NULL AND d.{step.per}_id IS NOT NULL"
        ]

    def choice(self, step: s.Choice) -> list[str]:
        rows = self._works(step) if step.of not in ("person", "unit") else self._subjects(step)
        order = "ASC" if step.ascending else "DESC"
        ranked = "CASE WHEN eligible = 1 AND value IS NOT NULL THEN 0 ELSE 1 END"
        place = f"CASE WHEN eligible = 1 AND value IS NOT NULL THEN RANK() OVER (PARTITION BY span, same, {ranked} ORDER BY value {order}) ELSE 0 END"
        award = list(self.plan.awards).index(step.award)
        return [f"INSERT INTO candidate SELECT {award}, span, subject, same, in_base, eligible, automatic, value, {place} FROM ({rows}) AS t"]

    def _flags(self, base: str, eligible: str, automatic: Term | None, read: object) -> str:
        auto = f"CASE WHEN {holds(automatic, read)} THEN 1 ELSE 0 END" if automatic is not None else "0"  # type: ignore[arg-type]
        return f"CASE WHEN {base} THEN 1 ELSE 0 END AS in_base, CASE WHEN {eligible} THEN 1 ELSE 0 END AS eligible, {auto} AS automatic"

    def _subjects(self, step: s.Choice) -> str:
        frame = s.Frame("person" if step.of == "person" else "unit", step.per)
        terms = [step.group, step.base, step.candidates, *([step.automatic] if step.automatic is not None else [])]
        extra = [*([step.same] if step.same else []), *([step.rank_by.name] if step.rank_by else []), "@no" if step.of == "person" else "@name"]
        source, reads = self.frames.source(frame, terms, extra)
        read = reads.__getitem__
        roll = " AND s.roll BETWEEN p.joined AND p.left_on" if step.of == "person" else ""
        out = "h.subject IS NOT NULL" if step.bars else "FALSE"
        join = ""
        if step.bars:
            pairs = " OR ".join(f"(rule = {self.rules[rule]} AND target = {quote(to)})" for rule, to in step.bars if rule in self.rules)
            join = (
                f"LEFT JOIN (SELECT DISTINCT subject, span FROM hit WHERE kind = {quote(frame.of)} AND ({pairs or 'FALSE'})) AS h "
                "ON h.subject = b.subject AND h.span = b.span"
            )
        base = holds(step.base, read) + ("" if step.barred_in_base else f" AND NOT ({out})")
        flags = self._flags(base, f"{holds(step.candidates, read)} AND NOT ({out})", step.automatic, read)
        same = f"COALESCE({read(step.same)}, '')" if step.same else "''"
        shown = read(step.rank_by.name) if step.rank_by else "CAST(NULL AS BIGINT)"
        return (
            f"SELECT b.span AS span, b.subject AS subject, {same} AS same, {flags}, {shown} AS value {source} {join} "
            f"WHERE s.asked = 1{roll} AND {holds(step.group, read)}"
        )

    def _works(self, step: s.Choice) -> str:
        terms = [step.group, step.base, step.candidates, *([step.automatic] if step.automatic is not None else [])]
        source, reads = self.frames.items("work", (step.of,), "person", terms)
        head, _, where = source.partition(" WHERE ")
        read = reads.__getitem__
        base = holds(step.base, read)
        flags = self._flags(base, f"{base} AND {holds(step.candidates, read)}", step.automatic, read)
        return (
            f"SELECT d.{step.per}_id AS span, f.id AS subject, '' AS same, {flags}, CAST(NULL AS BIGINT) AS value {head} "
            f"JOIN day AS d ON d.day = f.day JOIN span AS s ON s.id = d.{step.per}_id AND s.asked = 1 "
            f"WHERE {where} AND a.no = 1 AND {holds(step.group, read)}"
        )


def counted(count: str, schedule: s.Schedule) -> str:
    """The same rule as the reference's `counted`, as SQL."""
    if schedule.free is not None:
        count = f"GREATEST({count} - {schedule.free}, 0)"
    if schedule.every:
        count = f"(({count} // {schedule.every}) * {HUNDRED})"
    return count if schedule.first is None else f"LEAST({count}, {schedule.first})"


def rule_ids(plan: s.Plan) -> dict[str, int]:
    """Every rule (and variant of one) that makes rows, as a small number in a stable order."""
    names = [step.rule for step in plan.steps if isinstance(step, s.Post | s.PostFigure | s.Return | s.Judge | s.JudgeFact)]
    return {name: number for number, name in enumerate(dict.fromkeys(names))}

