"""文书的填写处: which words the texts of an office's letters and notices may leave to be filled in, for whoever writes them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.ledger.queries import enactments_for
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.rulebook.language.form_words import FILLED, own_words
from xiaoneng.rulebook.language.rulebook import Rulebook


@dataclass(frozen=True)
class Offered:
    """一个程序: what it fills in, and the forms that are printed of it."""

    name: str
    clause: str
    words: tuple[str, ...]
    forms: tuple[str, ...]


def offered(book: Rulebook) -> list[Offered]:
    """各程序: those that print something."""
    return [
        Offered(one.name, one.clause, tuple(own_words(one)), tuple(book.forms[key].name for key in one.form if key in book.forms))
        for one in book.procedures.values()
        if one.form
    ]


@page("ledger.see_enactments")
def words(request: Visit, pk: int | None = None) -> HttpResponse:
    """文书里可以填的词: of one version, or of all in force."""
    one = find(enactments_for(request.viewer), pk=pk) if pk is not None else None
    versions = [one] if one is not None else in_force(request.viewer.office, request.viewer.on)
    books = [(version, offered(source_of(version).rulebook)) for version in versions]
    context = {"one": one, "always": FILLED, "books": [(version, rows) for version, rows in books if rows]}
    return render(request, "web/rulebook/words.html", context)
