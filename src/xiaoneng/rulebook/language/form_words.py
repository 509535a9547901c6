"""填写处: 〔…〕 in the texts of a form: which words are filled in when it is printed, and which nothing fills.

A year as in 某局发〔2026〕5号, and brackets with nothing in them, are text. Whoever wants other words printed in such brackets writes
them twice: 〔〔附后〕〕.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.procedures import Form, Procedure
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.problems import Flaw, nearest

FILLED = {
    "对象": "事项所说的人或科室",
    "科室": "对象所在的科室",
    "编号": "事项的编号",
    "依据": "制度的标题、文号和这份文书的条款",
    "结果": "办理的结果",
    "日期": "文书的日期",
    "记录": "有关记录的编号",
    "起止": "由此产生的期限，自哪天至哪天",
    "后果": "由此产生的后果",
}
"""Words that are filled in whatever the procedure is, and with what."""
_PLACE = re.compile(r"〔〔(?P<literal>[^〔〕]+)〕〕|〔(?P<word>\s*[^〔〕0-9\s][^〔〕]*)〕")
Path = tuple[str | int, ...]


def words_in(text: str) -> list[str]:
    """The words that a text wants filled in."""
    return [found["word"].strip() for found in _PLACE.finditer(text) if found["word"]]


def filled(text: str, fill: Callable[[str], str]) -> str:
    """A text with its places filled in."""
    return _PLACE.sub(lambda found: fill(found["word"].strip()) if found["word"] else f"〔{found['literal']}〕", text)


def own_words(procedure: Procedure) -> list[str]:
    """栏目和步骤: the words that a procedure itself fills."""
    return [*(field.name or key for key, field in procedure.fields.items()), *(step.says or step.id for step in procedure.steps)]


def known_words(book: Rulebook, key: str) -> list[str]:
    """What may be filled in on a form: the words of all procedures that print it, and those that are always there."""
    printing = [one for one in book.procedures.values() if key in one.form]
    return list(dict.fromkeys([*(word for one in printing for word in own_words(one)), *FILLED]))


def form_flaws(source: Source) -> list[Flaw]:
    """Words that nothing would fill in, so that a letter would go out with a blank; and forms that a procedure names and nobody wrote."""
    book, flaws = source.rulebook, []
    for key, form in book.forms.items():
        known = known_words(book, key)
        for path, text in _texts(key, form):
            for word in dict.fromkeys(words_in(text)):
                if word not in known:
                    said = f"“{form.name}”里的〔{word}〕没有可填的内容（要照印括号的，写成〔〔{word}〕〕）{nearest(word, known)}"
                    flaws.append(source.flaw(path, said, form.clause))
    for name, procedure in book.procedures.items():
        for key in procedure.form:
            if key not in book.forms:
                said = f"“{procedure.name}”要打印的表式“{key}”没有写{nearest(key, list(book.forms))}"
                flaws.append(source.flaw(("procedures", name, "form"), said, procedure.clause, key))
    return flaws


def _texts(key: str, form: Form) -> Iterator[tuple[Path, str]]:
    """Every text of a form with its place; a list of one may be written as a plain text."""
    if form.title:
        yield ("forms", key, "title"), form.title
    for name in ("to", "text", "notes"):
        for number, text in enumerate(getattr(form, name)):
            yield ("forms", key, name, number), text
