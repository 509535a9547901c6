"""原文与制度: which words of an office's own document stand under which clause of its rulebook."""

from __future__ import annotations

from collections.abc import Mapping

from xiaoneng.files.outline.matching import Matching, match
from xiaoneng.files.outline.model import Clause, Outline
from xiaoneng.files.outline.stored import from_data
from xiaoneng.ledger.models import Enactment, Original
from xiaoneng.ledger.rulebooks import source_of

KEPT = 32
"""Pairings kept: more than the versions that the offices of a county look at at once."""
_pairings: dict[tuple[object, ...], Matching] = {}


def outline_of(original: Original) -> Outline:
    """大纲: the clauses of a document as they were read."""
    return from_data(original.outline)


def found_beside(original: Original, enactment: Enactment) -> Matching:
    """初步对照: as told by numbers and names alone."""
    return match(outline_of(original), source_of(enactment).rulebook.clauses)


def beside(original: Original, enactment: Enactment) -> Matching:
    """对照: the clauses of a version's rulebook with those of a document, as told by numbers and names, then by people."""
    key = (original.pk, original.file.sha256, tuple(sorted(original.chosen.items())), enactment.text_sha256)
    if key not in _pairings:
        if len(_pairings) >= KEPT:
            _pairings.clear()
        _pairings[key] = corrected(found_beside(original, enactment), outline_of(original), original.chosen)
    return _pairings[key]


def corrected(found: Matching, outline: Outline, chosen: Mapping[str, str]) -> Matching:
    """人工对应: what somebody said comes first; no clause of the document stands under two of the rulebook."""
    known = {clause.number: clause for clause in outline.clauses}
    said = {number: known.get(own) for number, own in chosen.items() if number in found.pairs}
    taken = {clause.number for clause in said.values() if clause is not None}
    pairs: dict[str, Clause | None] = {
        number: said.get(number, None if clause is not None and clause.number in taken else clause)
        for number, clause in found.pairs.items()
    }
    used = {clause.number for clause in pairs.values() if clause is not None}
    return Matching(pairs, tuple(clause for clause in outline.clauses if clause.number not in used))


def words_of(enactment: Enactment) -> dict[str, str]:
    """原文的话: clause of the rulebook → what the document says there; empty where none was loaded."""
    if enactment.original is None:
        return {}
    return {number: clause.text for number, clause in beside(enactment.original, enactment).pairs.items() if clause is not None}
