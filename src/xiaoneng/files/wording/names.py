"""行文: conditions and expressions of a rulebook in plain Chinese, with the readings and answers in force filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from xiaoneng.files.wording.folding import fold, resolved
from xiaoneng.files.wording.formulas import number, say
from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Figure
from xiaoneng.rulebook.language.names import DataField, FactKind, WorkKind, field_named
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import Condition, Given, Test
from xiaoneng.rulebook.plan.attributes import CHINESE
from xiaoneng.rulebook.results.attributes import ATTRIBUTE_UNITS, ATTRIBUTES
from xiaoneng.rulebook.results.sentences import CHOICES, OPERATORS
from xiaoneng.rulebook.results.units import kind_unit, name_unit

PERIODS = {"month": "当月", "quarter": "当季", "half": "半年内", "year": "全年", "whole": "期间内"}
SAID = {"month": "月", "quarter": "季", "half": "半年", "year": "年", "whole": "期"}
"""The word in a figure's own name that says its period already."""
EACH = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年", "whole": "每个考核期"}
TESTS = {"over": ">", "at_least": ">=", "under": "<", "at_most": "<="}
EARLIER = {"month": "上月", "quarter": "上季度", "half": "上一个半年", "year": "上年", "whole": "上期"}
EVERYBODY = "全体中"


def option_word(value: str, labels: Mapping[str, str] | None = None) -> str:
    """选项的叫法: as its declaration calls it, else as the language does."""
    return (labels or {}).get(value) or CHOICES.get(value, value)


@dataclass(frozen=True)
class Wording:
    """How one rulebook's names and conditions are said.

    `settings`: readings and answered parameters by name. `peers`: who is compared where a formula says `over peers`.
    """

    book: Rulebook
    settings: Mapping[str, str]
    kinds_at_hand: tuple[str, ...] = ()
    """The facts or works of a rule: their fields come before figures of the same name, as in the reckoning."""
    peers: str = EVERYBODY

    def about(self, kinds: Sequence[str]) -> Wording:
        """The wording inside a rule on these facts or works."""
        return replace(self, kinds_at_hand=tuple(kinds))

    # ---------------------------------------------------------------- names

    def name(self, name: str) -> str:
        """The Chinese word of anything that an expression may read."""
        book = self.book
        at_hand = self._at_hand(name)
        if at_hand is not None:
            return at_hand.name or name
        setting = self.setting(name)
        if setting is not None:
            return setting
        if name in book.figures:
            return self._figure(name)
        for table in (book.accounts, book.tables, book.groups, book.people, book.units):
            if name in table:
                return getattr(table[name], "name", None) or name
        inner = name.removeprefix("unit.").removeprefix("section.")
        if inner != name and (inner in book.figures or inner in book.accounts):
            return f"所在{self.unit_word}的{self.name(inner)}"
        english = CHINESE.get(name, name)
        return self._field(english) or ATTRIBUTES.get(english, name)

    def setting(self, name: str) -> str | None:
        """The value in force of a reading or answered parameter, or what is asked; None for other names."""
        if name in self.settings:
            return self.word(self.settings[name], self._labels(name))
        parameter = self.book.parameters.get(name)
        if parameter is not None:
            return f"〔待答复：{parameter.asks}〕"
        return None

    def answer(self, name: str, own: Mapping[str, str] | None = None) -> str:
        """A setting's value where the question is said elsewhere; `own` are the option words of the key that it stands under."""
        if name in self.book.parameters and name not in self.settings:
            return "〔待答复〕"
        return self.word(self.settings.get(name, name), {**(own or {}), **self._labels(name)})

    def _labels(self, name: str) -> Mapping[str, str]:
        declared = self.book.parameters.get(name) or self.book.readings.get(name)
        return declared.labels if declared is not None else {}

    def word(self, value: str, labels: Mapping[str, str] | None = None) -> str:
        """An option as people say it."""
        return option_word(value, labels)

    def who(self, names: Sequence[str]) -> str:
        """Bodies and groups, a parameter among them said by its answer."""
        return "、".join(self.setting(name) or self._declared(name) for name in names)

    def kinds(self, kinds: Sequence[str]) -> str:
        return "、".join(self.kind(kind) for kind in kinds)

    def kind(self, kind: str) -> str:
        found = self.book.fact_kinds.get(kind) or self.book.works.get(kind)
        return found.name if found is not None else kind

    def unit(self, name: str) -> str:
        """The unit of a figure, account or attribute; empty where it has none."""
        at_hand = self._at_hand(name)
        if at_hand is not None:
            return at_hand.unit or ""
        return name_unit(self.book, name) or ATTRIBUTE_UNITS.get(CHINESE.get(name, name), "")

    def kind_unit(self, kind: str) -> str:
        return kind_unit(self.book, kind)

    def awards(self, names: Sequence[str]) -> str:
        """Awards by key or name; `all` is every one."""
        said = [self.book.awards[name].name if name in self.book.awards else ("各项荣誉" if name == "all" else name) for name in names]
        return "、".join(dict.fromkeys(said))

    def _declared(self, name: str) -> str:
        """A body, group or kind under its key; other words as they are."""
        found = self.book.bodies.get(name) or self.book.groups.get(name)
        return (found.name if found is not None else None) or name

    def _figure(self, name: str) -> str:
        figure = self.book.figures[name]
        tally = figure.tally()
        said = self.bare(name)
        if figure.after:
            said = f"{said}（最近一次{self.kinds(figure.after)}之后的）"
        if tally is None or figure.in_ is None:
            return said
        if figure.years:
            return f"近 {figure.years} 年{said}"
        return said if any(word in said for word in SAID[figure.in_]) else f"{PERIODS[figure.in_]}{said}"

    def table(self, name: str) -> str:
        found = self.book.tables.get(name)
        return (found.name if found is not None else None) or name

    def bare(self, name: str) -> str:
        """A figure's or account's word without its period."""
        figure = self.book.figures.get(name)
        if figure is None:
            return self.name(name)
        tally = figure.tally()
        return figure.name or (self.kinds(tally[1]) + _best_of(figure) if tally is not None else name)

    def earlier(self, name: str) -> str:
        """`上年工业增加值`: a figure or account one period before."""
        figure, account = self.book.figures.get(name), self.book.accounts.get(name)
        period = figure.in_ if figure is not None else account.period if account is not None else None
        return f"{EARLIER[period or 'whole']}的{self.bare(name)}"

    def _at_hand(self, name: str) -> DataField | None:
        """The field of that name of the facts or works that a rule is about."""
        kinds = [self.book.fact_kinds.get(kind) or self.book.works.get(kind) for kind in self.kinds_at_hand]
        return next((field for kind in kinds if kind is not None and (field := field_named(kind.fields, name))), None)

    def _field(self, name: str) -> str | None:
        plain_name = name.removeprefix("unit.").removeprefix("section.")
        kinds: list[FactKind | WorkKind] = [*self.book.fact_kinds.values(), *self.book.works.values()]
        for kind in kinds:
            if plain_name in kind.fields:
                return kind.fields[plain_name].name or plain_name
        found = self.book.people.get(plain_name) or self.book.units.get(plain_name)
        return found.name if found is not None else None

    @cached_property
    def unit_word(self) -> str:
        """What the document calls its units: 科室 where it says so, else 单位."""
        book = self.book
        named = (book.facts, book.works, book.groups, book.figures, book.accounts, book.awards, book.sheets, book.bodies)
        words = [book.document.title, *(clause.says for clause in book.clauses.values())]
        words += [getattr(one, "name", None) or "" for table in named for one in table.values()]
        return "科室" if any("科室" in word for word in words) else "单位"

    # ---------------------------------------------------------------- conditions

    def condition(self, condition: Condition | None) -> str | bool:
        """A condition in words; True where it always holds under the settings, False where it never does."""
        if condition is None:
            return True
        parts: list[str | bool] = [self.test(name, test) for name, test in condition.tests.items()]
        if condition.expr is not None:
            parts.append(self.truth(ex.parse_expression(condition.expr)))
        parts += [self.condition(one) for one in condition.all_]
        if condition.any_:
            parts.append(_either([self.condition(one) for one in condition.any_]))
        if condition.not_ is not None:
            inner = self.condition(condition.not_)
            parts.append(not inner if isinstance(inner, bool) else f"不属于“{inner}”")
        return _both(parts)

    def test(self, name: str, test: Test) -> str | bool:
        """`lates: {over: 10}` as 全年迟到超过 10 次."""
        if name in self.settings and any(part is not None for part in (test.is_, test.one_of, test.not_)):
            value = self.settings[name]
            allowed = test.is_ is None or test.is_ == value
            return allowed and (test.one_of is None or value in test.one_of) and (test.not_ is None or value not in test.not_)
        said = [OPERATORS[sign] + self._limit(name, text) for key, sign in TESTS.items() if (text := getattr(test, key)) is not None]
        said += [f"为{self.options(name, [test.is_])}"] if test.is_ is not None else []
        said += [f"为{self.options(name, test.one_of)}"] if test.one_of is not None else []
        said += [f"不为{self.options(name, test.not_)}"] if test.not_ is not None else []
        said += ["已有数据" if test.given == "yes" else "没有数据"] if test.given is not None else []
        return self.name(name) + "且".join(said)

    def _limit(self, name: str, text: str) -> str:
        said = self.expression(text)
        return f" {said} {self.unit(name)}".rstrip() if said[:1].isascii() else said

    def options(self, name: str, options: Sequence[str]) -> str:
        words = [self.kind(option) if name in ("kind", "事项") else self.word(option) for option in options]
        unit = self.unit(name)
        return "或".join(f" {word} {unit}".rstrip() if word.isdecimal() else f"“{word}”" for word in words)

    def given(self, given: Given) -> bool:
        """Whether a rule is in force under the settings; an unanswered parameter leaves it so."""
        return all(name not in self.settings or self.settings[name] in values for name, values in given.items())

    # ---------------------------------------------------------------- expressions

    def expression(self, text: str) -> str:
        """A number as it was written, an expression in words."""
        node = resolved(ex.parse_expression(text), self.settings)
        if isinstance(node, ex.Number):
            return text if text.rstrip("%").lstrip("-+").replace(".", "").isdigit() else number(node)
        return self.say(node)

    def truth(self, node: ex.Expression) -> str | bool:
        folded = fold(node, self.settings)
        return folded if isinstance(folded, bool) else self.say(folded)

    def say(self, node: ex.Expression) -> str:
        return say(self, node)

    def among(self, node: ex.Expression) -> str:
        """Who is compared in `… over peers`: the group that its figure is limited to, else those whom `peers` names."""
        figure = self.book.figures.get(node.text) if isinstance(node, ex.Name) else None
        group = self.book.groups.get(figure.of) if figure is not None else None
        return f"{group.name}中" if self.peers == EVERYBODY and group is not None and group.name else self.peers


def _best_of(figure: Figure) -> str:
    """`最高的 3 个` of a tally in which only so many facts count."""
    most = figure.best or figure.worst
    return "" if most is None else f"最{'高' if figure.best else '低'}的 {most} 个"


def _either(parts: list[str | bool]) -> str | bool:
    if True in parts:
        return True
    return "，或".join(part for part in parts if isinstance(part, str)) or False


def _both(parts: list[str | bool]) -> str | bool:
    if False in parts:
        return False
    said = [part for part in parts if isinstance(part, str)]
    return "，且".join(f"（{part}）" if "，或" in part and len(said) > 1 else part for part in said) or True
