"""制度页: the living rulebook as one self-contained HTML page: the document, what each clause asks, how it stands."""

from __future__ import annotations

from pathlib import Path

from xiaoneng.files.book.page import book_page
from xiaoneng.files.writing import write_text
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.results.outcome import Outcome

__all__ = ["book_page", "write_book"]


def write_book(source: Source, outcome: Outcome | None, path: Path) -> None:
    """写制度页: the page of a rulebook, with the standing of an office's year where an outcome is given.

    Raises Refused where the file can't be written.
    """
    write_text(path, book_page(source, outcome))
