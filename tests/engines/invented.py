"""Invented rulebooks and invented years: a random document that uses most of the language, and facts to fit it.

Everything follows from a seed, so a failure is repeated by its number.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import yaml

from xiaoneng.rulebook.engines.relations import CONFIRMED, FOREVER, PENDING, WITHDRAWN, Fact, Membership, Office, Person, Unit, Work

CLASSES = ("甲类", "乙类", "")
PARTIES = ("中共党员", "中共预备党员", "群众")
POSTS = ("科长", "科员", "副科长")
LEVELS = ("国级", "省级", "市级", "县级", "其他")
ROUNDINGS = ("floor", "half_up", "ceil")
PERIODS = ("month", "quarter", "half", "year")
KINDS = ("late", "absent", "praise", "task", "unit_task", "trip", "fixed")
YEAR = 2021


def invented_rulebook(seed: int) -> str:
    """The YAML of a random rulebook."""
    repeatable = Random(seed)  # noqa: S311
    return yaml.dump(_Author(repeatable).rulebook(), Dumper=_Plain, allow_unicode=True, sort_keys=False)


class _Plain(yaml.SafeDumper):
    """Repeats shared parts instead of anchoring them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class _Author:
    def __init__(self, random: Random) -> None:
        self.r = random
        self.score_period = random.choice(PERIODS[:2])
        self.figures: dict[str, dict[str, Any]] = {}
        self.rules: list[dict[str, Any]] = []

    def number(self, low: int, high: int, step: int = 2) -> str:
        value = self.r.randint(low * step, high * step) / step
        return format(value, "g")

    def rulebook(self) -> dict[str, Any]:
        self.tallies()
        self.derived()
        self.postings()
        self.effects()
        return {
            "rulebook": "invented",
            "version": "1",
            "document": {"title": "某办法", "issuer": "某局"},
            "conventions": {"chief": {"post": "科长"}, **({"year_start": "07-16"} if self.r.random() < 0.2 else {})},
            "clauses": {"一": "总则", "二": "考核", "三": "评选"},
            "parameters": {
                "price": {"asks": "单价", "clause": "二"},
                "norm": {"asks": "任务", "clause": "二", "varies": ["person", "unit", "post"]},
            },
            "readings": {"way": {"says": "取大或相加", "clause": "二", "one_of": ["max", "sum"], "default": self.r.choice(["max", "sum"])}},
            "people": {"rank": {"name": "级别", "type": "number"}, "kind": {"name": "类型"}},
            "units": {"target": {"name": "目标", "type": "number"}},
            "facts": {
                "late": {"name": "迟到"},
                "absent": {"name": "旷工", "unit": "天"},
                "praise": {"name": "表扬", "of": ["person", "unit"], "fields": {"grade": {"type": "choice", "one_of": ["好", "中"]}}},
                "task": {"name": "任务", "fields": {"case": {}, "done": {"type": "number"}, "helpers": {"type": "people"}}},
                "unit_task": {"name": "单位任务", "of": ["unit"], "fields": {"case": {}, "done": {"type": "number"}}},
                "trip": {"name": "出差", "unit": "天", "span": "yes"},
                "fixed": {"name": "整改", "fields": {"case": {}}},
            },
            "works": {"paper": {"name": "文章", "levels": {level: [] for level in LEVELS}}},
            "groups": {
                "members": {"of": "person", "where": "party != '群众'"},
                "class_a": {"of": "person", "where": {"unit.class": "甲类"}},
                "big": {"of": "unit", "where": {"class": ["甲类", "乙类"]}},
            },
            "tables": {
                "tariff": {
                    "by": "level",
                    "several": self.r.choice(["highest", "sum"]),
                    "rows": {"国级": "20", "省级": "10", "市级": {"value": "5", "where": {"rated": "优秀"}}, "县级": "5"},
                },
                "bands": {"rows": {"90+": "10", "60-89.99": "5.5", "<60": "-1"}},
            },
            "accounts": {
                "score": {
                    "name": "得分",
                    "period": self.score_period,
                    "opens_at": "100",
                    **({"floor": "0"} if self.r.random() < 0.5 else {}),
                    **({"cap": "110"} if self.r.random() < 0.5 else {}),
                },
                "bonus": {"name": "加分", "period": "year", "cap": "12", "floor": "-8"},
                "money": {"name": "奖金", "period": "year", "money": "yes", "unit": "元"},
                "unit_score": {"name": "单位得分", "of": "unit", "period": "year", "opens_at": "10", "where": {"class": ["甲类", "乙类"]}},
            },
            "figures": self.figures,
            "joins": [{"rules": ["late-a", "task-a"], "by": "case", "keep": "way", "in": self.r.choice(PERIODS)}] if self.joined() else [],
            "rules": self.rules,
            "awards": {
                "best": {
                    "name": "先进",
                    "clause": "三",
                    "of": self.r.choice(["person", "members", "class_a"]),
                    "share": f"{self.r.randint(5, 40)}%",
                    "rounding": self.r.choice(ROUNDINGS),
                    "rank_by": "total",
                    **({"per": "unit.class"} if self.r.random() < 0.5 else {}),
                },
                "best_unit": {
                    "name": "先进单位",
                    "clause": "三",
                    "of": "unit",
                    "share": "30%",
                    "rounding": "ceil",
                    "rank_by": "unit_total",
                    "barred_in_base": "way",
                },
                "best_paper": {
                    "name": "好文章",
                    "clause": "三",
                    "of": "paper",
                    "base": {"entered": "是"},
                    "share": "25%",
                    "rounding": "half_up",
                    "automatic": {"where": {"level": ["国级"]}},
                },
            },
        }

    def joined(self) -> bool:
        ids = [rule["id"] for rule in self.rules]
        return "task-a" in ids

    def tallies(self) -> None:
        r = self.r
        for number in range(r.randint(3, 6)):
            per = r.choice(PERIODS)
            how = r.choice(["count", "rows", "days", "count"])
            kind = r.choice(["late", "absent", "task", ["late", "absent"], "trip", "paper"])
            self.figures[f"n{number}"] = {"of": "person", how: kind, "in": per}
        self.figures["done"] = {
            "of": "person",
            r.choice(["sum", "last", "first", "max", "min", "distinct"]): "task",
            "field": "done",
            "in": "year",
        }
        self.figures["helped"] = {"of": "person", "rows": "task", "about": r.choice([["helpers"], ["own", "helpers"]]), "in": "year"}
        self.figures["lates"] = {"of": "person", "count": "late", "in": "month", "where": "quantity > 1 or party = '群众'"}
        self.figures["late_years"] = {"of": "person", "count": "late", "in": "year", "years": r.randint(1, 3)}
        self.figures["papers"] = {
            "of": r.choice(["person", "class_a"]),
            "count": "paper",
            "in": "year",
            "where": {"level": ["国级", "省级"]},
        }
        self.figures["unit_lates"] = {"of": "unit", "count": "late", "about": ["members"], "in": "year"}
        self.figures["group_lates"] = {"of": "big", "rows": ["late", "praise"], "about": ["own", "members"], "in": "year"}
        self.figures["unit_done"] = {"of": "unit", "sum": "unit_task", "field": "done", "in": "year"}
        self.figures["unit_papers"] = {"of": "unit", "rows": "paper", "in": "year"}

    def derived(self) -> None:
        r = self.r
        rounding = r.choice(ROUNDINGS)
        decimals = r.randint(0, 3)
        exact = {"decimals": decimals, "round": rounding}
        self.figures |= {
            "total": {"of": "person", "is": "late_years * 1.5 - helped + if(missing(rank), 0, rank)", "in": "year"},
            "year_score": {"of": "person", "is": "sum(score over months) - mean(score over months)", "in": "year", **exact}
            if self.score_period == "month"
            else {"of": "person", "is": "min(score over quarters)", "in": "year"},
            "average": {"of": "person", "is": "mean(lates over months)", "in": "year", **exact},
            "streak": {"of": "person", "is": "run(lates > 0 over 4 months)", "in": "month"},
            "run_in_year": {"of": "person", "is": "run(lates = 0 over months)", "in": "year"},
            "before": {"of": "person", "is": "late_years - previous(late_years)", "in": "year", "none": "0"},
            "three": {"of": "person", "is": "max(late_years over 3 years)", "in": "year"},
            "latest": {"of": "person", "is": "last(lates over months)", "in": "year"},
            "rate": {"of": "unit", "is": "divide(unit_done, target)", "in": "year", "none": r.choice(["0", "-1"]), **exact},
            "to_best": {
                "of": "unit",
                "is": "divide(unit_done * 100, max(unit_done over peers))",
                "in": "year",
                "peers": r.choice([["class"], ["big"], []]),
                **exact,
            },
            "ranked": {
                "of": "unit",
                "is": f"{r.choice(['rank', 'rank_up'])}(rate over peers)",
                "in": "year",
                "peers": r.choice([["class"], ["big"]]),
            },
            "share": {
                "of": "person",
                "is": "divide(rank(total over peers), count(total over peers))",
                "in": "year",
                "peers": r.choice([["members"], ["unit.class"]]),
                "decimals": 4,
                "round": rounding,
            },
            "gap": {"of": "person", "is": "total - mean(total over peers)", "in": "year", **exact},
            "member_mean": {
                "of": "unit",
                "is": f"{r.choice(['mean', 'sum', 'max', 'min', 'count'])}(total over members)",
                "in": "year",
                **exact,
            },
            "unit_total": {"of": "unit", "is": "unit_done - unit_lates * 2 + unit_papers", "in": "year"},
            "mine": {
                "of": "person",
                "is": "unit.unit_total * 30% + total * 70%",
                "in": "year",
                "decimals": 2,
                "round": rounding,
                "none": "0",
            },
            "slope": {
                "of": "unit",
                "line": {
                    "of": "rate",
                    "points": [["0.5", "0"], ["0.8", "60"], ["1", "100"]],
                    **({"below": "-5"} if r.random() < 0.5 else {}),
                    **({"above": "120"} if r.random() < 0.5 else {}),
                },
                "decimals": 2,
                "round": rounding,
            },
            "band": {"of": "unit", "lookup": {"of": "slope", "table": "bands"}},
            "bounded": {
                "of": "person",
                "is": "clamp(total, -3, 4) * max(abs(average), 1)",
                "in": "year",
                "at_most": "10",
                "at_least": "-2",
                **exact,
            },
            "grade": {"of": "person", "lookup": {"of": "total", "table": {"5+": "优", "0-4.99": "良", "<0": "差"}}, "in": "year"},
        }

    def postings(self) -> None:
        r, add = self.r, self.rules.append
        frequency: list[dict[str, Any]] = [
            {},
            {"once": "month"},
            {"first": self.number(1, 4)},
            {"free": self.number(0, 3)},
            {"every": str(r.randint(2, 4))},
            {"nth": {"1": "-1", "2-3": "-2.5", "4+": "-4"}, "in": r.choice(PERIODS)},
            {"cap": self.number(1, 4), "in": "year"},
            {"free": "2", "cap": "3"},
            {"every": "2", "first": "3", "in": "year"},
            {"per": "row"},
        ]
        add({"id": "late-a", "clause": "二", "fact": "late", "post": {"score": self.number(-4, -1, 4)}, **r.choice(frequency)})
        if r.random() < 0.6:
            self.rules[-1].pop("per", None)
            add({"id": "task-a", "clause": "二", "fact": ["task", "fixed"], "post": {"score": self.number(-3, 3)}, "stacks": ["late-a"]})
        add({"id": "absent", "clause": "二", "fact": "absent", "post": {"score": self.number(-5, -1, 10)}, **r.choice(frequency)})
        add(
            {
                "id": "praise",
                "clause": "二",
                "of": r.choice(["person", "members", "class_a"]),
                "fact": "praise",
                "where": r.choice(["grade = '好'", "quantity >= 2", "not grade = '中'"]),
                "post": {"bonus": "quantity * 0.75"},
            }
        )
        add({"id": "level", "clause": "二", "fact": "paper", "post": {"money": "tariff"}, "shared": r.choice(["each", "split", "first"])})
        add({"id": "done", "clause": "二", "fact": "task", "where": "done > 2", "post": {"money": "done * price"}, "stacks": ["level"]})
        add({"id": "chief", "clause": "二", "fact": "absent", "to": "chief", "post": {"bonus": "-0.5"}, "stacks": ["praise"]})
        add({"id": "unit", "clause": "二", "fact": "late", "to": "unit", "post": {"unit_score": "-0.25"}, **r.choice(frequency)})
        add({"id": "members", "clause": "二", "of": "unit", "fact": "praise", "to": "members", "post": {"bonus": "0.3"}})
        add({"id": "helpers", "clause": "二", "fact": "task", "to": "helpers", "post": {"bonus": "1"}})
        add({"id": "unit-praise", "clause": "二", "of": "unit", "fact": "unit_task", "post": {"unit_score": "if(missing(done), 1, done)"}})
        late: dict[str, Any] = {"within_days": "60"} if r.random() < 0.5 else {}
        back: dict[str, Any] = {"post": {"bonus": "0.1"}}
        if self.joined():
            back = {"undo": {"rules": ["late-a", "done"], "by": "case", "share": "50%", **late}}
        add({"id": "back", "clause": "二", "fact": "fixed", **back})
        add({"id": "norm", "clause": "二", "figure": "helped", "norm": "norm", "over": {"money": "100"}, "under": {"money": "-33.33"}})
        add(
            {
                "id": "by-figure",
                "clause": "二",
                "of": r.choice(["person", "class_a"]),
                "when": {"total": {"over": self.number(-2, 3)}},
                "post": {"bonus": "total * 0.1"},
            }
        )
        add({"id": "unit-figure", "clause": "二", "of": "unit", "when": "slope >= 60 or rate < 0.3", "post": {"unit_score": "slope - 3"}})

    def effects(self) -> None:
        r, add = self.r, self.rules.append
        tests: list[dict[str, Any]] = [
            {"late_years": {"over": self.number(0, 4)}},
            {"helped": {"at_least": "1"}},
            {"on_roll": "否"},
            {"grade": "优"},
            {"share": {"at_most": "50%"}},
            {"before": {"not": "0"}},
            {"party": "群众"},
            {"run_in_year": {"under": "3"}},
        ]
        chosen = r.sample(tests, 3)
        when: dict[str, Any] = {"any": chosen[:2], **chosen[2]} if r.random() < 0.5 else {"all": chosen[:2], "not": chosen[2]}
        add({"id": "bar", "clause": "三", "when": when, "bar": ["best"]})
        add({"id": "bar-unit", "clause": "三", "of": "unit", "when": {"ranked": {"over": "2"}}, "bar": ["best_unit"]})
        add(
            {
                "id": "bar-fact",
                "clause": "三",
                "fact": "praise",
                "where": {"grade": "中"},
                "bar": {"subject": ["best", "best_unit"], "unit": ["best_unit"]},
            }
        )
        add(
            {
                "id": "effect",
                "clause": "三",
                "fact": "absent",
                "where": "quantity > 2",
                "effects": [{"says": "诫勉"}],
                "lasts": {"months": "6"},
            }
        )
        add({"id": "measure", "clause": "三", "measure": {"figure": "late_years", "holds": {"at_most": "4", "at_least": "1"}}})
        add({"id": "all", "clause": "三", "when": "bounded < -1", "bar": "all"})


def invented_office(seed: int, people: int = 14, facts: int = 160) -> Office:
    """A random office whose facts lie inside their subjects' service."""
    r = Random(seed)  # noqa: S311
    units = tuple(Unit(f"单位{n}", r.choice(CLASSES), "", {"target": r.choice([None, 0, 300, 1000, 1550])}) for n in range(r.randint(1, 5)))
    staff, memberships = [], []
    for number in range(people):
        joined = r.choice([0, 0, date(YEAR, r.randint(1, 12), r.randint(1, 28)).toordinal(), date(YEAR - 2, 5, 9).toordinal()])
        left = r.choice([FOREVER, FOREVER, date(YEAR, r.randint(1, 12), r.randint(1, 28)).toordinal()])
        left = max(left, joined + 20)
        fields = {"rank": r.choice([None, 0, 150, 300]), "kind": r.choice([None, "行政", "事业"])}
        born = r.choice([None, date(1970 + number, 2, 28).toordinal()])
        staff.append(
            Person(
                f"P{number}", f"人{number}", "男", born, r.choice(PARTIES), r.choice(["是", "否"]), r.choice(POSTS), joined, left, fields
            )
        )
        move = date(YEAR, r.randint(2, 11), 15).toordinal()
        if r.random() < 0.3:
            memberships += [Membership(number, r.randrange(len(units)), 0, move), Membership(number, r.randrange(len(units)), move + 1)]
        elif r.random() < 0.95:
            memberships.append(Membership(number, r.randrange(len(units))))
    made = [fact for number in range(facts) if (fact := _fact(r, number, staff, units)) is not None]
    works = [work for number in range(r.randint(0, 25)) if (work := _work(r, number, staff)) is not None]
    return Office(tuple(staff), units, tuple(memberships), tuple(made), tuple(works))


def _day(r: Random) -> int:
    return date(r.choice([YEAR - 1, YEAR, YEAR, YEAR, YEAR, YEAR + 1]), r.randint(1, 12), r.randint(1, 28)).toordinal()


def _fact(r: Random, number: int, staff: list[Person], units: tuple[Unit, ...]) -> Fact | None:
    kind, day = r.choice(KINDS), _day(r)
    person: int | None = r.randrange(len(staff))
    unit = None
    if kind == "unit_task" or (kind == "praise" and r.random() < 0.4):
        person, unit = None, r.randrange(len(units))
    elif person is not None and not staff[person].joined <= day <= staff[person].left:
        return None
    quantity = r.choice([100, 100, 100, 200, 300, 50, 150]) if kind in ("absent", "late", "praise", "trip") else 100
    fields: dict[str, int | str | None] = {}
    people: dict[str, tuple[int, ...]] = {}
    if kind == "praise":
        fields["grade"] = r.choice(["好", "中", None])
    if kind in ("task", "unit_task", "fixed"):
        fields["case"] = r.choice([None, "", "甲案", "乙案", "丙'案\\"])
    if kind in ("task", "unit_task"):
        fields["done"] = r.choice([None, 0, 100, 250, 333, 1000])
    if kind == "task" and r.random() < 0.5:
        people["helpers"] = tuple(sorted(r.sample([n for n, p in enumerate(staff) if p.joined <= day <= p.left] or [0], 1)))
    until = day + r.randint(0, 40) if kind == "trip" else None
    state = r.choice([CONFIRMED] * 8 + [PENDING, WITHDRAWN])
    return Fact(f"F{number}", kind, day, person, unit, quantity, until, state, fields, people)


def _work(r: Random, number: int, staff: list[Person]) -> Work | None:
    day = _day(r)
    there = [n for n, person in enumerate(staff) if person.joined <= day <= person.left]
    if not there:
        return None
    authors = tuple(r.sample(there, min(len(there), r.choice([1, 1, 2, 3]))))
    levels = tuple(r.sample(LEVELS, r.choice([0, 0, 1, 2])))
    return Work(
        f"W{number}",
        "paper",
        f"文{number}",
        day,
        authors,
        levels,
        r.choice(["是", "否"]),
        r.choice(["优秀", ""]),
        r.choice([CONFIRMED] * 5 + [PENDING]),
    )
