"""改数字、名称和表: the places of a version's rulebook that a form may change, and whose fault it is where a change does not do."""

from __future__ import annotations

import json
from collections.abc import Iterable

from xiaoneng.files.wording.fields import Field, fields
from xiaoneng.files.wording.names import Wording
from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.ledger.texts import unbundle
from xiaoneng.rulebook.editing.leaves import PIECE, Path
from xiaoneng.rulebook.editing.rewrite import Chapters, Edits
from xiaoneng.rulebook.language.load import nodes_of
from xiaoneng.rulebook.problems import Flaw

ENTRY = 2
"""So many steps lead to a rule, an award or a table."""


def wording_of(enactment: Enactment) -> Wording:
    """行文: with the readings and answers of a version."""
    book = source_of(enactment).rulebook
    settings = {name: reading.default for name, reading in book.readings.items()}
    return Wording(book, settings | {name: answer for name, answer in enactment.answers.items() if isinstance(answer, str)})


def fields_of(enactment: Enactment) -> list[Field]:
    """表单的各项: of a version, in the order of its text."""
    return fields(source_of(enactment), wording_of(enactment))


def chapters_of(enactment: Enactment) -> list[tuple[str, str]]:
    """制度文件: of a version."""
    return unbundle(enactment.text)


def open_draft(enactment: Enactment) -> Enactment | None:
    """拟定中的下一版: the draft that follows a version, where somebody began one."""
    return Enactment.objects.filter(follows=enactment, state=EnactmentState.DRAFT).order_by("-number").first()


def path_key(path: Path) -> str:
    """A path as one text."""
    return json.dumps(path, ensure_ascii=False)


def blamed(chapters: Chapters, edits: Edits, flaws: Iterable[Flaw]) -> tuple[dict[str, str], list[str]]:
    """归到各项: what is wrong, by the path of the value that was changed; and what belongs to none of them."""
    nodes = nodes_of(chapters)
    spots: dict[tuple[str, int, int], tuple[int, Path]] = {}
    paths = [*edits.values, *((*path, name) for path, name, _ in edits.rows)]
    for path in paths:
        plain = path[:-1] if str(path[-1]).startswith(PIECE) else path
        for length in range(ENTRY, len(plain) + 1):
            for spot in (nodes.place(plain[:length]), nodes.at(plain[:length]).spot):
                at = (spot.file, spot.line, spot.column)
                if at not in spots or spots[at][0] < length:
                    spots[at] = (length, path)
    found: dict[str, str] = {}
    others: list[str] = []
    for flaw in flaws:
        here = spots.get((flaw.file, flaw.line, flaw.column))
        if here is None:
            others.append(f"{flaw.message}（条款 {flaw.clause}）" if flaw.clause else flaw.message)
        else:
            found.setdefault(path_key(here[1]), flaw.message)
    return found, others
