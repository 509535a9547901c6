"""制度: the whole rulebook as one checked model."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pydantic import Field

from xiaoneng.rulebook.language.figures import Award, Conflict, Figure, Join, Rule
from xiaoneng.rulebook.language.names import (
    Account,
    Clauses,
    Conventions,
    DataField,
    Document,
    FactKind,
    Group,
    NamedList,
    Overlap,
    Parameter,
    Reading,
    Sheet,
    Table,
    WorkKind,
)
from xiaoneng.rulebook.language.procedures import Body, Duty, Filing, Form, Mapping, Phase, Procedure, Publication
from xiaoneng.rulebook.language.shapes import Name, Shape


class Rulebook(Shape):
    """制度: one office's document as data."""

    rulebook: Name
    version: Name
    document: Document
    conventions: Conventions = Conventions()
    clauses: Clauses = Field(min_length=1)
    parameters: dict[str, Parameter] = {}
    readings: dict[str, Reading] = {}
    people: dict[str, DataField] = {}
    """Further attributes of people, with the columns they are read from."""
    units: dict[str, DataField] = {}
    facts: dict[str, FactKind] = {}
    works: dict[str, WorkKind] = {}
    groups: dict[str, Group] = {}
    tables: dict[str, Table] = {}
    accounts: dict[str, Account] = {}
    figures: dict[str, Figure] = {}
    rules: tuple[Rule, ...] = ()
    joins: tuple[Join, ...] = ()
    awards: dict[str, Award] = {}
    conflicts: tuple[Conflict, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    lists: dict[str, NamedList] = {}
    sheets: dict[str, Sheet] = {}
    bodies: dict[str, Body] = {}
    mappings: dict[str, Mapping] = {}
    duties: dict[str, Duty] = {}
    phases: dict[str, Phase] = {}
    filings: dict[str, Filing] = {}
    procedures: dict[str, Procedure] = {}
    publications: dict[str, Publication] = {}
    forms: dict[str, Form] = {}

    @cached_property
    def fact_kinds(self) -> dict[str, FactKind]:
        """What can be counted or have an effect: the kinds of fact, and the honours decided that something reads (`awards.KEY`)."""
        read = {kind for figure in self.figures.values() for kind in (figure.tally() or ("", ()))[1]}
        read |= {kind for rule in self.rules for kind in rule.fact or ()}
        found = dict(self.facts)
        for key, award in self.awards.items():
            of = self._awarded(award)
            if honour_kind(key) in read and of in ("person", "unit"):
                found[honour_kind(key)] = FactKind(name=award.name, of=(of,), clause=award.clause)
        return found

    def _awarded(self, award: Award) -> str:
        """`person`, `unit` or the work kind that an award goes to, seen through groups."""
        seen: set[str] = set()
        of = award.of
        while of in self.groups and of not in seen:
            seen.add(of)
            of = self.groups[of].of
        return of


def honour_kind(award: str) -> str:
    """How figures and rules name the decided honours of an award."""
    return f"awards.{award}"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of rulebook.yaml for editors."""
    schema = Rulebook.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "效能制度 rulebook.yaml"
    return schema
