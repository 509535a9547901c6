"""docs/language.md keeps its word: every rulebook, fragment, case, message and office folder on the page is run.

The first line of a fence says what it is:
- `yaml rulebook NAME` is a whole rulebook; `yaml fragment NAME of=OTHER` adds rows to one; both must compile;
- `yaml case` is a cases.yaml for the rulebook or fragment above it;
- `yaml wrong of=OTHER` is a fragment that must be refused, and the `text message` after it what the refusal says;
- `csv NAME.csv`, `yaml parameters.yaml` and `json result of=OTHER period=P` are an office's folder and what comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.project import ROOT
from xiaoneng.files.caseexpect import differences
from xiaoneng.files.cases import read_cases, run_cases
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.rulebook.language.carriage import clause_flaws
from xiaoneng.rulebook.language.figures import TALLIES
from xiaoneng.rulebook.language.load import Source, load_rulebook, load_text
from xiaoneng.rulebook.language.nodes import read_nodes
from xiaoneng.rulebook.language.shapes import Condition, Shape
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Refused, RulebookError
from xiaoneng.rulebook.results.report import report

PAGE = ROOT / "docs" / "language.md"
FENCE = re.compile(r"^```(\S+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENGINES = ("python", "sqlite")
RULEBOOKS = ("rulebook", "fragment")
FEWEST_RECIPES = 30


@dataclass(frozen=True)
class Example:
    """A fence of the page: `kind` and `name` from its first line, `of` the rulebook that it belongs to."""

    line: int
    kind: str
    name: str
    of: str
    period: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.name or self.of}-L{self.line}"


@cache
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@cache
def examples() -> tuple[Example, ...]:
    """The marked fences of the page, in order."""
    found: list[Example] = []
    above = ""
    for match in FENCE.finditer(page()):
        options = dict(word.split("=", 1) for word in match[2].split() if "=" in word)
        words = [word for word in match[2].split() if "=" not in word]
        if not words:
            continue
        kind, name = ("file", words[0]) if "." in words[0] else (words[0], words[-1] if len(words) > 1 else "")
        above = name if kind in RULEBOOKS else above
        of = options.get("of", above)
        found.append(Example(page().count("\n", 0, match.start()) + 1, kind, name, of, options.get("period", ""), match[3]))
    return tuple(found)


def of_kind(*kinds: str) -> list[Example]:
    return [example for example in examples() if example.kind in kinds]


def merged(below: Any, above: Any) -> Any:
    """A fragment's maps and lists added to those of the rulebook below it; a scalar of its own replaces."""
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **{key: merged(below[key], value) if key in below else value for key, value in above.items()}}
    return below + above if isinstance(below, list) and isinstance(above, list) else above


@cache
def tree(name: str) -> Any:
    """The YAML of a named rulebook or fragment with all that it rests on."""
    (example,) = (one for one in of_kind(*RULEBOOKS) if one.name == name)
    own = read_nodes(example.text, name).plain()
    return merged(tree(example.of), own) if example.kind == "fragment" else own


def written(value: Any) -> str:
    return yaml.dump(value, allow_unicode=True, default_style='"', sort_keys=False)


def loaded(folder: Path, name: str) -> Source:
    (folder / "rulebook.yaml").write_text(written(tree(name)), encoding="utf-8")
    return load_rulebook(str(folder))


@pytest.mark.parametrize("example", of_kind(*RULEBOOKS), ids=str)
def test_a_rulebook_or_fragment_compiles_and_names_its_clauses(example: Example) -> None:
    source = load_text(written(tree(example.name)))
    assert compile_plan(source, Request("2024")).rulebook == tree(example.name)["rulebook"]
    assert [str(flaw) for flaw in clause_flaws(source) if "条款大纲里没有" in flaw.message] == []


def test_the_tutorial_ends_with_a_whole_rulebook(tmp_path: Path) -> None:
    (last,) = of_kind("result")
    steps = [one.of for one in of_kind("case") if one.line < last.line]
    (tmp_path / "cases.yaml").write_text("".join(one.text for one in of_kind("case") if one.of in steps), encoding="utf-8")
    source = loaded(tmp_path, last.of)
    assert [str(flaw) for flaw in clause_flaws(source)] == []
    assert [str(verdict) for verdict in run_cases(source, read_cases(source)) if not verdict.holds] == []


@pytest.mark.parametrize("example", of_kind("case"), ids=str)
def test_a_case_holds_on_both_engines(example: Example, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(example.text, encoding="utf-8")
    source = loaded(tmp_path, example.of)
    cases = read_cases(source)
    assert cases != ()
    for engine in ENGINES:
        assert [str(verdict) for verdict in run_cases(source, cases, engine) if not verdict.holds] == []


def refusals() -> Iterator[Any]:
    """(wrong fragment, the message shown after it)."""
    for number, example in enumerate(examples()):
        if example.kind == "wrong":
            assert examples()[number + 1].kind == "message"
            yield pytest.param(example, examples()[number + 1].text.strip(), id=str(example))


@pytest.mark.parametrize(("example", "message"), list(refusals()))
def test_a_wrong_fragment_is_refused_in_these_words(example: Example, message: str) -> None:
    with pytest.raises((RulebookError, Refused)) as refusal:
        compile_plan(load_text(written(merged(tree(example.of), read_nodes(example.text, "x").plain()))), Request("2024"))
    assert message in str(refusal.value)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("example", of_kind("result"), ids=str)
def test_the_tutorials_folder_gives_the_result_shown(example: Example, engine: str, tmp_path: Path) -> None:
    rulebook, office = tmp_path / "rulebook", tmp_path / "office"
    rulebook.mkdir()
    office.mkdir()
    files = of_kind("file")
    assert {one.name for one in files} == {"people.csv", "units.csv", "facts.csv", "parameters.yaml"}
    for one in files:
        (office / one.name).write_text(one.text, encoding="utf-8")
    outcome = evaluate_folder(loaded(rulebook, example.of), office, example.period, engine_name=engine)
    assert outcome.warnings == ()
    assert list(differences(read_nodes(example.text, "result"), report(outcome))) == []


def shapes(below: type[Shape] = Shape) -> Iterator[type[Shape]]:
    for shape in below.__subclasses__():
        if shape.__module__.startswith("xiaoneng.rulebook.language."):
            yield shape
        yield from shapes(shape)


@pytest.mark.parametrize("shape", [shape for shape in shapes() if shape is not Condition], ids=lambda shape: str(shape.__name__))
def test_every_key_of_the_language_is_explained(shape: type[Shape]) -> None:
    keys = [one.alias or name for name, one in shape.model_fields.items()]
    assert [key for key in keys if not re.search(rf"`[^`\n]*(?<!\w){re.escape(key)}(?!\w)[^`\n]*`", page())] == []


def test_every_tally_and_function_is_explained() -> None:
    with pytest.raises(RulebookError) as refusal:
        compile_plan(load_text(written(merged(tree("base"), {"figures": {"x": {"is": "q(1)", "in": "year"}}}))), Request("2024"))
    functions = str(refusal.value).partition("可用的有：")[2].split("、")
    assert "divide" in functions
    assert [name for name in (*TALLIES, *functions, "previous", "rank", "rank_up", "mean", "run") if f"`{name}" not in page()] == []


def recipes() -> list[str]:
    cookbook = page().partition("\n## 四、")[2].partition("\n## 五、")[0]
    return re.split(r"^### ", cookbook, flags=re.MULTILINE)[1:]


def test_every_recipe_of_the_cookbook_has_figures() -> None:
    assert len(recipes()) >= FEWEST_RECIPES
    assert [recipe.splitlines()[0] for recipe in recipes() if "```yaml case" not in recipe] == []


def test_every_example_has_a_name_of_its_own() -> None:
    names = [one.name for one in of_kind(*RULEBOOKS)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
