"""程序: the statements of a plan, in order, in a dialect; and the queries that bring its rows back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaoneng.rulebook.engines.spelling import SPELLINGS, Spelling
from xiaoneng.rulebook.engines.sqlderive import Derivations
from xiaoneng.rulebook.engines.sqlframes import Frames
from xiaoneng.rulebook.engines.sqljudge import Judgements
from xiaoneng.rulebook.engines.sqlnames import FACT_COLUMNS, PERIODS, PERSON_COLUMNS, UNIT_COLUMNS, WORK_COLUMNS, Posting
from xiaoneng.rulebook.engines.sqlposts import Posts, plain
from xiaoneng.rulebook.engines.world import window_first, ymd
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.attributes import DATED, PERIOD
from xiaoneng.rulebook.plan.outputs import proof_requests, shown_columns
from xiaoneng.rulebook.plan.terms import Kind

TEXTS = {"no", "name", "sex", "party", "leader", "tenure", "post", "class", "parent", "title", "entered", "rated", "level", "kind"}
SMALL = {"id", "person", "unit", "fact", "work", "kind", "state", "asked", "since", "joined", "left_on", "roll", "first_day", "last_day"}
SMALL |= {"day", "until_day", "seen_day", *(f"{per}_id" for per in PERIODS)}
KEYS = {"person": "id", "unit": "id", "fact": "id", "work": "id", "span": "id", "span_window": "id", "day": "day", "workday": "day"}
Row = tuple[int | str | None, ...]


@dataclass(frozen=True)
class Program:
    """`create` makes the relations' tables, `statements` all rows; `queries` name → SELECT that brings them back."""

    create: tuple[str, ...]
    statements: tuple[str, ...]
    queries: dict[str, str]
    kinds: dict[str, int]
    rules: dict[str, int]
    postings: tuple[Posting, ...]


def program(plan: s.Plan, dialect: str) -> Program:
    """Everything that a plan asks of a database, in its dialect."""
    sql = SPELLINGS[dialect]
    frames = Frames(plan, sql)
    posts = Posts(frames)
    derivations, judgements = Derivations(frames), Judgements(frames, posts)
    writers: dict[type, Callable[[Any], list[str]]] = {
        s.Tally: frames.tally,
        s.Derive: derivations.derive,
        s.OverPeers: derivations.over_peers,
        s.OverBelow: derivations.over_below,
        s.OverPeriods: derivations.over_periods,
        s.Bring: derivations.bring,
        s.Balance: derivations.balance,
        s.Post: posts.post,
        s.PostFigure: posts.post_figure,
        s.Return: posts.give_back,
        s.Judge: judgements.judge,
        s.JudgeFact: judgements.judge_fact,
        s.Choice: judgements.choice,
    }
    plain_posts = [step for step in plan.steps if isinstance(step, s.Post) and plain(step)]
    statements = [*frames.bases(), *posts.joins(), *posts.plain_posts(plain_posts)]
    for step in plan.steps:
        if type(step) in writers and not plain(step):
            statements += writers[type(step)](step)
    return Program(
        tuple(_tables(plan, sql)),
        tuple(statements),
        _queries(frames, posts),
        frames.names.kind_ids,
        posts.rules,
        tuple(frames.names.postings),
    )


def _tables(plan: s.Plan, sql: Spelling) -> list[str]:
    results = {
        "entry": "post S, subject S, span S, item S, count I, amount I, label T",
        "hit": "rule S, kind T, subject S, span S, item S, target T, since S, until_day S",
        "candidate": "award S, span S, subject S, same T, in_base S, eligible S, automatic S, value I, place I",
    }
    types = {"I": sql.integer, "S": sql.small, "T": sql.text}
    tables = []
    for table, body in results.items():
        typed = ", ".join(f"{column} {types[kind]}" for column, kind in (part.split() for part in body.split(", ")))
        tables.append(f"CREATE TEMP TABLE {table} ({typed})")
    for table, columns in relation_columns(plan).items():
        keys = [sql.key if column == KEYS.get(table) else "" for column in columns]
        typed = ", ".join(f"{column} {_type(plan, sql, table, column)}{key}" for column, key in zip(columns, keys, strict=True))
        tables.append(f"CREATE TEMP TABLE {table} ({typed})")
    return tables


def _type(plan: s.Plan, sql: Spelling, table: str, column: str) -> str:
    if is_text(plan, table, column):
        return sql.text
    return sql.small if column in SMALL else sql.integer


def _queries(frames: Frames, posts: Posts) -> dict[str, str]:
    plan, names = frames.plan, frames.names
    found = {
        "entries": "SELECT t.post, t.subject, t.span, t.item, t.count, t.amount, t.label "
        "FROM entry t JOIN span s ON s.id = t.span AND s.asked = 1",
        "hits": "SELECT t.rule, t.kind, t.subject, t.span, t.item, t.target, t.since, t.until_day "
        "FROM hit t JOIN span s ON s.id = t.span AND s.asked = 1",
        "candidates": "SELECT award, span, subject, same, in_base, eligible, automatic, value, place FROM candidate",
    }
    balances = {name for step in plan.steps if isinstance(step, s.Balance) for name in (step.column.name, step.raw.name)}
    for name in shown_columns(plan):
        column = plan.columns[name]
        whole = f"{names.base(column.frame)} b LEFT JOIN {names.table(name)} c ON c.subject = b.subject AND c.span = b.span"
        # Who has no balance has no row; of any other column everybody in the frame is shown.
        rows, one = (f"{names.table(name)} c", "c") if name in balances else (whole, "b")
        value = names.read(column, "c")
        found[f"cells:{name}"] = (
            f"SELECT {one}.subject, {one}.span, {value} AS v FROM {rows} JOIN span s ON s.id = {one}.span AND s.asked = 1"
        )
    for name, rules in proof_requests(plan).items():
        matched = frames.matched(names.tallies[name])
        wanted = ""
        if rules is not None:
            ids = ", ".join(str(posts.rules[rule]) for rule in rules if rule in posts.rules) or "-1"
            hits = f"SELECT DISTINCT h.subject, h.span FROM hit h JOIN span s ON s.id = h.span AND s.asked = 1 WHERE h.rule IN ({ids})"
            wanted = f" JOIN ({hits}) k ON k.subject = t.subject AND k.span = t.span"
        found[f"proofs:{name}"] = f"SELECT t.subject, t.span, t.item FROM ({matched}) t{wanted}"
    return found


def relation_columns(plan: s.Plan) -> dict[str, list[str]]:
    """Relation → its columns, declared fields last; what an engine must present."""
    return {
        "person": [*PERSON_COLUMNS, *_fields(plan.person_fields)],
        "unit": [*UNIT_COLUMNS, *_fields(plan.unit_fields)],
        "membership": ["person", "unit", "since", "until_day", *DATED, *_fields(plan.person_fields)],
        "fact": [*FACT_COLUMNS, *_fields(plan.fact_fields)],
        "fact_person": ["fact", "field", "person", "no"],
        "work": [*WORK_COLUMNS, *_fields(plan.work_fields)],
        "author": ["work", "person", "no"],
        "span": ["id", "kind", "first_day", "last_day", "seen_day", "seen_ymd", "roll", "asked", *PERIOD],
        "day": ["day", *(f"{per}_id" for per in PERIODS)],
        "workday": ["day", "upto", "before_it"],
        "term": ["way", "length", "day", "until_day"],
        "span_window": ["id", "kind", "first_day", "last_day", *(f"first_{years}" for years in _windows(plan))],
    }


def _fields(fields: dict[str, Kind]) -> list[str]:
    return [f"x{number}" for number in range(len(fields))]


def _windows(plan: s.Plan) -> list[int]:
    return sorted({step.years for step in plan.steps if isinstance(step, s.Tally) and step.years > 1})


def is_text(plan: s.Plan, table: str, column: str) -> bool:
    """Whether a relation's column holds texts (otherwise integers)."""
    if column.startswith("x") and column[1:].isdigit():
        people = plan.person_fields
        fields = {"person": people, "membership": people, "unit": plan.unit_fields, "fact": plan.fact_fields, "work": plan.work_fields}[
            table
        ]
        return list(fields.values())[int(column[1:])] != "number"
    return column in TEXTS and (table, column) not in {("author", "no"), ("fact_person", "no"), ("fact", "kind"), ("work", "kind")}


def calendar_rows(plan: s.Plan) -> dict[str, list[Row]]:
    """Rows of span, span_window, day and workday: the plan's own calendar."""
    horizon = plan.horizon.toordinal()
    spans: list[Row] = []
    for one in plan.spans:
        seen = min(one.last, horizon)
        own = dict(one.own)
        numbers = (own[name] for name in PERIOD)
        spans.append((one.id, one.kind, one.first, one.last, seen, ymd(seen), one.roll_day, int(one.asked), *numbers))
    windows: list[Row] = [
        (one.id, one.kind, one.first, one.last, *(window_first(one, years) for years in _windows(plan))) for one in plan.spans
    ]
    workdays: list[Row] = list(plan.workdays.rows()) if plan.workdays is not None else []
    return {"span": spans, "span_window": windows, "day": _days(plan), "workday": workdays}


def _days(plan: s.Plan) -> list[Row]:
    """Every day of the plan's periods and of the years before them that tallies reach, with its period of each kind."""
    found: dict[str, dict[int, int]] = {per: {} for per in PERIODS}
    for one in plan.spans:
        found[one.kind].update(dict.fromkeys(range(one.first, one.last + 1), one.id))
    reach = max([step.years for step in plan.steps if isinstance(step, s.Tally)], default=1)
    covered = set().union(*found.values())
    first = date.fromordinal(min(covered))
    before = range(date(max(first.year - reach, 1), 1, 1).toordinal(), first.toordinal())
    days = [*before, *sorted(covered)]
    return list(zip(days, *(map(found[per].get, days) for per in PERIODS), strict=True))
