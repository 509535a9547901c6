"""减负: learning time, leaders' comments, sign-in, photographs, mobile-only steps."""

from __future__ import annotations

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.shapes import Condition
from xiaoneng.rulebook.lint.findings import Desk, found_in
from xiaoneng.rulebook.lint.places import counted, use_of, written
from xiaoneng.rulebook.lint.reach import bare
from xiaoneng.rulebook.plan.names_read import names_in

RANKS = ("rank", "rank_up")


def learning(desk: Desk) -> None:
    """学习时长、笔记: counted for anything, or checked as a duty."""
    _counted_words(desk, "learning")
    for place in written(desk):
        word = found_in(place.text, desk.words("learning", "kept"), desk.words("learning", "but"))
        if word is not None:
            desk.note("learning", place.path, place.clause, f"{place.what}“{place.text.strip('、')}”要求检查或登记{word}")


def recognition(desk: Desk) -> None:
    """领导批示、刊物采用: scored or paid, also by the level of adoption."""
    _counted_words(desk, "recognition")
    for key, table in desk.book.tables.items():
        users = [rule.clause or rule.id for _, rule in desk.rules() if key in names_in(tuple(rule.post.values()))]
        if table.by == "level" and users:
            levels = "、".join(table.rows)
            desk.note(
                "recognition", ("tables", key), table.clause, f"按采用级别（{levels}）给分给奖，用在 {'、'.join(dict.fromkeys(users))}"
            )
    for path, rule in desk.rules():
        if _levels(desk, rule.fact, rule.where):
            desk.note("recognition", path, rule.clause, "以作品是否采用、采用到哪一级为条件")
        told = desk.reach.kind_names(desk.reach.kinds(rule))
        words = [rule.name or "", *_fields_read(desk, rule.fact or (), desk.reach.reads(rule))]
        hits = [text for text in words if found_in(text, desk.words("recognition", "counted"), desk.words("recognition", "but"))]
        if hits := [text for text in hits if text not in told]:
            desk.note("recognition", path, rule.clause, f"把“{'”“'.join(hits)}”{use_of(desk, rule)}")
    for key, figure in desk.book.figures.items():
        if _levels(desk, (figure.tally() or ("", ()))[1], figure.where):
            desk.note("recognition", ("figures", key), figure.clause, f"“{figure.name or key}”只数采用的作品")
    for key, award in desk.book.awards.items():
        if award.automatic is not None and "level" in desk.reach.names(award.automatic.where):
            desk.note("recognition", ("awards", key), award.clause, f"按采用级别直接认定“{award.name}”")


def _levels(desk: Desk, kinds: tuple[str, ...] | None, where: Condition | None) -> bool:
    """Whether a condition on works asks for their adoption; a fact may have a field of that name."""
    return bool(set(kinds or ()) & set(desk.book.works)) and bool({"level", "采用级别"} & desk.reach.names(where))


def _fields_read(desk: Desk, kinds: tuple[str, ...], names: set[str]) -> list[str]:
    """The Chinese names of the fields of facts or works that are read."""
    book = desk.book
    declared = [book.fact_kinds.get(kind) or book.works.get(kind) for kind in kinds]
    fields = [(key, field) for kind in declared if kind is not None for key, field in kind.fields.items()]
    return list(dict.fromkeys(field.name or key for key, field in fields if key in names))


def presence(desk: Desk) -> None:
    """打卡签到、积分排名、在线时长: counted, or a ranking of persons that earns or costs something or is published."""
    _counted_words(desk, "presence")
    for key, publication in desk.book.publications.items():
        text = "、".join([publication.name, *publication.fields])
        word = found_in(text, desk.words("presence", "published"))
        if word is not None:
            desk.note("presence", ("publications", key), publication.clause, f"公布{word}")
    ranked = _ranked_persons(desk)
    for path, rule in desk.rules():
        used = sorted(set(desk.reach.figures(desk.reach.reads(rule))) & set(ranked))
        if used and (rule.post or rule.bar):
            desk.note("presence", path, rule.clause, f"按个人积分的名次（{'、'.join(ranked[name] for name in used)}）给分或限制资格")


def _ranked_persons(desk: Desk) -> dict[str, str]:
    """Figures that rank persons by an account of points, with their names."""
    points = {key for key, account in desk.book.accounts.items() if not account.money}
    found = {}
    for key, figure in desk.book.figures.items():
        text = figure.is_ or (figure.lookup.of if figure.lookup else None)
        ranks = text is not None and figure.of != "unit" and desk.book.groups.get(figure.of, figure).of != "unit"
        if text is not None and ranks and any({bare(name) for name in desk.reach.names(text)} & points) and _calls(text, RANKS):
            found[key] = figure.name or key
    return found


def _calls(text: str, functions: tuple[str, ...]) -> bool:
    """Whether an expression calls one of the functions, at any depth."""
    waiting = [ex.parse_expression(text)]
    while waiting:
        node = waiting.pop()
        match node:
            case ex.Call():
                if node.function in functions:
                    return True
                waiting += [one for part in node.arguments for one in part.read]
            case ex.Binary():
                waiting += [node.left, node.right]
            case ex.Negative() | ex.Not() | ex.OneOf():
                waiting.append(node.value)
            case ex.AnyOf() | ex.AllOf():
                waiting += node.parts
            case _:
                pass
    return False


def traces(desk: Desk) -> None:
    """照片、轨迹: required as evidence of work."""
    for place in written(desk):
        word = found_in(place.text, desk.words("traces", "traces"), desk.words("traces", "but"))
        if word is not None:
            desk.note("traces", place.path, place.clause, f"{place.what}“{place.text.strip('、')}”要求{word}")


def mobile(desk: Desk) -> None:
    """只能用手机: a step with no other way named beside it."""
    for place in written(desk):
        word = found_in(place.text, desk.words("mobile", "mobile"), desk.words("mobile", "other"))
        if word is not None:
            desk.note("mobile", place.path, place.clause, f"{place.what}“{place.text.strip('、')}”只写了{word}一种办法")


def _counted_words(desk: Desk, name: str) -> None:
    """Notes once a thing what it counts though one of the check's words says it should not."""
    noted = set()
    for place in counted(desk):
        hits = [text for text in place.names if found_in(text, desk.words(name, "counted"), desk.words(name, "but"))]
        fresh = [text for text in hits if (place.path, text) not in noted]
        noted |= {(place.path, text) for text in fresh}
        if fresh:
            desk.note(name, place.path, place.clause, f"把“{'”“'.join(fresh)}”{place.use}")
