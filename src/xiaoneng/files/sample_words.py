"""示范用词: the invented names and words of `sample_names.yaml`."""

from __future__ import annotations

from functools import cache
from importlib import resources

from pydantic import Field

from xiaoneng.rulebook.language.nodes import read_nodes
from xiaoneng.rulebook.language.shapes import Name, Names, Shape

FILE = "sample_names.yaml"


class SampleWords(Shape):
    """用词: lists to draw from; `halves` are units of which there are halves, `numbers` answers a parameter by its unit."""

    surnames: Names = Field(min_length=1)
    given: Names = Field(min_length=1)
    units: Names = Field(min_length=1)
    classes: Names = Field(min_length=1)
    posts: Names = Field(min_length=1)
    chief: Name
    leaders: Names = Field(min_length=1)
    sexes: Names = Field(min_length=1)
    parties: Names = Field(min_length=1)
    matters: Names = Field(min_length=1)
    remarks: Names = Field(min_length=1)
    topics: Names = Field(min_length=1)
    papers: Names = Field(min_length=1)
    texts: Names = Field(min_length=1)
    halves: Names
    numbers: dict[str, str]


@cache
def sample_words() -> SampleWords:
    """The words, read once."""
    text = resources.files("xiaoneng.files").joinpath(FILE).read_text(encoding="utf-8")
    return SampleWords.model_validate(read_nodes(text, FILE).plain())
