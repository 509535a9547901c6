"""推算的 SQL: derived columns, comparisons with peers, members and other periods, balances."""

from __future__ import annotations

from xiaoneng.rulebook.engines.picking import picked_rows
from xiaoneng.rulebook.engines.sqlframes import Frames
from xiaoneng.rulebook.plan import steps as s


class Derivations:
    """Writes the statements of columns that rest on other columns."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.plan, self.sql, self.names = frames.plan, frames.sql, frames.names

    def derive(self, step: s.Derive) -> list[str]:
        if step.column.name in self.names.aliases:
            return []
        source, reads = self.frames.source(step.column.frame, [step.term])
        shown = self.sql.value(step.term, reads.__getitem__)
        return self.frames.create(step.column, f"SELECT b.subject AS subject, b.span AS span, {shown} AS v {source}")

    def over_peers(self, step: s.OverPeers) -> list[str]:
        """Window functions over the peers; rows outside the group have no value."""
        source, reads = self.frames.source(step.column.frame, [step.group], [step.source.name, *step.same])
        own = reads[step.source.name]
        part = "PARTITION BY b.span" + "".join(f", {reads[name]}" for name in step.same)
        if step.function == "rank":
            order = "ASC" if step.ascending else "DESC"
            open_ = f"CASE WHEN {own} IS NULL THEN 1 ELSE 0 END"
            shown = f"CASE WHEN {own} IS NULL THEN NULL ELSE RANK() OVER ({part}, {open_} ORDER BY {own} {order}) END"
        else:
            shown = self._spread(step.function, own, step.column.scale - step.source.scale, step.rounding, f" OVER ({part})")
        where = self.sql.holds(step.group, reads.__getitem__)
        return self.frames.create(step.column, f"SELECT b.subject AS subject, b.span AS span, {shown} AS v {source} WHERE {where}")

    def _spread(self, function: str, own: str, places: int, rounding: str, over: str = "") -> str:
        """sum, count, max, min or mean, as an aggregate or (with `over`) a window."""
        whole = self.sql.whole
        if function == "sum":
            return whole(f"COALESCE(SUM({own}){over}, 0)")
        if function == "count":
            return whole(f"COUNT({own}){over}")
        if function == "mean":
            count = whole(f"COUNT({own}){over}")
            total = f"({whole(f'SUM({own}){over}')} * {10 ** max(places, 0)})"
            by = count if places >= 0 else f"({count} * {10**-places})"
            return f"CASE WHEN {count} = 0 THEN NULL ELSE {self.sql.divide(total, by, rounding)} END"
        return f"{function.upper()}({own}){over}"

    def _rows(self, column: s.Column, alias: str, above: bool = False) -> str:
        """A column with every row of its frame that has a value, so that zero rows count as what they are.

        With `above`, also the `unit` that the row's subject belongs to.
        """
        own = self.names.read(column, "x")
        if not self.names.sparse(column) and not above:
            return f"(SELECT x.subject AS subject, x.span AS span, {own} AS v FROM {self.names.table(column.name)} x) {alias}"
        unit, parents = "", ""
        if above and column.frame.of == "person":
            unit = ", k.unit AS unit"
        elif above:
            unit, parents = ", ku.id AS unit", "JOIN unit kc ON kc.id = k.subject JOIN unit ku ON ku.name = kc.parent "
        return (
            f"(SELECT k.subject AS subject, k.span AS span{unit}, {own} AS v FROM {self.names.base(column.frame)} k {parents}"
            f"LEFT JOIN {self.names.table(column.name)} x ON x.subject = k.subject AND x.span = k.span) {alias}"
        )

    def over_below(self, step: s.OverBelow) -> list[str]:
        shown = self._spread(step.function, "t.v", step.column.scale - step.source.scale, step.rounding)
        rows = (
            f"SELECT y.unit AS subject, y.span AS span, y.v AS v FROM {self._rows(step.source, 'y', above=True)} WHERE y.unit IS NOT NULL"
        )
        return self.frames.create(step.column, self._together(shown, rows, step.pick))

    def _together(self, shown: str, rows: str, pick: s.Pick | None) -> str:
        """An aggregate over (subject, span, v); of several values the best only, where they are picked."""
        table = f"({rows}) t" if pick is None else picked_rows(pick, f"({rows}) t", "t.v")
        return f"SELECT t.subject AS subject, t.span AS span, {shown} AS v FROM {table} GROUP BY t.subject, t.span"

    def over_periods(self, step: s.OverPeriods) -> list[str]:
        base, rows = self.names.base(step.column.frame), self._rows(step.source, "t")
        if step.function not in ("last", "run"):
            shown = self._spread(step.function, "t.v", step.column.scale - step.source.scale, step.rounding)
            inner = (
                f"SELECT y.subject AS subject, r.outer_span AS span, y.v AS v FROM {self._rows(step.source, 'y')} "
                f"JOIN ({self._reach(step)}) r ON r.inner_span = y.span"
            )
            return self.frames.create(step.column, self._together(shown, inner, step.pick))
        near = f"LEFT JOIN ({self._reach(step)}) r ON r.outer_span = b.span"
        on = "t.subject = b.subject AND t.span = r.inner_span"
        if step.function == "last":
            body = (
                "SELECT subject, span, v FROM (SELECT b.subject AS subject, b.span AS span, t.v AS v, ROW_NUMBER() OVER "
                f"(PARTITION BY b.subject, b.span ORDER BY r.distance) AS n FROM {base} b {near} JOIN {rows} ON {on} "
                "WHERE t.v IS NOT NULL) z WHERE n = 1"
            )
            return self.frames.create(step.column, body)
        broken = "MIN(CASE WHEN t.v IS NULL OR t.v <> 1 THEN r.distance END)"
        shown = self.sql.whole(f"COALESCE({broken}, COUNT(r.distance))")
        body = (
            f"SELECT b.subject AS subject, b.span AS span, {shown} AS v FROM {base} b {near} "
            f"LEFT JOIN {rows} ON {on} GROUP BY b.subject, b.span"
        )
        return self.frames.create(step.column, body)

    def _reach(self, step: s.OverPeriods | s.Bring) -> str:
        """outer_span → inner_span with the distance back (0 is the nearest); the numbers of a kind's periods run on in time."""
        outer, inner = step.column.frame.per, step.source.frame.per
        inside = isinstance(step, s.OverPeriods) and not step.back
        within = " AND i.first_day >= o.first_day AND i.last_day <= o.last_day" if inside else ""
        near = (
            "SELECT o.id AS outer_span, o.first_day AS first_day, MAX(i.id) AS near FROM span o "
            f"JOIN span i ON i.kind = '{inner}' AND i.first_day <= o.last_day{within} WHERE o.kind = '{outer}' GROUP BY o.id, o.first_day"
        )
        if isinstance(step, s.Bring):
            chosen = f"i.id = n.near - {step.back}"
        elif step.back:
            chosen = f"i.id BETWEEN n.near - {step.back - 1} AND n.near"
        else:
            chosen = "i.first_day >= n.first_day AND i.id <= n.near"
        return (
            "SELECT n.outer_span AS outer_span, i.id AS inner_span, n.near - i.id AS distance "
            f"FROM ({near}) n JOIN span i ON i.kind = '{inner}' AND {chosen}"
        )

    def bring(self, step: s.Bring) -> list[str]:
        whom = "b.unit" if step.source.frame.of != step.column.frame.of else "b.subject"
        body = (
            f"SELECT b.subject AS subject, b.span AS span, t.v AS v FROM {self.names.base(step.column.frame)} b "
            f"JOIN ({self._reach(step)}) r ON r.outer_span = b.span JOIN {self._rows(step.source, 't')} "
            f"ON t.subject = {whom} AND t.span = r.inner_span"
        )
        return self.frames.create(step.column, body)

    def balance(self, step: s.Balance) -> list[str]:
        """`c…(subject, span, raw, v)`: opening + entries + parts, and the same inside its bounds."""
        frame = step.column.frame
        bounds = {"cap": step.cap, "floor": step.floor}
        source, reads = self.frames.source(frame, [step.opens_at, step.who, *(b for b in bounds.values() if b is not None)], step.parts)
        read = reads.__getitem__
        parts = "".join(f" + COALESCE({read(part)}, 0)" for part in step.parts)
        summed = self.sql.whole("SUM(amount)")
        entries = (
            f"LEFT JOIN (SELECT subject, span, {summed} AS v FROM entry WHERE post IN ({self.names.posting_ids(step.account)}) "
            "GROUP BY subject, span) e ON e.subject = b.subject AND e.span = b.span"
        )
        limits = "".join(f", {self.sql.value(bound, read)} AS {name}" for name, bound in bounds.items() if bound is not None)
        raw = f"{self.sql.value(step.opens_at, read)} + COALESCE(e.v, 0){parts}"
        where = self.sql.holds(step.who, read)
        shown = "raw"
        for name, pick in (("cap", self.sql.pick_least), ("floor", self.sql.pick_greatest)):
            if bounds[name] is not None:
                shown = f"CASE WHEN {name} IS NULL OR raw IS NULL THEN {shown} ELSE {pick(shown, name)} END"
        body = f"SELECT b.subject AS subject, b.span AS span, {raw} AS raw{limits} {source} {entries} WHERE {where}"
        return self.frames.create(step.column, f"SELECT subject, span, raw, {shown} AS v FROM ({body}) y")
