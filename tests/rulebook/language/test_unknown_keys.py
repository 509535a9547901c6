"""A misspelt key is refused at every level, with its line, column, clause and the nearest key."""

from __future__ import annotations

import pytest

from tests.rulebook.language.drafts import draft, flaws_of

MISSPELT = {
    "figurs: {}": ("figurs", "figures"),
    "facts: {f: {name: 甲, fields: {x: {typ: number}}}}": ("typ", "type"),
    "document: {title: 甲, issuer: 乙, isued: 2001-01-01}": ("isued", "issued"),
    "figures: {x: {line: {of: lates, pionts: [[1, 2], [2, 3]]}}}": ("pionts", "points"),
    "rules: [{id: a, clause: 二, when: {lates: {ovr: 3}}, bar: best}]": ("ovr", "over"),
    "rules: [{id: a, clause: 二, when: {any: [{lates: {ovr: 3}}]}, bar: best}]": ("ovr", "over"),
    "rules: [{id: a, clause: 二, when: {not: {lates: {over: 3, atleast: 2}}}, bar: best}]": ("atleast", "at_least"),
    "rules: [{id: a, clause: 二, when: {all: [{any: [{not: {lates: {ovr: 3}}}]}]}, bar: best}]": ("ovr", "over"),
    "rules: [{id: a, clause: 二, fact: late, once: {inn: month}, post: {score: 1}}]": ("inn", "in"),
    "rules: [{id: a, clause: 二, when: {lates: {over: 3}}, effects: [{say: 告诫}]}]": ("say", "says"),
    "procedures: {p: {name: 甲, clause: 二, steps: [{id: s, whom: 乙}]}}": ("whom", "who"),
    "procedures: {p: {name: 甲, clause: 二, steps: [{id: s, within: {dayz: 3}}]}}": ("dayz", "days"),
    "procedures: {p: {name: 甲, clause: 二, overdue: {becom: 乙}}}": ("becom", "becomes"),
}


@pytest.mark.parametrize("extra", MISSPELT)
def test_a_misspelt_key_is_named_with_its_place_and_the_nearest_key(extra: str) -> None:
    wrong, right = MISSPELT[extra]
    flaw = next(flaw for flaw in flaws_of(extra) if "不认识的键" in flaw.message)
    assert f"“{wrong}”" in flaw.message
    assert f"您是否要写“{right}”？" in flaw.message
    assert draft(extra).splitlines()[flaw.line - 1][flaw.column - 1 :].startswith(wrong)
    assert flaw.file == "rulebook.yaml"
    assert flaw.clause == ("二" if "clause: 二" in extra else "")


def test_every_misspelt_key_is_named_in_one_go() -> None:
    found = [flaw.message for flaw in flaws_of("figurs: {}\nacounts: {}\nfacts: {f: {nam: 甲}}")]
    assert [any(word in message for message in found) for word in ("figurs", "acounts", "nam")] == [True] * 3
