"""框架和计数的 SQL: bases, the facts that reach a subject, tallies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xiaoneng.rulebook.engines.picking import picked_rows
from xiaoneng.rulebook.engines.spelling import Name, Spelling
from xiaoneng.rulebook.engines.sqlnames import Names, dated, subject_attribute
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.attributes import FACT, PEOPLE, PLACE, WORK, WORKDAY
from xiaoneng.rulebook.plan.terms import TRUE, Term, columns

FIRST_DAY = 1
WORK_ATTRIBUTES = {*WORK, "level"}
SHARED = {PEOPLE: "sn.people", PLACE: "fp.no"}
"""The people whom a fact's effect reaches, as a posting joins them."""


@dataclass(frozen=True)
class Items:
    """FROM and WHERE over facts or works `f` and one of their subjects; `who` is that subject, `read` the names' SQL."""

    tables: str
    where: str
    who: str
    reads: dict[str, str]

    @property
    def read(self) -> Name:
        return self.reads.__getitem__


class Frames:
    """What every statement needs: a plan's frames and items in one dialect."""

    def __init__(self, plan: s.Plan, sql: Spelling) -> None:
        self.plan = plan
        self.sql = sql
        self.names = Names(plan, sql)
        self.horizon = plan.horizon.toordinal()

    def bases(self) -> list[str]:
        """`base_…(subject, span, unit)`: a frame's rows with the unit that a person counts to in the period."""
        return [self.sql.table(self.names.base(frame), self._base(frame)) for frame in self.plan.frames()]

    def _base(self, frame: s.Frame) -> str:
        spans = f"s.kind = '{frame.per}' AND s.first_day <= {self.horizon}"
        if frame.of == "unit":
            return f"SELECT u.id AS subject, s.id AS span, u.id AS unit FROM unit u CROSS JOIN span s WHERE {spans}"
        served = f"FROM person p JOIN span s ON {spans} AND p.joined <= s.seen_day AND p.left_on >= s.first_day"
        if frame not in self.names.by_unit:
            return f"SELECT p.id AS subject, s.id AS span {served}"
        return f"SELECT p.id AS subject, s.id AS span, m.unit AS unit {served} {self._member('m')}"

    def _member(self, alias: str) -> str:
        """Joins where somebody belongs on the day on which a period looks at them."""
        seen = self.sql.pick_least("s.seen_day", "p.left_on")
        return f"LEFT JOIN membership {alias} ON {alias}.person = p.id AND {seen} BETWEEN {alias}.since AND {alias}.until_day"

    def source(self, frame: s.Frame, terms: Iterable[Term], extra: Iterable[str] = ()) -> tuple[str, dict[str, str]]:
        """FROM and JOIN clauses over a frame's base `b` for what the terms read, and name → SQL."""
        wanted = set(extra).union(*(columns(term) for term in terms))
        clauses = [f"FROM {self.names.base(frame)} b"]
        reads: dict[str, str] = {}
        if any(name.startswith("@") for name in wanted):
            clauses.append(f"JOIN span s ON s.id = b.span JOIN {frame.of} p ON p.id = b.subject")
            if frame in self.names.by_unit:
                clauses.append("LEFT JOIN unit u ON u.id = b.unit")
            if frame.of == "person" and any(dated(self.plan, name) for name in wanted):
                clauses.append(self._member("pm"))
        reads |= self._numbered(clauses, wanted, lambda name: subject_attribute(self.names, frame.of, name))
        if "@working_days_served" in wanted:
            first, last = self.sql.pick_greatest("p.joined", "s.first_day"), self.sql.pick_least("p.left_on", "s.last_day")
            clauses.append(f"LEFT JOIN workday wb ON wb.day = {first} LEFT JOIN workday we ON we.day = {last}")
            reads["@working_days_served"] = "(we.upto - wb.before_it)"
        for name in sorted(wanted - reads.keys()):
            if name.startswith("@"):
                reads[name] = subject_attribute(self.names, frame.of, name)
                continue
            table = self.names.table(name)
            alias = f"j{table}"
            clause = f"LEFT JOIN {table} {alias} ON {alias}.subject = b.subject AND {alias}.span = b.span"
            if clause not in clauses:
                clauses.append(clause)
            reads[name] = self.names.read(self.plan.columns[name], alias)
        return " ".join(clauses), reads

    def _numbered(self, clauses: list[str], wanted: set[str], read: Name) -> dict[str, str]:
        """Joins the 工作日序号 of every day of which one is wanted: name → SQL."""
        reads: dict[str, str] = {}
        for number, name in enumerate(sorted(name for name in wanted if name.endswith(WORKDAY))):
            clauses.append(f"LEFT JOIN workday wd{number} ON wd{number}.day = {read(name.removesuffix(WORKDAY))}")
            reads[name] = f"wd{number}.upto"
        return reads

    def create(self, column: s.Column, body: str) -> list[str]:
        return [self.sql.table(self.names.table(column.name), body)]

    def items(self, source: str, kinds: tuple[str, ...], of: s.Of, terms: Iterable[Term], about: str = "own", until: int = 0) -> Items:
        """The confirmed facts or works of some kinds up to the horizon (or the day `until`), one row a subject."""
        wanted = set().union(*(columns(term) for term in terms))
        clauses, who, person = self._subjects(source, of, about)
        attributes = sorted(name for name in wanted if name.startswith("@"))
        if attributes:
            clauses.append(f"JOIN {of} p ON p.id = {person}")
            moved = of == "person" and any(name.startswith("@unit") for name in attributes)
            if moved or (of == "person" and any(dated(self.plan, name) for name in attributes)):
                clauses.append("LEFT JOIN membership pm ON pm.person = p.id AND f.day BETWEEN pm.since AND pm.until_day")
            if moved:
                clauses.append("LEFT JOIN unit u ON u.id = pm.unit")
        ids = ", ".join(str(self.names.kind_ids[kind]) for kind in kinds) or "-1"
        where = f"f.kind IN ({ids}) AND f.state = 1 AND f.day <= {until or self.horizon} AND {who} IS NOT NULL"
        if self.plan.counts_from > FIRST_DAY:
            where += f" AND f.day >= {self.plan.counts_from}"

        def read(name: str) -> str:
            return self._field(source, name, kinds) if name.startswith("#") else subject_attribute(self.names, of, name, span=None)

        reads = self._numbered(clauses, wanted, read)
        reads |= {name: read(name) for name in wanted - reads.keys()}
        return Items(" ".join(clauses), where, who, reads)

    def _subjects(self, source: str, of: s.Of, about: str) -> tuple[list[str], str, str]:
        """The clauses that reach the subjects, the subject, and the person or unit whose attributes count."""
        member = "JOIN membership am ON am.person = {0} AND f.day BETWEEN am.since AND am.until_day"
        if source == "work":
            if of == "unit":
                units = (
                    "SELECT DISTINCT ua.work AS work, um.unit AS unit, 1 AS no FROM author ua JOIN work uw ON uw.id = ua.work "
                    "JOIN membership um ON um.person = ua.person AND uw.day BETWEEN um.since AND um.until_day"
                )
                return [f"FROM work f JOIN ({units}) a ON a.work = f.id"], "a.unit", "a.unit"
            return ["FROM work f JOIN author a ON a.work = f.id"], "a.person", "a.person"
        if about == "own":
            return ["FROM fact f"], f"f.{of}", f"f.{of}"
        if about == "members":
            return ["FROM fact f", member.format("f.person")], "am.unit", "am.unit"
        field = self.plan.people_fields.index(about)
        return [f"FROM fact f JOIN fact_person fp ON fp.fact = f.id AND fp.field = {field}"], "fp.person", "fp.person"

    def _field(self, source: str, name: str, kinds: tuple[str, ...]) -> str:
        plain = name[1:]
        if plain == "kind":
            chain = " ".join(f"WHEN {self.names.kind_ids[kind]} THEN {self.sql.quote(kind)}" for kind in kinds)
            return f"CASE f.kind {chain} END"
        if plain == "author_no":
            return "a.no"
        if name in SHARED:
            return SHARED[name]
        if plain in (FACT if source == "fact" else WORK_ATTRIBUTES):
            return f"f.{plain}"
        return f"f.{self.names.field_id(source, plain)}"

    def condition(self, term: Term, items: Items) -> str:
        return "" if term == TRUE else f" AND {self.sql.holds(term, items.read)}"

    def matched(self, step: s.Tally) -> str:
        """subject, span, item, day, until_day, quantity, value of what a tally counts; each fact once a subject."""
        found = " UNION ".join(self._matched(step, about) for about in step.about)
        if step.pick is None:
            return found
        value = "t.quantity" if step.value is None else "t.value"
        return f"SELECT t.* FROM {picked_rows(step.pick, f'({found}) t', value, ', t.day, t.item')}"

    def _matched(self, step: s.Tally, about: str) -> str:
        frame = step.column.frame
        items = self.items(step.source, step.kinds, frame.of, [step.where, *([step.value] if step.value is not None else [])], about)
        shown = self.sql.value(step.value, items.read) if step.value is not None else self.sql.none()
        quantity, until = ("f.quantity", "COALESCE(f.until_day, f.day)") if step.source == "fact" else ("100", "f.day")
        if step.years > 1 or self.plan.span_kinds & set(step.kinds):
            window = f"w.first_{step.years}" if step.years > 1 else "w.first_day"
            join = f"JOIN span_window w ON w.kind = '{frame.per}' AND {until} >= {window} AND f.day <= w.last_day"
            span = "w.id"
        else:
            join, span = "JOIN day d ON d.day = f.day", f"d.{frame.per}_id"
        anew, later = self._restart(step, items.who, span)
        return (
            f"SELECT {items.who} AS subject, {span} AS span, f.id AS item, f.day AS day, {until} AS until_day, "
            f"{quantity} AS quantity, {shown} AS value {items.tables} {join} JOIN {self.names.base(frame)} b "
            f"ON b.subject = {items.who} AND b.span = {span} {anew} WHERE {items.where}{self.condition(step.where, items)}{later}"
        )

    def _restart(self, step: s.Tally, who: str, span: str) -> tuple[str, str]:
        """(join, condition) that leave what is later than the subject's last restart up to the period's end."""
        if not step.after:
            return "", ""
        frame = step.column.frame
        ids = ", ".join(str(self.names.kind_ids[kind]) for kind in step.after)
        last = (
            f"SELECT rb.subject AS subject, rb.span AS span, MAX(rf.day) AS day FROM {self.names.base(frame)} rb "
            f"JOIN span rs ON rs.id = rb.span JOIN fact rf ON rf.{frame.of} = rb.subject "
            f"AND rf.kind IN ({ids}) AND rf.state = 1 AND rf.day <= rs.seen_day GROUP BY rb.subject, rb.span"
        )
        return f"LEFT JOIN ({last}) ra ON ra.subject = {who} AND ra.span = {span}", " AND (ra.day IS NULL OR f.day > ra.day)"

    def tally(self, step: s.Tally) -> list[str]:
        return self.create(step.column, self._aggregate(step, f"({self.matched(step)}) t"))

    def _aggregate(self, step: s.Tally, table: str) -> str:
        if step.how == "days":
            return self._days(step, table)
        if step.how in ("last", "first"):
            order = "DESC" if step.how == "last" else "ASC"
            return (
                "SELECT subject, span, value AS v FROM (SELECT subject, span, value, ROW_NUMBER() OVER "
                f"(PARTITION BY subject, span ORDER BY day {order}, item {order}) AS n FROM {table} WHERE value IS NOT NULL) z WHERE n = 1"
            )
        summed = "quantity" if step.how == "count" and step.value is None else "value"
        shown = {
            "rows": "100 * COUNT(*)",
            "count": self.sql.whole(f"COALESCE(SUM({summed}), 0)"),
            "sum": self.sql.whole("COALESCE(SUM(value), 0)"),
            "distinct": "100 * COUNT(DISTINCT value)",
        }.get(step.how, f"{step.how.upper()}(value)")
        return f"SELECT subject, span, {shown} AS v FROM {table} GROUP BY subject, span"

    def _days(self, step: s.Tally, table: str) -> str:
        window = f"w.first_{step.years}" if step.years > 1 else "w.first_day"
        first, last = self.sql.pick_greatest("t.day", window), self.sql.pick_least("t.until_day", "w.last_day", str(self.horizon))
        return (
            f"SELECT t.subject AS subject, t.span AS span, 100 * COUNT(DISTINCT y.day) AS v FROM {table} JOIN span_window w "
            f"ON w.id = t.span JOIN day y ON y.day BETWEEN {first} AND {last} GROUP BY t.subject, t.span"
        )
