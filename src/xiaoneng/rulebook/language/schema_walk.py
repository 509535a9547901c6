"""Which keys may stand at a place: walked along the model's own fields, so that hints never go stale."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, BeforeValidator

from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import Condition, Test

CONNECTIVES = ("any", "all", "not")
"""Keys of a condition that are not names of the author's own."""


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """The keys of the shape that stands at `path`; empty where names are the author's own."""
    here: Any = Rulebook
    for step in path:
        here = step_into(here, step)
        if here is None:
            return []
    shapes = [kind for kind in kinds_of(here) if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [field.alias or name for shape in shapes for name, field in shape.model_fields.items()]


def kinds_of(annotation: Any) -> list[Any]:
    """The alternatives of an annotation, without Annotated and None."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return kinds_of(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [kind for part in typing.get_args(annotation) for kind in kinds_of(part)]
    return [] if annotation is type(None) else [annotation]


def marks_of(annotation: Any) -> frozenset[str]:
    """The names of the checks that an annotation and its alternatives carry."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *marks = typing.get_args(annotation)
        names = {mark.func.__name__ for mark in marks if isinstance(mark, BeforeValidator) and isinstance(mark.func, types.FunctionType)}
        return frozenset(names) | marks_of(inner)
    if origin in (typing.Union, types.UnionType):
        return frozenset().union(*(marks_of(part) for part in typing.get_args(annotation)))
    return frozenset()


def step_into(annotation: Any, step: str | int) -> Any:
    """The annotation of what stands under a key or in a list; None where the model knows of none."""
    for kind in kinds_of(annotation):
        origin = typing.get_origin(kind)
        if origin is dict:
            return typing.get_args(kind)[1]
        if origin in (tuple, list):
            return typing.get_args(kind)[0]
        if kind is Condition and step not in CONNECTIVES:
            return Test
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, field in kind.model_fields.items():
                if step in (name, field.alias):
                    return field.rebuild_annotation()
    return None
