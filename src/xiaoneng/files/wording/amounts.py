"""数额的行文: what a rule posts, as 扣 0.5 分, 按《…》加, 按得分计分; a formula that only takes away is said as what it takes."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

from xiaoneng.files.wording.folding import resolved
from xiaoneng.files.wording.formulas import SUM, level, say
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language import expressions as ex

Sign = Literal["+", "-", ""]
NOUNS = {"+": "加分", "-": "扣分", "": "计分"}
PAID = {"+": "计奖", "-": "扣款", "": "计奖"}
_RANGE = re.compile(r"([<>]=?)?(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?(\+)?")
BEYOND = {"<": "不满 {0}", "<=": "{0} 以下", ">": "超过 {0}", ">=": "{0} 以上"}


def amount(wording: Wording, account: str, text: str, where: str = "") -> str:
    """`-0.5` as 扣 0.5 分, a table as 按《…》加, a formula as 按…计分; `where` says to which account, where there are several."""
    money = account in wording.book.accounts and wording.book.accounts[account].money
    gain = "奖" if money else "加"
    if text in wording.book.tables:
        return f"按《{wording.table(text)}》{gain}{where}"
    node = resolved(ex.parse_expression(text), wording.settings)
    if isinstance(node, ex.Number):
        said = wording.expression(text)
        less = said.startswith(("-", "−"))
        return f"{'扣' if less else gain} {said.lstrip('-−+')} {wording.unit(account)}{where}"
    sign = sign_of(wording, node)
    noun = (PAID if money else NOUNS)[sign]
    less_node = taken(node) if sign == "-" else node
    said = f"“{say(wording, less_node)}”" if isinstance(less_node, ex.Name) else say(wording, less_node)
    space = " " if said[-1:].isascii() else ""
    return f"按{said}{space}{noun}{where}" if level(wording, less_node) >= SUM else f"{noun}{where}：{said}"


def sign_of(wording: Wording, node: ex.Expression) -> Sign:
    """Whether a formula only takes away (`-`), never does (`+`), or may do either."""
    match node:
        case ex.Number(value=value):
            return "-" if value < 0 else "+"
        case ex.Negative():
            return "-"
        case ex.Binary(operator="*", left=left, right=right):
            signs = {sign_of(wording, left), sign_of(wording, right)}
            return "-" if signs in ({"-", ""}, {"-", "+"}) else "+" if signs == {"+"} else ""
        case ex.Call(function="if", arguments=(_, then, other)):
            signs = {sign_of(wording, part.value) for part in (then, other) if part.value != ex.Number(Decimal(0))}
            return signs.pop() if len(signs) == 1 else ""
        case ex.Call(function="max" | "clamp", arguments=(_, limit, *_)) if isinstance(limit.value, ex.Number) and limit.value.value >= 0:
            return "+"
        case ex.Call(function="lookup", arguments=(table, _)) if isinstance(table.value, ex.Name):
            return "+" if _never_less(wording, table.value.text) else ""
        case _:
            return ""


def taken(node: ex.Expression) -> ex.Expression:
    """A formula that only takes away, turned round."""
    match node:
        case ex.Number(value=value, percent=percent):
            return ex.Number(-value, percent)
        case ex.Negative(value=value):
            return value
        case ex.Binary(operator="*", left=left, right=right):
            negative = isinstance(left, ex.Number | ex.Call) and not isinstance(right, ex.Number)
            return ex.Binary("*", taken(left), right) if negative else ex.Binary("*", left, taken(right))
        case ex.Call(function="if", arguments=(condition, then, other)):
            return ex.Call("if", (condition, ex.Argument(taken(then.value)), ex.Argument(taken(other.value))))
        case _:
            return ex.Negative(node)


def _never_less(wording: Wording, table: str) -> bool:
    try:
        return all(Decimal(row.value.rstrip("%")) >= 0 for row in wording.book.tables[table].rows.values())
    except (InvalidOperation, KeyError):
        return False


def key_words(key: str) -> str:
    """`2-3` as 2 至 3, `4+` as 4 以上, `<60` as 不满 60; other keys as they are."""
    found = _RANGE.fullmatch(key.replace(" ", ""))
    if found is None:
        return key
    sign, low, high, more = found.groups()
    if sign:
        return BEYOND[sign].format(low)
    return f"{low} 至 {high}" if high else f"{low} 以上" if more else low
