"""推算的行文: derived figures as formulas, scales and tables, each under the clause that asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from xiaoneng.files.wording.amounts import key_words
from xiaoneng.files.wording.formulas import ROUNDED
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language.figures import Figure
from xiaoneng.rulebook.language.names import Table
from xiaoneng.rulebook.language.rulebook import Rulebook

LONGEST_FORMULA = 160


@dataclass(frozen=True)
class Ask:
    """要求: one sentence. `rule` is computed, `record` says what is kept, `unused` belongs to a reading not chosen,
    `registered` is only declared: nothing here does it yet. `rows` are the keys and values of a table that follows the sentence."""

    says: str
    kind: Literal["rule", "record", "unused", "registered"] = "rule"
    rows: tuple[tuple[str, str], ...] = ()


def derived(wording: Wording, figure: Figure) -> Iterator[Ask]:
    """How a named figure is reckoned; nothing for one that only counts."""
    here = replace(wording, peers=_peers(wording, figure))
    if figure.is_ is not None:
        formula = here.expression(figure.is_)
        said = f"：{formula}{_rounding(figure)}" if len(formula) <= LONGEST_FORMULA else "按制度所附公式推算"
        yield Ask(f"{figure.name}{said}。")
    elif figure.line is not None:
        points = "，".join(f"{here.expression(at)} 为 {here.expression(value)}" for at, value in figure.line.points)
        beyond = ((figure.line.below, "低于首档"), (figure.line.above, "高于末档"))
        ends = "".join(f"；{word}的为 {here.expression(text)}" for text, word in beyond if text is not None)
        yield Ask(f"{figure.name}：按{here.expression(figure.line.of)}折算，{points}，两档之间按比例{ends}{_rounding(figure)}。")
    elif figure.lookup is not None:
        of = here.expression(figure.lookup.of)
        if isinstance(figure.lookup.table, str):
            yield Ask(f"{figure.name}：{of}对应的《{here.table(figure.lookup.table)}》。")
        else:
            rows = tuple((key_words(key), _value(here, text)) for key, text in figure.lookup.table.items())
            yield Ask(f"{figure.name}：按{of}查下表。", rows=rows)


def _rounding(figure: Figure) -> str:
    if figure.decimals is None:
        return ""
    how = f"，{ROUNDED[figure.round]}" if figure.round in ROUNDED else ""
    return f"（结果取整数{how}）" if figure.decimals == 0 else f"（结果保留 {figure.decimals} 位小数{how}）"


def _peers(wording: Wording, figure: Figure) -> str:
    """Who is compared: `同一类别的乡镇中`, `全体人员中`, `各单位中`."""
    book = wording.book
    groups = [book.groups[peer].name or "范围内" for peer in figure.peers if peer in book.groups]
    same = "".join(f"同一{wording.name(peer)}的" for peer in figure.peers if peer not in book.groups)
    of = figure.of
    own = book.groups[of].name if of in book.groups else None
    while of in book.groups:
        of = book.groups[of].of
    everybody = "人员" if of == "person" else wording.unit_word
    if not same and not groups:
        return wording.peers if own else f"全体{everybody}中" if of == "person" else f"各{everybody}中"
    return f"{same}{'、'.join(groups) or own or everybody}中"


def table_rows(wording: Wording, key: str, table: Table) -> Ask:
    """A table that figures and rules look up, row by row."""
    rows = []
    for level, row in table.rows.items():
        where = wording.condition(row.where)
        limited = f"（限{where}）" if isinstance(where, str) else ""
        rows.append((key_words(level) + limited, row.value if table.texts else _value(wording, row.value)))
    return Ask(f"《{table.name or key}》：", rows=tuple(rows))


def _value(wording: Wording, text: str) -> str:
    """A value of a table: a number, a formula, or a word that names nothing."""
    known = text in wording.book.figures or text in wording.book.accounts or re.search(r"[\d(+*]", text) is not None
    return wording.expression(text) if known else wording.setting(text) or text


def tables_clause(book: Rulebook, key: str) -> str | None:
    """The clause of the first figure or rule that looks a table up; for a table that names none itself."""
    for figure in book.figures.values():
        texts = [figure.is_ or "", figure.lookup.table if figure.lookup is not None and isinstance(figure.lookup.table, str) else ""]
        if figure.clause and any(_mentions(text, key) for text in texts):
            return figure.clause
    return next((rule.clause for rule in book.rules if any(_mentions(text, key) for text in rule.post.values())), None)


def _mentions(text: str, key: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) is not None
