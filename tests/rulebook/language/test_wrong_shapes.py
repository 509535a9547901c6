"""Whatever stands where something else belongs: every key of every shape is refused in Chinese, or computed; never a traceback."""

from __future__ import annotations

import copy
import re
import typing
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from tests.engines.invented import invented_rulebook
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.schema_walk import kinds_of
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Flaw, Refused, RulebookError

Path = tuple[str | int, ...]
OWN = "zz"
"""A name of the author's own."""
PLAIN = {"rulebook": "draft", "version": "1", "document": {"title": "某办法", "issuer": "某局"}, "clauses": {"一": "总则"}}
WRONG: list[Any] = ["", "7", "-0.001", "字", [], {}, ["字"], [["字"]], [{}], {OWN: "字"}, {OWN: {}}, {OWN: ["字"]}]
QUOTED = re.compile("“[^”]*”")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]+ [A-Za-z]{2,} [A-Za-z]+")
"""Four words in a row; the longest the language itself has is `sum(x over members)`."""


def _shapes(kind: Any) -> list[type[BaseModel]]:
    return [one for one in kinds_of(kind) if isinstance(one, type) and issubclass(one, BaseModel)]


def _inside(kind: Any) -> tuple[Any, Path]:
    """What a kind holds, and the step that leads there."""
    origin = typing.get_origin(kind)
    if origin is dict:
        return typing.get_args(kind)[1], (OWN,)
    return (typing.get_args(kind)[0], (0,)) if origin in (tuple, list) else (kind, ())


def _places(shape: type[BaseModel], above: Path = (), seen: frozenset[type[BaseModel]] = frozenset()) -> Iterator[Path]:
    """Every key of a shape and of the shapes below it, and the entries of its lists and maps."""
    for name, field in shape.model_fields.items():
        here = (*above, field.alias or name)
        yield here
        for kind in kinds_of(field.rebuild_annotation()):
            inner, step = _inside(kind)
            if step:
                yield (*here, *step)
            for below in _shapes(inner):
                if below not in seen:
                    yield from _places(below, (*here, *step), seen | {shape})


def _with(path: Path, wrong: Any) -> str:
    whole: Any = copy.deepcopy(PLAIN)
    here = whole
    for step, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            here.append(empty)
        elif not isinstance(here.get(step), type(empty)):
            here[step] = empty
        here = here[step]
    if isinstance(path[-1], int):
        here.append(wrong)
    else:
        here[path[-1]] = wrong
    return yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True)


def _flaws(text: str) -> list[Flaw]:
    try:
        compile_plan(load_text(text), Request("2021"))
    except RulebookError as error:
        return error.flaws
    except Refused as error:
        return [Flaw("", 1, 1, "", str(error))]
    return []


SECTIONS = sorted({path[0] for path in _places(Rulebook)}, key=str)


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_wrong_shape_is_said_in_chinese(section: str, stride: int) -> None:
    said = 0
    for number, path in enumerate(_places(Rulebook)):
        for wrong in WRONG[number % stride :: stride] if path[0] == section else []:
            for flaw in _flaws(_with(path, wrong)):
                said += 1
                assert flaw.line >= 1, (path, wrong, flaw)
                assert not SENTENCE.search(QUOTED.sub("", flaw.message)), (path, wrong, flaw.message)
    assert said


def test_every_key_of_the_language_is_tried() -> None:
    tried = {path[-1] for path in _places(Rulebook)}
    assert {"opens_at", "within_days", "labels", "rank_by", "rest_day", "except", "from", "copies", "at_least"} <= tried


def _nodes(value: Any, above: Path = ()) -> Iterator[Path]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in entries:
        yield (*above, step)
        yield from _nodes(part, (*above, step))


@pytest.mark.parametrize("seed, stride", [(0, 211), *(pytest.param(seed, 6, marks=pytest.mark.slow) for seed in (1, 2))])
def test_a_sound_rulebook_with_one_thing_wrong_is_refused_in_chinese_or_computed(seed: int, stride: int) -> None:
    text = invented_rulebook(seed)
    for number, path in list(enumerate(_nodes(yaml.load(text, Loader=yaml.CBaseLoader))))[::stride]:  # noqa: S506 - keeps scalars text
        whole = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
        holder = whole
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = wrong = WRONG[(number + seed) % len(WRONG)]
        for flaw in _flaws(yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True)):
            assert not SENTENCE.search(QUOTED.sub("", flaw.message)), (path, wrong, flaw.message)
