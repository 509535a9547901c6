"""制度页: the living rulebook as one self-contained HTML page: the document, what each clause asks, how it stands."""

from __future__ import annotations

from pathlib import Path

from xiaoneng.files.book.page import book_page
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.outcome import Outcome

__all__ = ["book_page", "write_book"]


def write_book(source: Source, outcome: Outcome | None, path: Path) -> None:
    """写制度页: the page of a rulebook, with the standing of an office's year where an outcome is given.

    Raises Refused where the file can't be written.
    """
    page = book_page(source, outcome)
    try:
        path.write_text(page, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise Refused(f"无法写入“{path.name}”（{error.strerror}）；请检查所在文件夹是否存在、是否有写入权限") from None
