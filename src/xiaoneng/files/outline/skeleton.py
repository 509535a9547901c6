"""空白制度: an office's document as a rulebook that carries nothing yet: its clauses with their headings, each still to be written."""

from __future__ import annotations

import json
import re

from xiaoneng.files.outline.lines import squeezed
from xiaoneng.files.outline.model import Clause, Outline
from xiaoneng.rulebook.language.clauses import outline as places
from xiaoneng.rulebook.language.names import Clause as RuleClause

UNWRITTEN = "尚未写成规则"
ISSUER = "（请填写制定单位）"
TITLE = "（请填写标题）"
SAYS_CHARS = 40
_SENTENCE = re.compile(r"[^。；\n]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def skeleton(outline: Outline, key: str, title: str, issuer: str = ISSUER, number: str = "") -> str:
    """空白制度: the text of a rulebook.yaml that loads and compiles; the office fills in who issued it and writes the rules."""
    declared = {clause.number: RuleClause(says=_says(clause)) for clause in outline.clauses}
    would_be = {place.number: place.parent for place in places(declared)}
    lines = [
        f"rulebook: {_quoted(key)}",
        'version: "1"',
        "document:",
        f"  title: {_quoted(title.strip() or outline.title or TITLE)}",
        f"  issuer: {_quoted(issuer)}",
        *([f"  number: {_quoted(number)}"] if number else []),
        "clauses:",
    ]
    for clause in outline.clauses:
        under = f", under: {_quoted(clause.parent)}" if clause.parent and would_be[clause.number] != clause.parent else ""
        lines.append(f"  {_quoted(clause.number)}: {{says: {_quoted(_says(clause))}, plain: {_quoted(UNWRITTEN)}{under}}}")
    if not outline.clauses:
        lines.append(f"  {_quoted('全文')}: {{says: {_quoted(TITLE)}, plain: {_quoted(UNWRITTEN)}}}")
    return "\n".join(lines) + "\n"


def _says(clause: Clause) -> str:
    """The heading, else the beginning of the words, else the number."""
    words = clause.heading or squeezed(_first_sentence(clause.text)) or squeezed(clause.printed) or clause.number
    return words if len(words) <= SAYS_CHARS else words[: SAYS_CHARS - 1] + "…"


def _first_sentence(text: str) -> str:
    match = _SENTENCE.match(text.strip())
    return match.group() if match is not None else ""


def _quoted(text: str) -> str:
    """A double-quoted scalar of YAML: JSON's own form, without characters that YAML does not take."""
    return json.dumps(_CONTROL.sub(" ", text), ensure_ascii=False)
