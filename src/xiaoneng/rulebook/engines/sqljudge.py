"""认定和评选的 SQL: hits and candidates."""

from __future__ import annotations

from xiaoneng.rulebook.engines.lasting import way, ways
from xiaoneng.rulebook.engines.spelling import Name
from xiaoneng.rulebook.engines.sqlframes import Frames
from xiaoneng.rulebook.engines.sqlposts import Posts
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.terms import Term

HIT = "INSERT INTO hit (rule, kind, subject, span, item, target, since, until_day) "
CANDIDATE = "INSERT INTO candidate (award, span, subject, same, in_base, eligible, automatic, value, place) "


class Judgements:
    """Writes the statements that make hits and candidates."""

    def __init__(self, frames: Frames, posts: Posts) -> None:
        self.frames, self.posts = frames, posts
        self.plan, self.sql = frames.plan, frames.sql

    def judge(self, step: s.Judge) -> list[str]:
        source, reads, reach = self.posts.targets.of_figures(step, [step.when])
        where = self.sql.holds(step.when, reads.__getitem__)
        rule, kind = self.posts.rules[step.rule], self.sql.quote(s.target_kind(step))
        period = "JOIN span hs ON hs.id = b.span"
        return [
            f"{HIT}SELECT {rule}, {kind}, {reach.target}, b.span, {reach.whose}, {self.sql.quote(step.to)}, hs.first_day, hs.last_day "
            f"{source} {period} {reach.joins} WHERE {where}{reach.only}"
        ]

    def judge_fact(self, step: s.JudgeFact) -> list[str]:
        lasts = [step.lasts.length] if step.lasts is not None else []
        items = self.frames.items("fact", step.kinds, step.of, [step.where, *lasts])
        target, join, more = self.posts.targets.of_facts(step, items.who)
        where = f"{items.where}{self.frames.condition(step.where, items)}{more} AND {target} IS NOT NULL"
        rule, kind = self.posts.rules[step.rule], self.sql.quote(s.target_kind(step))
        distinct = "" if step.to == "subject" else "DISTINCT "
        term, until = "", "f.day"
        if step.lasts is not None:
            number, length = ways(self.plan).index(way(step.lasts)), self.sql.value(step.lasts.length, items.read)
            term, until = f"LEFT JOIN term tt ON tt.way = {number} AND tt.day = f.day AND tt.length = {length}", "tt.until_day"
        touched = f"hs.first_day <= COALESCE({until}, f.day) AND f.day <= hs.last_day"
        period = f"JOIN span hs ON hs.kind = {self.sql.quote(step.per)} AND {touched}"
        since, until = ("hs.first_day", "hs.last_day") if step.whole else ("f.day", until)
        return [
            f"{HIT}SELECT {distinct}{rule}, {kind}, {target}, hs.id, f.id, {self.sql.quote(step.to)}, {since}, {until} "
            f"{items.tables} {term} {period} {join} WHERE {where}"
        ]

    def choice(self, step: s.Choice) -> list[str]:
        rows = self._subjects(step) if step.of in ("person", "unit") else self._works(step)
        ranked = "eligible = 1 AND value IS NOT NULL"
        order = "value ASC" if step.ascending else "value DESC"
        for number in range(1, len(step.rank_by)):
            order += f", CASE WHEN further{number} IS NULL THEN 1 ELSE 0 END, further{number} DESC"
        part = f"PARTITION BY span, same, CASE WHEN {ranked} THEN 0 ELSE 1 END"
        place = f"CASE WHEN {ranked} THEN RANK() OVER ({part} ORDER BY {order}) ELSE 0 END" if step.rank_by else "0"
        award = self.plan.awards.index(step.award)
        return [f"{CANDIDATE}SELECT {award}, span, subject, same, in_base, eligible, automatic, value, {place} FROM ({rows}) t"]

    def _flags(self, base: str, eligible: str, automatic: Term | None, read: Name) -> str:
        auto = f"CASE WHEN {self.sql.holds(automatic, read)} THEN 1 ELSE 0 END" if automatic is not None else "0"
        return f"CASE WHEN {base} THEN 1 ELSE 0 END AS in_base, CASE WHEN {eligible} THEN 1 ELSE 0 END AS eligible, {auto} AS automatic"

    def _terms(self, step: s.Choice) -> list[Term]:
        return [step.group, step.base, step.candidates, *([step.automatic] if step.automatic is not None else [])]

    def _subjects(self, step: s.Choice) -> str:
        frame = s.Frame("person" if step.of == "person" else "unit", step.per)
        extra = [*([step.same] if step.same else []), *(column.name for column in step.rank_by), "@name"]
        source, reads = self.frames.source(frame, self._terms(step), extra)
        read = reads.__getitem__
        roll = " AND s.roll BETWEEN p.joined AND p.left_on" if step.of == "person" else ""
        bars, out = self._bars(step, frame)
        base = self.sql.holds(step.base, read) + ("" if step.barred_in_base else f" AND NOT {out}")
        flags = self._flags(base, f"{self.sql.holds(step.candidates, read)} AND NOT {out}", step.automatic, read)
        same = f"COALESCE({read(step.same)}, '')" if step.same else "''"
        shown = f"{read(step.rank_by[0].name) if step.rank_by else self.sql.none()} AS value"
        shown += "".join(f", {read(column.name)} AS further{number}" for number, column in enumerate(step.rank_by) if number)
        return (
            f"SELECT b.span AS span, b.subject AS subject, {same} AS same, {flags}, {shown} {source} {bars} "
            f"WHERE s.asked = 1{roll} AND {self.sql.holds(step.group, read)}"
        )

    def _bars(self, step: s.Choice, frame: s.Frame) -> tuple[str, str]:
        """(join, condition) for those whom a rule bars."""
        known = [(self.posts.rules[rule], to) for rule, to in step.bars if rule in self.posts.rules]
        if not known:
            return "", "(1 = 0)"
        pairs = " OR ".join(f"(hh.rule = {rule} AND hh.target = {self.sql.quote(to)})" for rule, to in known)
        rows = (
            "SELECT DISTINCT hh.subject AS subject, ha.id AS span FROM hit hh JOIN span hs ON hs.id = hh.span AND hs.asked = 1 "
            f"JOIN span ha ON ha.kind = {self.sql.quote(frame.per)} "
            "AND ha.first_day <= COALESCE(hh.until_day, hh.since) AND hh.since <= ha.last_day "
            f"WHERE hh.kind = {self.sql.quote(frame.of)} AND ({pairs})"
        )
        return f"LEFT JOIN ({rows}) h ON h.subject = b.subject AND h.span = b.span", "(h.subject IS NOT NULL)"

    def _works(self, step: s.Choice) -> str:
        items = self.frames.items("work", (step.of,), "person", self._terms(step))
        base = self.sql.holds(step.base, items.read)
        flags = self._flags(base, f"{base} AND {self.sql.holds(step.candidates, items.read)}", step.automatic, items.read)
        return (
            f"SELECT d.{step.per}_id AS span, f.id AS subject, '' AS same, {flags}, {self.sql.none()} AS value {items.tables} "
            f"JOIN day d ON d.day = f.day JOIN span s ON s.id = d.{step.per}_id AND s.asked = 1 "
            f"WHERE {items.where} AND a.no = 1 AND {self.sql.holds(step.group, items.read)}"
        )
