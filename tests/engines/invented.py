"""Invented rulebooks and invented years: a random document that uses most of the language, and facts to fit it.

Everything follows from a seed, so a failure is repeated by its number.
"""

from __future__ import annotations

from random import Random
from typing import Any

import yaml

from tests.engines.invented_amounts import (
    ROUNDINGS,
    amount_figures,
    quota_group,
    ranking,
    say_nth,
    shared_bonus,
    shared_posts,
    tariff_amount,
)
from tests.engines.invented_history import history_figures
from tests.engines.invented_reach import reaching, serving_rules
from tests.engines.invented_terms import short_awards, term_rules
from tests.engines.invented_time import conventions, time_figures, time_rules
from tests.engines.invented_units import unit_figures

CLASSES = ("甲类", "乙类", "")
PARTIES = ("中共党员", "中共预备党员", "群众")
POSTS = ("科长", "科员", "副科长")
LEVELS = ("国级", "省级", "市级", "县级", "其他")
PERIODS = ("month", "quarter", "half", "year")
KINDS = ("late", "absent", "praise", "task", "unit_task", "trip", "fixed", "adjust", "awards.best", "awards.best_unit")
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
        self.derived_of_people()
        self.compared_people()
        self.figures |= unit_figures(self.r)
        self.figures |= amount_figures(self.r)
        self.postings()
        self.more_postings()
        self.rules += shared_posts(self.r)
        say_nth(self.rules)
        self.effects()
        self.figures |= time_figures(self.r)
        self.figures |= history_figures(self.r)
        self.rules += time_rules(self.r)
        joins = (
            [{"rules": ["late-a", "task-a"], "by": "case", "keep": self.r.choice(["way", "one"]), "in": self.r.choice(PERIODS)}]
            if self.joined()
            else []
        )
        return {
            "rulebook": "invented",
            "version": "1",
            "document": {"title": "某办法", "issuer": "某局"},
            "conventions": {"chief": {"post": "科长"}, **conventions(self.r)},
            "clauses": {"一": "总则", "二": "考核", "三": "评选"},
            **self.names(),
            **self.tables(),
            "figures": self.figures,
            "joins": joins,
            "rules": self.rules,
            "awards": self.awards(),
        }

    def names(self) -> dict[str, Any]:
        return {
            "parameters": {
                "price": {"asks": "单价", "clause": "二"},
                "norm": {"asks": "任务", "clause": "二", "varies": ["person", "unit", "post"]},
            },
            "readings": {"way": {"says": "取大或相加", "clause": "二", "one_of": ["max", "sum"], "default": self.r.choice(["max", "sum"])}},
            "people": {"rank": {"name": "级别", "type": "number"}, "kind": {"name": "类型"}, "start": {"type": "day"}},
            "units": {"target": {"name": "目标", "type": "number"}, "start": {"type": "day"}},
            "facts": {
                "late": {"name": "迟到", "fields": {"case": {}}},
                "absent": {"name": "旷工", "unit": "天", "fields": {"case": {}}},
                "praise": {"name": "表扬", "of": ["person", "unit"], "fields": {"grade": {"type": "choice", "one_of": ["好", "中"]}}},
                "task": {"name": "任务", "fields": {"case": {}, "done": {"type": "number"}, "helpers": {"type": "people"}}},
                "unit_task": {
                    "name": "单位任务",
                    "of": ["unit"],
                    "fields": {"case": {}, "done": {"type": "number"}, "with": {"type": "unit"}},
                },
                "trip": {"name": "出差", "unit": "天", "span": "yes"},
                "adjust": {"name": "调整", "signed": "yes", "fields": {"delta": {"type": "number", "signed": "yes"}}},
                "fixed": {"name": "整改", "fields": {"case": {}, "due": {"type": "day"}}},
            },
            "works": {"paper": {"name": "文章", "levels": {level: [] for level in LEVELS}}},
            "groups": {
                "members": {"of": "person", "where": "party != '群众'"},
                "class_a": {"of": "person", "where": {"unit.class": "甲类"}},
                "big": {"of": "unit", "where": {"class": ["甲类", "乙类"]}},
            },
        }

    def tables(self) -> dict[str, Any]:
        return {
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
        }

    def awards(self) -> dict[str, Any]:
        return {
            "best": {
                "name": "先进",
                "clause": "三",
                "of": self.r.choice(["person", "members", "class_a"]),
                "rounding": self.r.choice(ROUNDINGS),
                "rank_by": ranking(self.r),
                "ascending": self.r.choice(["yes", "no"]),
                **quota_group(self.r),
            },
            "best_unit": {
                "name": "先进单位",
                "clause": "三",
                "of": "unit",
                "share": "30%",
                "rounding": "ceil",
                "rank_by": self.r.choice([["unit_total"], ["unit_papers", "rate"], ["unit_papers", "unit_lates", "unit_total"]]),
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
            **short_awards(self.r),
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

    def derived_of_people(self) -> None:
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
        }

    def compared_people(self) -> None:
        r = self.r
        rounding = r.choice(ROUNDINGS)
        exact = {"decimals": r.randint(0, 3), "round": rounding}
        self.figures |= {
            "share": {
                "of": "person",
                "is": "divide(rank(total over peers), count(total over peers))",
                "in": "year",
                "peers": r.choice([["members"], ["unit.class"]]),
                "decimals": 4,
                "round": rounding,
            },
            "gap": {"of": "person", "is": "total - mean(total over peers)", "in": "year", **exact},
            "mine": {
                "of": "person",
                "is": "unit.unit_total * 30% + total * 70%",
                "in": "year",
                "decimals": 2,
                "round": rounding,
                "none": "0",
            },
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

    def frequency(self) -> list[dict[str, Any]]:
        r = self.r
        return [
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

    def postings(self) -> None:
        r, add, frequency = self.r, self.rules.append, self.frequency()
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
                "where": r.choice(["grade = '好'", "quantity >= 2", "not grade = '中'", "month_day <= 715"]),
                "post": {"bonus": "quantity * 0.75"},
            }
        )
        price = {"money": tariff_amount(r)}
        add({"id": "level", "clause": "二", "fact": "paper", "post": price, "shared": r.choice(["each", "split", "first"])})
        add({"id": "done", "clause": "二", "fact": "task", "where": "done > 2", "post": {"money": "done * price"}, "stacks": ["level"]})

    def more_postings(self) -> None:
        r, add, frequency = self.r, self.rules.append, self.frequency()
        add({"id": "chief", "clause": "二", "fact": "absent", "to": "chief", "post": {"bonus": "-0.5"}, "stacks": ["praise"]})
        add({"id": "unit", "clause": "二", "fact": "late", "to": "unit", "post": {"unit_score": "-0.25"}, **r.choice(frequency)})
        add({"id": "unit-paper", "clause": "二", "of": "unit", "fact": "paper", "post": {"unit_score": "0.4 * authors + author_no"}})
        add({"id": "members", "clause": "二", "of": "unit", "fact": "praise", "to": "members", "post": {"bonus": "0.3"}})
        beside = {"stacks": ["task-a"]} if self.joined() else {}
        add({"id": "overdue", "clause": "二", "fact": "fixed", "post": {"score": "days_between(due, date) * -0.01"}, **beside})
        add({"id": "helpers", "clause": "二", "fact": "task", "to": "helpers", **shared_bonus(r)})
        add({"id": "unit-praise", "clause": "二", "of": "unit", "fact": "unit_task", "post": {"unit_score": "if(missing(done), 1, done)"}})
        add({"id": "chief-task", "clause": "二", "fact": "task", "to": "chief", "post": {"bonus": "-0.4"}, "stacks": ["helpers"]})
        add({"id": "unit-task", "clause": "二", "fact": "task", "to": "unit", "post": {"unit_score": "-0.6"}})
        late = r.choice([{}, {"within_days": "60"}, {"within_working_days": str(r.randint(1, 60))}])
        back: dict[str, Any] = {"post": {"bonus": "0.1"}}
        if self.joined():
            undone = ["late-a", "done", *r.sample(["helpers", "chief-task", "unit-task"], 2)]
            back = {"undo": {"rules": undone, "by": "case", "share": "50%", **late, **r.choice([{}, {"credits": "now"}])}}
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
        self.rules += serving_rules() + term_rules(r)
        self.rules += reaching(r)
        add({"id": "bar-best", "clause": "三", "when": {"best_tasks": {"over": "3"}}, "bar": ["best"]})
