"""表达式: the one small expression language, parsed by a library into a tree and checked name by name later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, VisitError

MAX_LENGTH = 2000
MAX_NESTING = 64
MOST_DIGITS = 6
TOO_DEEP = "表达式嵌套太深，请拆成几个指标"

GRAMMAR = r"""
?start: either
?either: both (_OR both)*               -> any_of
?both: negated (_AND negated)*          -> all_of
?negated: _NOT negated                  -> negation
        | compared
?compared: sum                          -> alone
         | sum COMPARE sum              -> compare
         | sum _IN "[" literal ("," literal)* "]" -> one_of
?sum: product
    | sum "+" product                   -> plus
    | sum "-" product                   -> minus
?product: unary
        | product "*" unary             -> times
        | product "/" unary             -> slash
?unary: "-" unary                       -> negative
      | atom
?atom: NUMBER "%"                       -> percent
     | NUMBER                           -> number
     | DATE                             -> date
     | TEXT                             -> text
     | name
     | NAME "(" [argument ("," argument)*] ")" -> call
     | "(" either ")"
argument: either [_OVER population [_WHERE either]]
population: [PICK NUMBER] NAME          -> named_population
          | [PICK NUMBER _OF] NUMBER NAME -> counted_population
name: NAME ("." NAME)?
?literal: NUMBER "%" -> percent
        | NUMBER -> number
        | TEXT -> text
        | "-" NUMBER -> negative_number

_OR.5: /or(?!\w)/
_AND.5: /and(?!\w)/
_NOT.5: /not(?!\w)/
_IN.5: /in(?!\w)/
_OVER.5: /over(?!\w)/
_OF.5: /of(?!\w)/
_WHERE.5: /where(?!\w)/
PICK.5: /(best|worst)(?!\w)/
COMPARE: ">=" | "<=" | "!=" | "=" | ">" | "<"
DATE.3: /\d{4}-\d{2}-\d{2}(?![\d.])/
NUMBER: /\d+(\.\d+)?/
NAME: /[A-Za-z_\u3400-\u9fff][\w\u3400-\u9fff]*/
TEXT: /'[^'\n]*'/ | /"[^"\n]*"/ | /“[^”\n]*”/
%ignore /[ \t\n]+/
"""


@dataclass(frozen=True)
class Number:
    """A number; `percent` remembers that it was written as one, and makes no difference to what it equals."""

    value: Decimal
    percent: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Name:
    """A declared name, or `owner.name` (`section.class`)."""

    text: str


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Argument:
    """An argument; `over` names the population of an aggregate (peers, members, months …), `count` as in `3 years`.

    `pick` is `best` or `worst` where only so many (`most`) of the values count.
    """

    value: Expression
    over: str = ""
    count: int = 0
    pick: str = ""
    most: int = 0
    where: Expression | None = None
    """Of the population only those for whom this holds count."""

    @property
    def read(self) -> tuple[Expression, ...]:
        """The expressions that stand in it."""
        return (self.value,) if self.where is None else (self.value, self.where)


@dataclass(frozen=True)
class Binary:
    """`+ - *` or a comparison `= != < <= > >=`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negative:
    value: Expression


@dataclass(frozen=True)
class Not:
    value: Expression


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class OneOf:
    value: Expression
    options: tuple[Expression, ...]


Expression = Number | Text | Name | Call | Binary | Negative | Not | AnyOf | AllOf | OneOf


class ExpressionError(ValueError):
    """What is wrong with an expression, in Chinese, with the column inside it."""


class _Build(Transformer[Token, Expression]):
    def number(self, found: list[Token]) -> Expression:
        return Number(Decimal(found[0]))

    def date(self, found: list[Token]) -> Expression:
        """A day as its running number, which `date` and fields of type day are compared with."""
        try:
            return Number(Decimal(date.fromisoformat(found[0]).toordinal()))
        except ValueError:
            raise ExpressionError(f"“{found[0]}”不是日期") from None

    def percent(self, found: list[Token]) -> Expression:
        return Number(Decimal(found[0]) / 100, percent=True)

    def negative_number(self, found: list[Token]) -> Expression:
        return Number(-Decimal(found[0]))

    def text(self, found: list[Token]) -> Expression:
        return Text(str(found[0])[1:-1])

    def name(self, found: list[Token]) -> Expression:
        return Name(".".join(found))

    def argument(self, found: list[Any]) -> Argument:
        value, *over = found
        return Argument(value, *over[0], *over[1:]) if over else Argument(value)

    def named_population(self, found: list[Token]) -> tuple[str, int, str, int]:
        *picked, name = found
        return str(name), 0, *_picked(picked)

    def counted_population(self, found: list[Token]) -> tuple[str, int, str, int]:
        *picked, count, name = found
        return str(name), _whole(count), *_picked(picked)

    def call(self, found: list[Any]) -> Expression:
        return Call(str(found[0]), tuple(item for item in found[1:] if item is not None))

    def plus(self, found: list[Any]) -> Expression:
        return Binary("+", found[0], found[1])

    def minus(self, found: list[Any]) -> Expression:
        return Binary("-", found[0], found[1])

    def times(self, found: list[Any]) -> Expression:
        return Binary("*", found[0], found[1])

    def slash(self, found: list[Any]) -> Expression:
        raise ExpressionError("除法请写成 divide(被除数, 除数)，并在指标上声明 decimals 和 round")

    def negative(self, found: list[Any]) -> Expression:
        return Number(-found[0].value, found[0].percent) if isinstance(found[0], Number) else Negative(found[0])

    def negation(self, found: list[Any]) -> Expression:
        return Not(found[0])

    def alone(self, found: list[Any]) -> Expression:
        return found[0]  # type: ignore[no-any-return]

    def compare(self, found: list[Any]) -> Expression:
        return Binary(str(found[1]), found[0], found[2])

    def one_of(self, found: list[Any]) -> Expression:
        return OneOf(found[0], tuple(found[1:]))

    def any_of(self, found: list[Any]) -> Expression:
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def all_of(self, found: list[Any]) -> Expression:
        return found[0] if len(found) == 1 else AllOf(tuple(found))


def _picked(found: list[Token]) -> tuple[str, int]:
    return (str(found[0]), _whole(found[1])) if found else ("", 0)


def _whole(number: Token) -> int:
    if not number.isdigit() or len(number) > MOST_DIGITS or not int(number):
        raise ExpressionError(f"over 后面的“{number}”应是大于 0 的整数")
    return int(number)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """The tree of an expression such as `max(done - norm, 0) * 100`. Raises ExpressionError."""
    folded = text.strip()
    if not folded:
        raise ExpressionError("表达式是空的")
    if len(folded) > MAX_LENGTH:
        raise ExpressionError(f"表达式超过 {MAX_LENGTH} 个字符，请拆成几个指标")
    number = _plain_number(folded)
    if number is not None:
        return Number(number, percent=folded.endswith("%"))
    try:
        tree: Expression = _Build().transform(_parser().parse(folded))
    except UnexpectedInput as error:
        raise ExpressionError(f"表达式“{folded}”第 {getattr(error, 'column', 1)} 个字符处看不懂；{_remedy(folded)}") from None
    except VisitError as error:
        raise ExpressionError(str(error.orig_exc)) from None
    except RecursionError:
        raise ExpressionError(TOO_DEEP) from None
    if nesting(tree) > MAX_NESTING:
        raise ExpressionError(TOO_DEEP)
    return tree


def nesting(node: Expression) -> int:
    """How deep an expression is for a database to read: a long sum counts little, a function inside a function much."""
    match node:
        case Binary():
            return max(nesting(node.left) + 1, nesting(node.right) + 3)
        case Negative() | Not():
            return nesting(node.value) + 2
        case AnyOf() | AllOf():
            return max(nesting(part) for part in node.parts) + 2
        case OneOf():
            return nesting(node.value) + 1
        case Call():
            return max((nesting(part) for argument in node.arguments for part in argument.read), default=0) + 8
        case _:
            return 0


def _plain_number(text: str) -> Decimal | None:
    body = text.removesuffix("%")
    digits = body.lstrip("+-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or body.count("-") + body.count("+") > 1 or body.endswith("."):
        return None
    return Decimal(body) / 100 if text.endswith("%") else Decimal(body)


def _remedy(text: str) -> str:
    if any(sign in text for sign in "（），＝＞＜"):
        return "请用半角的括号、逗号和比较号"
    if "==" in text or "&&" in text or "||" in text:
        return "相等写 =，并且写 and，或者写 or"
    return "可用的写法：+ - *、divide(a, b)、= != < <= > >=、and or not、名称和 '文字'"
