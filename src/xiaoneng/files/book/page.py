"""页面: outline, document and cards put together; every text goes through the markup that escapes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from string import Template
from urllib.parse import quote

from xiaoneng.files.book.cards import card
from xiaoneng.files.book.markup import Html, join, tag, text
from xiaoneng.files.standing import Line, standing
from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.derived import Ask
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language.clauses import Place, outline, pieces
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sheets import warnings

CHINESE_NUMERALS = set("〇零一二三四五六七八九十百")
DEEPEST = 3
ACROSS, SHORT = 6, 8
"""So many keys of a table stand side by side where none is longer than so many characters."""
TOPICS = {
    "barred": ("已取消评选资格", "red", "人次"),
    "effect": ("已产生后果", "red", "人次"),
    "conflict": ("荣誉相交，待说明理由", "red", "人"),
    "gap": ("未定事项，待答复或补录", "amber", "项"),
    "near": ("到限，再一次即有后果", "amber", "人次"),
    "pending": ("待确认的记录", "amber", "条"),
    "unruled": ("待认定的记录", "amber", "条"),
    "short": ("未达到要求或任务", "amber", "人次"),
}
NOT_RUN = "以上带“登记”的内容，本系统目前只登记条款，尚未代办。"


@dataclass(frozen=True)
class Book:
    """One page to be: the rulebook, perhaps an outcome, and per clause what it asks and how it stands."""

    source: Source
    outcome: Outcome | None
    lines: dict[str, list[Line]] = field(default_factory=dict)

    @property
    def rulebook(self) -> Rulebook:
        return self.source.rulebook

    @cached_property
    def wording(self) -> Wording:
        settings = {name: reading.default for name, reading in self.rulebook.readings.items()}
        if self.outcome is not None:
            settings |= self.outcome.plan.readings | self.outcome.plan.answers
        return Wording(self.rulebook, settings)

    @cached_property
    def asks(self) -> dict[str, list[Ask]]:
        return asks(self.wording)

    @cached_property
    def places(self) -> list[Place]:
        return outline(self.rulebook.clauses)

    @cached_property
    def elsewhere(self) -> list[str]:
        """Clauses that something names and the outline lacks: shown at the end, so that nothing is lost."""
        return sorted({*self.asks, *self.lines} - set(self.rulebook.clauses))

    def open(self, clause: str) -> int:
        return sum(line.open for line in self.lines.get(clause, ()))


def book_page(source: Source, outcome: Outcome | None) -> str:
    """制度页 as one HTML text, without scripts and without any address outside itself."""
    book = Book(source, outcome, standing(outcome) if outcome is not None else {})
    document = book.rulebook.document
    folder = resources.files("xiaoneng.files.book")
    frame = Template(folder.joinpath("page.html").read_text(encoding="utf-8"))
    return frame.substitute(
        style=folder.joinpath("style.css").read_text(encoding="utf-8"),
        title=text(document.title),
        issuer=text(document.issuer),
        period=_period(book),
        plain="" if outcome is not None else " bare",
        outline=_outline(book),
        state=_state(book),
        overview=_overview(book) if outcome is not None else "",
        number=tag("p", document.number) if document.number else "",
        facts=text(" ".join(part for part in (document.issuer, document.issued.isoformat() if document.issued else "") if part)),
        clauses=join([_clause(book, place) for place in book.places]),
        annex=_annex(book),
        footer=_footer(book),
    )


def anchor(clause: str) -> str:
    """The id of a clause: its number as printed; white space can't stand in an id."""
    return "-".join(clause.split()) or "-"


def _link(clause: str, *children: str) -> Html:
    return tag("a", *children, href="#" + quote(anchor(clause), safe="()"))


def _period(book: Book) -> Html:
    if book.outcome is None:
        return text("")
    plan = book.outcome.plan
    return tag("span", f"{plan.period.label}　截至 {plan.horizon.isoformat()}")


def _state(book: Book) -> Html:
    """In force or not, number, decided by, how many questions are open."""
    document = book.rulebook.document
    start, end = document.in_force.from_ or document.issued, document.in_force.to
    said = [document.number or "", f"{document.decided_by}研究通过" if document.decided_by else ""]
    said += [f"自 {start.isoformat()} 起施行" if start else "文本未注明施行日期", f"至 {end.isoformat()}" if end else ""]
    questions = len(book.rulebook.parameters)
    if questions:
        answered = len(set(book.rulebook.parameters) & set(book.outcome.plan.answers)) if book.outcome is not None else 0
        said.append(f"未定事项 {questions} 项" + (f"，已答复 {answered} 项" if book.outcome is not None else "，由使用单位答复"))
    badge = tag("span", f"文本标注：{document.status}", class_="badge") if document.status else text("")
    return join([badge, text(" " if document.status else ""), text("　·　".join(part for part in said if part))])


def _heading(place: Place) -> Html:
    """`四、奖惩原则`, `四(七)1 迟到、旷工超限`, or a head without number."""
    number, says = place.number, place.clause.says
    if place.depth == 0 and set(number) <= CHINESE_NUMERALS:
        return join([tag("span", f"{number}、", class_="no"), text(says)])
    return join([tag("span", number if place.depth else f"{number}　", class_="no"), text(says)])


def _outline(book: Book) -> Html:
    rows = []
    for place in book.places:
        last = pieces(place.number)[-1] if place.depth else place.number
        sign = "、" if place.depth == 0 and set(last) <= CHINESE_NUMERALS else " "
        count = book.open(place.number)
        marks = [tag("span", tag("span", "，待处理 ", class_="unseen"), str(count), class_="count")] if count else []
        rows.append(
            tag("li", _link(place.number, tag("span", f"{last}{sign}{place.clause.says}"), *marks), class_=f"d{min(place.depth, DEEPEST)}")
        )
    return tag("ul", *rows)


def _clause(book: Book, place: Place) -> Html:
    number = place.number
    level = f"h{min(place.depth, 2) + 2}"
    why = [tag("span", f"（{place.clause.plain}）", class_="why")] if place.clause.plain else []
    said: list[Html] = [tag(level, _link(number, _heading(place)), *why)]
    said += _asked(book.asks.get(number, []))
    right = card(book.wording, number, book.lines.get(number, ()), answered=book.outcome is not None)
    paper = tag("div", *said, class_="paper has-open" if book.open(number) else "paper")
    return tag("section", paper, *([right] if right else []), class_="clause", id=anchor(number))


def _asked(found: Sequence[Ask]) -> list[Html]:
    said = [part for ask in found if ask.kind != "registered" for part in (tag("p", ask.says, class_=ask.kind), *_rows(ask))]
    registered = [ask for ask in found if ask.kind == "registered"]
    said += [tag("p", tag("span", "登记", class_="mark"), ask.says, class_="registered") for ask in registered]
    return said


def _rows(ask: Ask) -> list[Html]:
    """The table behind a sentence: keys above their values where all are short, else one row a key."""
    if not ask.rows:
        return []
    if len(ask.rows) <= ACROSS and all(len(text) <= SHORT for row in ask.rows for text in row):
        head = tag("tr", *[tag("th", key, scope="col") for key, _ in ask.rows])
        return [tag("table", tag("thead", head), tag("tbody", tag("tr", *[tag("td", value) for _, value in ask.rows])), class_="scale")]
    body = [tag("tr", tag("th", key, scope="row"), tag("td", value)) for key, value in ask.rows]
    return [tag("table", tag("tbody", *body), class_="scale")]


def _overview(book: Book) -> Html:
    """What needs somebody first, each with the clauses where it stands."""
    counts: Counter[str] = Counter()
    where: dict[str, dict[str, None]] = defaultdict(dict)
    for place in book.places:
        for line in book.lines.get(place.number, ()):
            if line.topic:
                counts[line.topic] += line.open
                where[line.topic][place.number] = None
    cells = []
    for topic, (says, light, unit) in TOPICS.items():
        if counts[topic]:
            figure = tag("span", f"{counts[topic]} {unit}", class_=f"badge {light}")
            links = tag("dd", *[_link(clause, clause) for clause in where[topic]])
            cells.append(tag("div", tag("dt", tag("span", says), figure), links))
    body = tag("dl", *cells) if cells else tag("p", "没有等待处理的事项。", class_="calm")
    notes = warnings(book.outcome) if book.outcome is not None else []
    listed = tag("ul", *[tag("li", note) for note in notes], class_="notes") if notes else text("")
    return tag("section", tag("h2", "先看这里"), body, listed, class_="overview")


def _annex(book: Book) -> Html:
    """What belongs to no clause of the outline, and the end of the sheet of paper."""
    parts = []
    for number in book.elsewhere:
        head = tag("h2", f"{number or '未注明条款'}（条款大纲中没有）")
        right = card(book.wording, number, book.lines.get(number, ()), answered=book.outcome is not None)
        paper = tag("div", head, *_asked(book.asks.get(number, [])), class_="paper")
        parts.append(tag("section", paper, *([right] if right else []), class_="clause", id=anchor(f"annex {number}")))
    registered = any(ask.kind == "registered" for found in book.asks.values() for ask in found)
    parts.append(tag("div", tag("p", NOT_RUN, class_="registered") if registered else text(""), class_="paper end clause"))
    return join(parts)


def _footer(book: Book) -> Html:
    said = f"制度 {book.rulebook.rulebook}，版本 {book.rulebook.version}。"
    if book.outcome is not None:
        said += "数字由记录按所列条款算出，奖惩和名额都是建议，以有权机构的决定为准；名单按本单位名册顺序，不排名。"
        said += "本页含人员姓名和处分等情况，只供内部使用，不得公开。"
    return tag("p", said)
