"""Text that looks like SQL, markup or trickery stays text: it is computed alike everywhere, or refused."""

from __future__ import annotations

import json

import pytest

from tests.rulebook.language.drafts import DAY, found_alike, plan_of, refusal_of
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit

HOSTILE = [
    "'; DROP TABLE fact; --",
    "a'b",
    '"double"',
    "back\\slash\\'",
    "{braces} {0}",
    "100%_of_%s",
    "two\nlines",
    "<script>alert(1)</script>",
    "🙂🀄",
    "\u202eright to left",
    "?1 :name $x",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_are_compared_and_carried_as_they_are(word: str) -> None:
    told, named = (json.dumps(text, ensure_ascii=False) for text in (word, "r" + word.replace(":", "")))
    plan = plan_of(
        f"facts: {{{told}: {{name: {told}, fields: {{g: {{type: choice, one_of: [{told}, 其他]}}}}}}}}\n"
        f"units: {{place: {{}}}}\npeople: {{mark: {{}}}}\n"
        f"rules:\n"
        f"  - {{id: {named}, clause: 二, fact: {told}, where: {{g: {told}}}, post: {{score: -1}}}}\n"
        f"  - {{id: b, clause: 二, when: {{mark: {told}, unit.place: {told}}}, bar: best}}\n"
    )
    office = Office(
        people=(Person("P1", word, fields={"mark": word}), Person(word, "乙", fields={"mark": "别的"})),
        units=(Unit(word, fields={"place": word}),),
        memberships=(Membership(0, 0), Membership(1, 0)),
        facts=(Fact("F1", word, DAY, person=0, fields={"g": word}), Fact("F2", word, DAY, person=0, fields={"g": "其他"})),
    )
    found = found_alike(plan, office)
    assert [(entry.subject, entry.item, entry.amount) for entry in found.entries] == [(0, 0, -100)]
    assert {hit.subject for hit in found.hits if hit.rule == "b"} == {0}


def test_a_nul_never_reaches_a_database() -> None:
    assert "U+0000" in refusal_of('rules: [{id: a, clause: 二, when: {party: "x\\0y"}, bar: best}]')


@pytest.mark.parametrize("expression", ['__import__("os")', "lates; DROP TABLE fact", "lates.__class__.x", "lates -- x", "(SELECT 1)"])
def test_an_expression_is_never_code(expression: str) -> None:
    assert "rulebook.yaml" in refusal_of(f"figures: {{x: {{is: {json.dumps(expression)}}}}}")
