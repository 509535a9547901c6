"""Which keys may stand at a place: walked along the model's own fields, so that hints never go stale."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel

from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import Condition, Test

CONNECTIVES = ("any", "all", "not")
"""Keys of a condition that are not names of the author's own."""


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """The keys of the shape that stands at `path`; empty where names are the author's own."""
    here: Any = Rulebook
    for step in path:
        here = _step(here, step)
        if here is None:
            return []
    shapes = [kind for kind in _kinds(here) if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [field.alias or name for shape in shapes for name, field in shape.model_fields.items()]


def _kinds(annotation: Any) -> list[Any]:
    """The alternatives of an annotation, without Annotated and None."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _kinds(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [kind for part in typing.get_args(annotation) for kind in _kinds(part)]
    return [] if annotation is type(None) else [annotation]


def _step(annotation: Any, step: str | int) -> Any:
    for kind in _kinds(annotation):
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
