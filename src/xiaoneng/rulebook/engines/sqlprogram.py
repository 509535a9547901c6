"""程序: the statements of a plan, in order, in a dialect's own spelling; and the queries that bring its rows back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiaoneng.rulebook.engines.sqlframes import Frames
from xiaoneng.rulebook.engines.sqlnames import FACT_COLUMNS, PERIODS, PERSON_COLUMNS, UNIT_COLUMNS, WORK_COLUMNS
from xiaoneng.rulebook.engines.sqlposts import Posts
from xiaoneng.rulebook.engines.sqltext import render
from xiaoneng.rulebook.engines.world import window_first, ymd
from xiaoneng.rulebook.plan import steps as s
from xiaoneng.rulebook.plan.outputs import proof_requests, shown_columns

TEXTS = {"no", "name", "sex", "party", "leader", "post", "class", "parent", "title", "entered", "rated", "level", "same", "kind", "label"}


@dataclass(frozen=True)
class Program:
    """`statements` make all rows; `queries` name → SELECT that brings them back."""

    statements: tuple[str, ...]
    queries: dict[str, str]
    frames: Frames
    posts: Posts


def program(plan: s.Plan) -> Program:
    """The statements of a plan in DuckDB's spelling (see `render`)."""
    frames = Frames(plan)
    posts = Posts(frames)
    statements = [*_tables(), *frames.bases(), *posts.joins()]
    for step in plan.steps:
        statements += _step(frames, posts, step)
    return Program(tuple(statements), _queries(frames, posts), frames, posts)


def _step(frames: Frames, posts: Posts, step: s.Step) -> list[str]:
    match step:
        case s.Tally():
            return frames.tally(step)
        case s.Derive():
            return frames.derive(step)
        case s.OverPeers():
            return frames.over_peers(step)
        case s.OverMembers():
            return frames.over_members(step)
        case s.OverPeriods():
            return frames.over_periods(step)
        case s.Bring():
            return frames.bring(step)
        case s.Balance():
            return frames.balance(step)
        case s.Post():
            return posts.post(step)
        case s.PostFigure():
            return posts.post_figure(step)
        case s.Return():
            return posts.give_back(step)
        case s.Judge():
            return posts.judge(step)
        case s.JudgeFact():
            return posts.judge_fact(step)
        case s.Choice():
            return posts.choice(step)
        case s.Evidence():
            return []


def _tables() -> list[str]:
    return [
        "CREATE TEMP TABLE entry (account BIGINT, rule BIGINT, kind TEXT, subject BIGINT, span BIGINT, source TEXT, item BIGINT, "
        "count BIGINT, amount BIGINT, label TEXT)",
        "CREATE TEMP TABLE hit (rule BIGINT, kind TEXT, subject BIGINT, span BIGINT, item BIGINT, target TEXT)",
        "CREATE TEMP TABLE candidate (award BIGINT, span BIGINT, subject BIGINT, same TEXT, in_base BIGINT, eligible BIGINT, "
        "automatic BIGINT, value BIGINT, place BIGINT)",
    ]


def _queries(frames: Frames, posts: Posts) -> dict[str, str]:
    plan, names = frames.plan, frames.names
    asked = "JOIN span AS s ON s.id = t.span AND s.asked = 1"
    found = {
        "entries": f"SELECT t.* FROM entry AS t {asked}",
        "hits": f"SELECT t.* FROM hit AS t {asked}",
        "candidates": "SELECT * FROM candidate",
    }
    for name in shown_columns(plan):
        column = plan.columns[name]
        balance = any(isinstance(step, s.Balance) and name in (step.column.name, step.raw.name) for step in plan.steps)
        join = "JOIN" if balance else "LEFT JOIN"
        found[f"cells:{name}"] = (
            f"SELECT b.subject, b.span, {names.read(column, 'c')} AS v FROM {names.base(column.frame)} AS b {asked.replace('t.span', 'b.span')} "
            f"{join} {names.table(name)} AS c ON c.subject = b.subject AND c.span = b.span"
        )
    for name, rules in proof_requests(plan).items():
        table = f"m{names.column_ids[name]}"
        if rules is None:
            found[f"proofs:{name}"] = f"SELECT subject, span, item FROM {table}"
        else:
            ids = ", ".join(str(posts.rules[rule]) for rule in rules if rule in posts.rules) or "-1"
            found[f"proofs:{name}"] = (
                f"SELECT t.subject, t.span, t.item FROM {table} AS t JOIN (SELECT DISTINCT h.subject, h.span FROM hit AS h JOIN span AS s "
                f"ON s.id = h.span WHERE h.rule IN ({ids})) AS k ON k.subject = t.subject AND k.span = t.span"
            )
    return found


def relation_tables(plan: s.Plan) -> dict[str, list[str]]:
    """Relation → its columns, declared fields last; what an engine must present."""
    found = {
        "person": [*PERSON_COLUMNS, *_fields(plan.person_fields)],
        "unit": [*UNIT_COLUMNS, *_fields(plan.unit_fields)],
        "membership": ["person", "unit", "since", "until_day"],
        "fact": [*FACT_COLUMNS, *_fields(plan.fact_fields)],
        "fact_person": ["fact", "field", "person"],
        "work": [*WORK_COLUMNS, *_fields(plan.work_fields)],
        "author": ["work", "person", "no"],
        "span": ["id", "kind", "first_day", "last_day", "seen_day", "seen_ymd", "roll", "asked"],
        "day": ["day", *(f"{per}_id" for per in PERIODS)],
    }
    found["span_window"] = ["id", "kind", "first_day", "last_day", *(f"first_{years}" for years in _windows(plan))]
    return found


def _fields(fields: dict[str, str] | dict[str, s.Kind]) -> list[str]:
    return [f"x{number}" for number in range(len(fields))]


def _windows(plan: s.Plan) -> list[int]:
    return sorted({step.years for step in plan.steps if isinstance(step, s.Tally) and step.years > 1})


def column_type(plan: s.Plan, table: str, column: str) -> str:
    """TEXT or BIGINT of a relation's column."""
    if column.startswith("x") and column[1:].isdigit():
        fields = {"person": plan.person_fields, "unit": plan.unit_fields, "fact": plan.fact_fields, "work": plan.work_fields}[table]
        return "BIGINT" if list(fields.values())[int(column[1:])] == "number" else "TEXT"
    if column == "no" and table == "author":
        return "BIGINT"
    if column == "kind" and table in ("fact", "work"):
        return "BIGINT"
    return "TEXT" if column in TEXTS else "BIGINT"


def create_relations(plan: s.Plan) -> list[str]:
    """CREATE TABLE statements for the relations."""
    return [
        f"CREATE TEMP TABLE {table} ({', '.join(f'{column} {column_type(plan, table, column)}' for column in columns)})"
        for table, columns in relation_tables(plan).items()
    ]


def calendar_rows(plan: s.Plan) -> dict[str, list[tuple[int | str | None, ...]]]:
    """Rows of span, span_window and day: the plan's own calendar."""
    horizon = plan.horizon.toordinal()
    spans: list[tuple[int | str | None, ...]] = []
    for one in plan.spans:
        seen = min(one.last, horizon)
        spans.append((one.id, one.kind, one.first, one.last, seen, ymd(seen), one.roll_day, int(one.asked)))
    windows: list[tuple[int | str | None, ...]] = [
        (one.id, one.kind, one.first, one.last, *(window_first(one, years) for years in _windows(plan))) for one in plan.spans
    ]
    return {"span": spans, "span_window": windows, "day": _days(plan)}


def _days(plan: s.Plan) -> list[tuple[int | str | None, ...]]:
    found: dict[int, dict[str, int]] = {}
    for one in plan.spans:
        for day in range(one.first, one.last + 1):
            found.setdefault(day, {})[one.kind] = one.id
    reach = max([step.years for step in plan.steps if isinstance(step, s.Tally)], default=1)
    first = min(found)
    start = date.fromordinal(first)
    for day in range(date(max(start.year - reach, 1), 1, 1).toordinal(), first):
        found.setdefault(day, {})
    return [(day, *(found[day].get(per) for per in PERIODS)) for day in sorted(found)]


def rendered(statements: tuple[str, ...] | list[str], dialect: str) -> list[str]:
    """Every statement in a dialect."""
    return [render(statement, dialect) for statement in statements]
