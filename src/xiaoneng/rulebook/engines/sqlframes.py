"""框架和指标的 SQL: bases, tallies, derivations, comparisons."""

from __future__ import annotations

from collections.abc import Iterable

from xiaoneng.rulebook.engines.sqlnames import Names, subject_attribute
from xiaoneng.rulebook.engines.sqltext import holds, quote, rounded_division, value
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.terms import TRUE, Term, columns


class Frames:
    """Writes the statements of everything that makes columns."""

    def __init__(self, plan: s.Plan) -> None:
        self.plan = plan
        self.names = Names(plan)

    def bases(self) -> list[str]:
        """`base_…(subject, span, unit)`: a frame's rows with the unit that a person counts to in the period."""
        statements = []
        for frame in self.plan.frames():
            horizon = self.plan.horizon.toordinal()
            spans = f"s.kind = '{frame.per}' AND s.first_day <= {horizon}"
            if frame.of == "unit":
                body = f"SELECT u.id AS subject, s.id AS span, u.id AS unit FROM unit AS u CROSS JOIN span AS s WHERE {spans}"
            else:
                body = (
                    "SELECT p.id AS subject, s.id AS span, m.unit AS unit FROM person AS p "
                    f"JOIN span AS s ON {spans} AND p.joined <= s.seen_day AND p.left_on >= s.first_day "
                    "LEFT JOIN membership AS m ON m.person = p.id "
                    "AND LEAST(s.seen_day, p.left_on) BETWEEN m.since AND m.until_day"
                )
            statements.append(f"CREATE TEMP TABLE {self.names.base(frame)} AS {body}")
        return statements

    def source(self, frame: s.Frame, terms: Iterable[Term], extra: Iterable[str] = ()) -> tuple[str, dict[str, str]]:
        """FROM and JOIN clauses over a frame's base `b` for what the terms read, and name → SQL."""
        wanted = set(extra)
        for term in terms:
            wanted |= columns(term)
        clauses = [f"FROM {self.names.base(frame)} AS b"]
        reads: dict[str, str] = {}
        if any(name.startswith("@") for name in wanted):
            clauses.append("JOIN span AS s ON s.id = b.span")
            clauses.append(f"JOIN {frame.of} AS p ON p.id = b.subject")
            if frame.of == "person":
                clauses.append("LEFT JOIN unit AS u ON u.id = b.unit")
        for name in sorted(wanted):
            if name.startswith("@"):
                reads[name] = subject_attribute(self.names, frame.of, name)
            else:
                alias = f"j{self.names.column_ids[name]}"
                clauses.append(f"LEFT JOIN {self.names.table(name)} AS {alias} ON {alias}.subject = b.subject AND {alias}.span = b.span")
                reads[name] = self.names.read(self.plan.columns[name], alias)
        return " ".join(clauses), reads

    def create(self, column: s.Column, body: str) -> str:
        return f"CREATE TEMP TABLE {self.names.table(column.name)} AS {body}"

    # facts and works --------------------------------------------------------------------------------------------

    def items(self, source: str, kinds: tuple[str, ...], of: s.Of, terms: Iterable[Term], about: str = "own") -> tuple[str, dict[str, str]]:
        """FROM … WHERE … over facts or works `f` and their subject, and name → SQL; `subject` reads as `who`."""
        wanted = {name for term in terms for name in columns(term)}
        clauses, who = self._subjects(source, of, about)
        attributes = sorted(name for name in wanted if name.startswith("@"))
        person = of == "person"
        if attributes:
            clauses.append(f"JOIN {of} AS p ON p.id = {who}")
            if person and any(name.startswith("@unit") for name in attributes):
                clauses.append("LEFT JOIN membership AS pm ON pm.person = p.id AND f.day BETWEEN pm.since AND pm.until_day")
                clauses.append("LEFT JOIN unit AS u ON u.id = pm.unit")
        ids = ", ".join(str(self.names.kind_ids[kind]) for kind in kinds)
        where = f"WHERE f.kind IN ({ids}) AND f.state = 1 AND f.day <= {self.plan.horizon.toordinal()}"
        reads = {name: subject_attribute(self.names, of, name, span=None) for name in attributes}
        reads |= {name: self._field(source, name, kinds) for name in wanted if name.startswith("#")}
        return f"{' '.join(clauses)} {where}", reads | {"": who}

    def _subjects(self, source: str, of: s.Of, about: str) -> tuple[list[str], str]:
        """The clauses that reach a fact's subjects, and the SQL of the subject."""
        if source == "work":
            clauses = ["FROM work AS f JOIN author AS a ON a.work = f.id"]
            if of == "unit":
                clauses.append("JOIN membership AS am ON am.person = a.person AND f.day BETWEEN am.since AND am.until_day")
                return clauses, "am.unit"
            return clauses, "a.person"
        if about == "own":
            return ["FROM fact AS f"], f"f.{of}"
        if about == "members":
            clauses = ["FROM fact AS f JOIN membership AS am ON am.person = f.person AND f.day BETWEEN am.since AND am.until_day"]
            return clauses, "am.unit"
        return [f"FROM fact AS f JOIN fact_person AS fp ON fp.fact = f.id AND fp.field = {self.people_field(about)}"], "fp.person"

    def people_field(self, name: str) -> int:
        return self.plan.people_fields.index(name)

    def _field(self, source: str, name: str, kinds: tuple[str, ...]) -> str:
        plain = name[1:]
        if plain == "kind":
            chain = " ".join(f"WHEN {self.names.kind_ids[kind]} THEN {quote(kind)}" for kind in kinds)
            return f"CASE f.kind {chain} END"
        if plain == "author_no":
            return "a.no"
        if plain in ("quantity", "title", "entered", "rated", "level", "authors"):
            return f"f.{plain}"
        return f"f.{self.names.field_id(source, plain)}"

    def tally(self, step: s.Tally) -> list[str]:
        """`m…(subject, span, item, day, quantity, value)` of what matches, and its aggregate `c…`."""
        number = self.names.column_ids[step.column.name]
        parts = [self._matched(step, about) for about in step.about]
        union = " UNION ".join(parts)
        statements = [f"CREATE TEMP TABLE m{number} AS {union}"]
        statements.append(self.create(step.column, self._aggregate(step, f"m{number}")))
        return statements

    def _matched(self, step: s.Tally, about: str) -> str:
        frame = step.column.frame
        of: s.Of = "person" if about == "members" else frame.of
        terms = [step.where, *([step.value] if step.value is not None else [])]
        source, reads = self.items(step.source, step.kinds, of, terms, about)
        if about == "members" and any(name.startswith("@") for name in reads):
            source = source.replace("JOIN person AS p ON p.id = am.unit", "JOIN person AS p ON p.id = f.person")
        read = reads.__getitem__
        shown = value(step.value, read) if step.value is not None else "CAST(NULL AS BIGINT)"
        quantity = "f.quantity" if step.source == "fact" else "100"
        until = "COALESCE(f.until_day, f.day)" if step.source == "fact" else "f.day"
        head, _, where = source.partition(" WHERE ")
        condition = "" if step.where == TRUE else f" AND {holds(step.where, read)}"
        spread = step.years > 1 or self.plan.span_kinds & set(step.kinds)
        if spread:
            window = f"w.first_{step.years}" if step.years > 1 else "w.first_day"
            join = f"JOIN span_window AS w ON w.kind = '{frame.per}' AND {until} >= {window} AND f.day <= w.last_day"
            span, extra = "w.id", ""
        else:
            join, span, extra = "JOIN day AS d ON d.day = f.day", f"d.{frame.per}_id", f" AND d.{frame.per}_id IS NOT NULL"
        return (
            f"SELECT {reads['']} AS subject, {span} AS span, f.id AS item, f.day AS day, {until} AS until_day, {quantity} AS quantity, "
            f"{shown} AS value {head} {join} JOIN {self.names.base(frame)} AS b ON b.subject = {reads['']} AND b.span = {span} "
            f"WHERE {where}{condition}{extra} AND {reads['']} IS NOT NULL"
        )

    def _aggregate(self, step: s.Tally, table: str) -> str:
        match step.how:
            case "rows":
                shown = "100 * COUNT(*)"
            case "count" if step.value is None:
                shown = "CAST(SUM(quantity) AS BIGINT)"
            case "sum" | "count":
                shown = "CAST(COALESCE(SUM(value), 0) AS BIGINT)"
            case "distinct":
                shown = "100 * COUNT(DISTINCT value)"
            case "min" | "max":
                shown = f"{step.how.upper()}(value)"
            case "days":
                return self._days(step, table)
            case _:
                order = "DESC" if step.how == "last" else "ASC"
                return (
                    f"SELECT subject, span, value AS v FROM (SELECT subject, span, value, ROW_NUMBER() OVER "
                    f"(PARTITION BY subject, span ORDER BY day {order}, item {order}) AS n FROM {table} WHERE value IS NOT NULL) AS t WHERE n = 1"
                )
        return f"SELECT subject, span, {shown} AS v FROM {table} GROUP BY subject, span"

    def _days(self, step: s.Tally, table: str) -> str:
        window = f"w.first_{step.years}" if step.years > 1 else "w.first_day"
        horizon = self.plan.horizon.toordinal()
        return (
            f"SELECT t.subject AS subject, t.span AS span, 100 * COUNT(DISTINCT y.day) AS v FROM {table} AS t "
            f"JOIN span_window AS w ON w.id = t.span JOIN day AS y ON y.day BETWEEN GREATEST(t.day, {window}) "
            f"AND LEAST(t.until_day, w.last_day, {horizon}) GROUP BY t.subject, t.span"
        )

    # derivations ------------------------------------------------------------------------------------------------

    def derive(self, step: s.Derive) -> list[str]:
        source, reads = self.source(step.column.frame, [step.term])
        return [self.create(step.column, f"SELECT b.subject, b.span, {value(step.term, reads.__getitem__)} AS v {source}")]

    def over_peers(self, step: s.OverPeers) -> list[str]:
        """Window functions over the peers; rows outside the group have no value."""
        frame = step.column.frame
        source, reads = self.source(frame, [step.group], [step.source.name, *step.same])
        own = reads[step.source.name]
        same = "".join(f", {reads[name]}" for name in step.same)
        part = f"PARTITION BY b.span{same}"
        match step.function:
            case "rank":
                order = "ASC" if step.ascending else "DESC"
                shown = (
                    f"CASE WHEN {own} IS NULL THEN NULL ELSE RANK() OVER ({part}, CASE WHEN {own} IS NULL THEN 1 ELSE 0 END "
                    f"ORDER BY {own} {order}) END"
                )
            case "mean":
                factor = 10 ** (step.column.scale - step.source.scale)
                total = f"(CAST(SUM({own}) OVER ({part}) AS BIGINT) * {factor})"
                count = f"CAST(COUNT({own}) OVER ({part}) AS BIGINT)"
                shown = f"CASE WHEN {count} = 0 THEN NULL ELSE {rounded_division(total, count, step.rounding)} END"
            case "sum":
                shown = f"COALESCE(CAST(SUM({own}) OVER ({part}) AS BIGINT), 0)"
            case "count":
                shown = f"CAST(COUNT({own}) OVER ({part}) AS BIGINT)"
            case _:
                shown = f"{step.function.upper()}({own}) OVER ({part})"
        body = f"SELECT b.subject, b.span, {shown} AS v {source} WHERE {holds(step.group, reads.__getitem__)}"
        return [self.create(step.column, body)]

    def _spread(self, function: str, own: str, places: int, rounding: str) -> str:
        match function:
            case "sum":
                return f"COALESCE(CAST(SUM({own}) AS BIGINT), 0)"
            case "count":
                return f"COUNT({own})"
            case "mean":
                total = f"(CAST(SUM({own}) AS BIGINT) * {10**places})"
                return f"CASE WHEN COUNT({own}) = 0 THEN NULL ELSE {rounded_division(total, f'COUNT({own})', rounding)} END"
            case _:
                return f"{function.upper()}({own})"

    def over_members(self, step: s.OverMembers) -> list[str]:
        inner = step.source.frame
        _, reads = self.source(inner, [], [step.source.name])
        shown = self._spread(step.function, "t.v", step.column.scale - step.source.scale, step.rounding)
        own = reads[step.source.name].replace(f"j{self.names.column_ids[step.source.name]}", "x")
        body = (
            f"SELECT b.subject, b.span, {shown} AS v FROM {self.names.base(step.column.frame)} AS b LEFT JOIN "
            f"(SELECT pb.unit AS unit, pb.span AS span, {own} AS v FROM {self.names.base(inner)} AS pb "
            f"LEFT JOIN {self.names.table(step.source.name)} AS x ON x.subject = pb.subject AND x.span = pb.span) AS t "
            "ON t.unit = b.subject AND t.span = b.span GROUP BY b.subject, b.span"
        )
        return [self.create(step.column, body)]

    def _row(self, column: s.Column, alias: str) -> str:
        """A column with every row of its frame, so that zero rows count as what they are."""
        own = self.names.read(column, "x")
        base = self.names.base(column.frame)
        return (
            f"(SELECT k.subject AS subject, k.span AS span, {own} AS v FROM {base} AS k LEFT JOIN {self.names.table(column.name)} AS x "
            f"ON x.subject = k.subject AND x.span = k.span) AS {alias}"
        )

    def over_periods(self, step: s.OverPeriods) -> list[str]:
        """Joins the finer (or earlier) periods that the plan lists in `reach`."""
        reach = self.plan_reach(step)
        rows = self._row(step.source, "t")
        base = self.names.base(step.column.frame)
        if step.function == "run":
            return [self.create(step.column, self._run(step, reach, rows, base))]
        if step.function == "last":
            body = (
                f"SELECT subject, span, v FROM (SELECT b.subject, b.span, t.v AS v, ROW_NUMBER() OVER (PARTITION BY b.subject, b.span "
                f"ORDER BY r.inner_span DESC) AS n FROM {base} AS b JOIN ({reach}) AS r ON r.outer_span = b.span "
                f"JOIN {rows} ON t.subject = b.subject AND t.span = r.inner_span AND t.v IS NOT NULL) AS z WHERE n = 1"
            )
            return [self.create(step.column, body)]
        shown = self._spread(step.function, "t.v", step.column.scale - step.source.scale, step.rounding)
        body = (
            f"SELECT b.subject, b.span, {shown} AS v FROM {base} AS b LEFT JOIN ({reach}) AS r ON r.outer_span = b.span "
            f"LEFT JOIN {rows} ON t.subject = b.subject AND t.span = r.inner_span GROUP BY b.subject, b.span"
        )
        return [self.create(step.column, body)]

    def _run(self, step: s.OverPeriods, reach: str, rows: str, base: str) -> str:
        """How many of the latest periods, without a gap, hold 1: the distance to the latest that doesn't."""
        return (
            f"SELECT b.subject, b.span, CAST(COALESCE(MIN(CASE WHEN t.v IS NULL OR t.v <> 1 THEN r.distance END), COUNT(r.distance)) AS BIGINT) AS v "
            f"FROM {base} AS b LEFT JOIN ({reach}) AS r ON r.outer_span = b.span "
            f"LEFT JOIN {rows} ON t.subject = b.subject AND t.span = r.inner_span GROUP BY b.subject, b.span"
        )

    def plan_reach(self, step: s.OverPeriods | s.Bring) -> str:
        """outer_span → inner_span with the distance back (0 nearest), as rows of constants."""
        rows = []
        inner = self.plan.spans_of(step.source.frame.per)
        for outer in self.plan.spans_of(step.column.frame.per):
            around = [one for one in inner if one.first <= outer.last]
            if isinstance(step, s.Bring):
                chosen = [around[-1 - step.back]] if len(around) > step.back else []
            elif step.back:
                chosen = around[-step.back :]
            else:
                chosen = [one for one in inner if outer.first <= one.first and one.last <= outer.last]
            rows += [(outer.id, one.id, distance) for distance, one in enumerate(reversed(chosen))]
        if not rows:
            return "SELECT 0 AS outer_span, 0 AS inner_span, 0 AS distance"
        return " UNION ALL ".join(f"SELECT {a} AS outer_span, {b} AS inner_span, {c} AS distance" for a, b, c in rows)

    def bring(self, step: s.Bring) -> list[str]:
        whom = "b.unit" if step.source.frame.of != step.column.frame.of else "b.subject"
        body = (
            f"SELECT b.subject, b.span, t.v AS v FROM {self.names.base(step.column.frame)} AS b "
            f"JOIN ({self.plan_reach(step)}) AS r ON r.outer_span = b.span "
            f"JOIN {self._row(step.source, 't')} ON t.subject = {whom} AND t.span = r.inner_span"
        )
        return [self.create(step.column, body)]

    def balance(self, step: s.Balance) -> list[str]:
        frame = step.column.frame
        bounds = [bound for bound in (step.floor, step.cap) if bound is not None]
        source, reads = self.source(frame, [step.opens_at, step.who, *bounds], step.parts)
        read = reads.__getitem__
        parts = "".join(f" + COALESCE({read(part)}, 0)" for part in step.parts)
        entries = (
            f"LEFT JOIN (SELECT subject, span, CAST(SUM(amount) AS BIGINT) AS v FROM entry WHERE account = {self.account(step.account)} "
            "GROUP BY subject, span) AS e ON e.subject = b.subject AND e.span = b.span"
        )
        raw = self.names.table(step.raw.name)
        opening = value(step.opens_at, read)
        body = f"SELECT b.subject, b.span, {opening} + COALESCE(e.v, 0){parts} AS v {source} {entries} WHERE {holds(step.who, read)}"
        statements = [f"CREATE TEMP TABLE {raw} AS {body}"]
        source, reads = self.source(frame, bounds, [step.raw.name])
        shown = reads[step.raw.name]
        for bound, pick in ((step.cap, "LEAST"), (step.floor, "GREATEST")):
            if bound is not None:
                limit = value(bound, reads.__getitem__)
                shown = f"CASE WHEN {limit} IS NULL OR {shown} IS NULL THEN {shown} ELSE {pick}({shown}, {limit}) END"
        own = f"j{self.names.column_ids[step.raw.name]}"
        statements.append(self.create(step.column, f"SELECT b.subject, b.span, {shown} AS v {source} WHERE {own}.subject IS NOT NULL"))
        return statements

    def account(self, name: str) -> int:
        return self.plan.accounts.index(name)
