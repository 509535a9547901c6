"""规则的行文: trigger, how often, effect and to whom, as one sentence that can be checked against the clause."""

from __future__ import annotations

from collections.abc import Sequence

from xiaoneng.files.wording.amounts import amount, key_words, sign_of
from xiaoneng.files.wording.formulas import ended
from xiaoneng.files.wording.names import EACH, PERIODS, TESTS, Wording
from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import NTH, Effect, Rule
from xiaoneng.rulebook.language.names import Account as AccountShape
from xiaoneng.rulebook.language.names import Group
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.plan.names_read import names_in
from xiaoneng.rulebook.results.sentences import SHARED
from xiaoneng.rulebook.results.units import count_unit

__all__ = ["AccountShape", "group", "posted_unit", "rule", "rule_name", "rule_names"]

NEEDED = {"over": "应超过", "at_least": "应不少于", "under": "应少于", "at_most": "应不超过"}


def target(wording: Wording, to: str) -> str:
    """To whom: 本人, the unit, its people, its chief, or a field that names people."""
    unit = wording.unit_word
    found = {"subject": "本人", "unit": f"所在{unit}", "parent": f"上级{unit}", "members": f"{unit}全体人员", "chief": f"{unit}负责人"}.get(
        to
    )
    return found or wording.name(to)


def posted_unit(book: Rulebook, table: str) -> str:
    """The unit of the account that a table of prices is posted to."""
    units = [
        book.accounts[account].unit
        for rule in book.rules
        for account, text in rule.post.items()
        if table in names_in(text) and account in book.accounts
    ]
    return units[0] if units else ""


def group(wording: Wording, one: Group) -> str:
    """Whom a group holds; empty where it is everybody."""
    where, unless = wording.condition(one.where), wording.condition(one.unless)
    said = [where] if isinstance(where, str) else []
    said += [f"{unless}的除外"] if isinstance(unless, str) and one.unless is not None else []
    return "，".join(said)


def rule_name(wording: Wording, one: Rule) -> str:
    """A rule's own name, or that of its facts or of its clause."""
    clause = wording.book.clauses.get(one.clause)
    return one.name or wording.kinds(one.fact or ()) or (clause.says if clause is not None else one.id)


def rule_names(wording: Wording, ids: Sequence[str]) -> list[str]:
    return [rule_name(wording, one) for one in wording.book.rules if one.id in ids]


def rule(wording: Wording, one: Rule) -> str:
    """One rule as a sentence."""
    wording = wording.about(one.fact or ())
    whom = _whom(wording, one)
    whom = whom or _unnamed(wording, one)
    head = f"{whom}：" if whom and not one.fact else ""
    if one.measure is not None:
        return f"{head}{_measured(wording, one)}。"
    if one.figure is not None:
        return f"{head}{_norm(wording, one)}。"
    trigger = _trigger(wording, one)
    parts = [part for part in (_posted(wording, one), _barred(wording, one), _undone(wording, one)) if part]
    parts += [_often(wording, one)] if one.fact and _often(wording, one) else []
    said = f"{head}{trigger}，{'，'.join(parts)}" if parts else f"{head}{trigger}"
    return f"{said}{_effects(wording, one)}。"


def _whom(wording: Wording, one: Rule) -> str:
    if one.of is None or one.of in ("person", "unit"):
        return ""
    found = wording.book.groups.get(one.of)
    if found is None:
        return ""
    return found.name or ""


def _unnamed(wording: Wording, one: Rule) -> str:
    """The condition of a group without a name."""
    found = wording.book.groups.get(one.of or "")
    return group(wording, found) if found is not None and not found.name else ""


def _trigger(wording: Wording, one: Rule) -> str:
    when = wording.condition(one.when)
    if one.fact:
        kinds = wording.kinds(one.fact)
        where = wording.condition(one.where)
        limits = [f"限{where}" if isinstance(where, str) else "", _unnamed(wording, one)]
        limited = f"（{'；'.join(limit for limit in limits if limit)}）" if any(limits) else ""
        name = f"{one.name}：" if one.name and one.name != kinds else ""
        also = f"，且{when}" if one.when is not None and isinstance(when, str) else ""
        whom = _whom(wording, one)
        return f"{name}{whom}{'的' if whom else ''}{kinds}{limited}{also}{'' if one.post else '的'}"
    if when is True:
        return "凡在册的"
    return ended(when) if isinstance(when, str) else "在现行理解下不会出现的情形"


def _posted(wording: Wording, one: Rule) -> str:
    """`每次扣 0.5 分`: one phrase an account."""
    each = f"每{count_unit(wording.book, one) or '次'}" if one.fact else ""
    said = []
    for account, text in one.post.items():
        whom = target(wording, one.to) if one.to != "subject" else ""
        where = _where_to(wording, account)
        numbered = one.nth is not None and text == NTH
        posted = _escalating(wording, one, account) + where if numbered else f"{each}{amount(wording, account, text, where)}"
        said.append(f"{whom}{posted}{_reversed(wording, one)}")
    return "，".join(said)


def _reversed(wording: Wording, one: Rule) -> str:
    facts = [wording.book.fact_kinds[kind] for kind in one.fact or () if kind in wording.book.fact_kinds]
    return "（数量为负的反过来计）" if one.per == "quantity" and any(fact.signed for fact in facts) else ""


def _escalating(wording: Wording, one: Rule, account: str) -> str:
    """`每月第 1 次扣 1 分，第 2 次及以上扣 2 分`."""
    unit = count_unit(wording.book, one) or "次"
    per = EACH[one.in_] if one.in_ else EACH[_period(wording, one)]
    steps = [f"第 {_from(key, unit)}{amount(wording, account, text)}" for key, text in (one.nth or {}).items()]
    return per + "，".join(steps)


def _from(key: str, unit: str) -> str:
    return f"{key.removesuffix('+')} {unit}起" if key.endswith("+") else f"{key_words(key)} {unit}"


def _most(wording: Wording, one: Rule, cap: str) -> str:
    """`扣 8 分`: the limit of what one rule may come to, whichever way it goes."""
    account, text = next(iter(one.post.items()), ("", "0"))
    less = text not in wording.book.tables and sign_of(wording, ex.parse_expression(text)) == "-"
    said = wording.expression(cap).lstrip("-−")
    return f"{'扣' if less else '计'}{' ' if said[:1].isascii() else ''}{said} {wording.unit(account)}"


def _where_to(wording: Wording, account: str) -> str:
    """Which account, where the rulebook has several of one unit."""
    same = [one for one in wording.book.accounts.values() if one.unit == wording.unit(account)]
    return f"（{wording.name(account)}）" if len(same) > 1 else ""


def _often(wording: Wording, one: Rule) -> str:
    per = EACH[one.in_] if one.in_ else EACH[_period(wording, one)]
    said = []
    if one.once is not None and wording.given(one.once.given):
        whose = f"同一{wording.unit_word}" if _posts_to(wording, one) == "unit" else "同一人"
        said.append(f"{whose}{EACH[one.once.in_]}只计一次")
    unit = count_unit(wording.book, one) or "次"
    said += [f"{per}前 {wording.expression(one.free)} {unit}不计"] if one.free else []
    said += [f"每满 {wording.expression(one.every)} {unit}计一次"] if one.every else []
    said += [f"{per}只计前 {wording.expression(one.first)} {unit}"] if one.first else []
    said += [f"{per}最多{_most(wording, one, one.cap)}"] if one.cap else []
    if one.shared is not None:
        works = any(kind in wording.book.works for kind in one.fact or ())
        shared = wording.answer(one.shared, SHARED)
        said.append(f"多人合作的{shared}" if works else f"几个人的，{shared.replace('第一作者', '写在最前的一人')}")
    return "，".join(said)


def _period(wording: Wording, one: Rule) -> str:
    return next((wording.book.accounts[account].period for account in one.post if account in wording.book.accounts), "year")


def _posts_to(wording: Wording, one: Rule) -> str:
    return next((wording.book.accounts[account].of for account in one.post if account in wording.book.accounts), "person")


def _norm(wording: Wording, one: Rule) -> str:
    unit = wording.unit(one.figure or "")
    each = f"每{unit}" if unit else "每一单位"
    norm = wording.expression(one.norm) if one.norm is not None else "0"
    done = wording.name(one.figure or "")
    over = [f"超过的{each}{amount(wording, account, text)}" for account, text in one.over.items()]
    under = [f"不足的{each}{amount(wording, account, text)}" for account, text in one.under.items()]
    posted = [amount(wording, account, text) for account, text in one.post.items()]
    against = f"与“{norm}”相比" if one.norm is not None else ""
    return f"{done}{against}，{'，'.join([*over, *under, *posted])}"


def _measured(wording: Wording, one: Rule) -> str:
    measure = one.measure
    if measure is None:
        return ""
    unit = one.unit or wording.unit(measure.figure)
    limits = [
        f"{NEEDED[key]} {wording.expression(text)} {unit}".rstrip() for key in TESTS if (text := getattr(measure.holds, key)) is not None
    ]
    said = f"{wording.name(measure.figure)}{'、'.join(limits)}" if limits else wording.test(measure.figure, measure.holds)
    return f"{one.name}：{said}（只作衡量，不直接产生后果）" if one.name else f"{said}（只作衡量）"


def _barred(wording: Wording, one: Rule) -> str:
    if not one.bar:
        return ""
    when = PERIODS[one.in_] if one.fact and one.in_ and one.lasts is None else ""
    if not isinstance(one.bar, dict):
        whom = "" if one.to == "subject" else target(wording, one.to)
        return f"取消{whom}{when}{wording.awards(one.bar)}的评选资格"
    said = [f"{target(wording, whom)}{when}不得评{wording.awards(names)}" for whom, names in one.bar.items()]
    return "，".join(said)


def _undone(wording: Wording, one: Rule) -> str:
    if one.undo is None:
        return ""
    names = "”“".join(rule_names(wording, one.undo.rules))
    terms = ((one.undo.within_days, "日内"), (one.undo.within_working_days, "个工作日内"))
    within = "".join(f" {days} {says}" for days, says in terms if days is not None)
    into = "，记在原来的那一期" if one.undo.credits == "then" else "，记在返还的这一期"
    return f"{within}整改的，返还“{names}”所计的 {wording.expression(one.undo.share)}{into}"


def _effects(wording: Wording, one: Rule) -> str:
    said = []
    for effect in one.effects:
        said.append(f"{effect.says}{_decision(wording, effect)}")
    term = f"（期限 {_term(wording, one)}）" if one.lasts is not None else ""
    whom = f"，对{target(wording, one.to)}" if one.to != "subject" and one.bar is None else ""
    if not said:
        return term
    if len(said) == 1:
        return f"{whom}，{said[0]}{term}"
    return f"{whom}：" + "；".join(f"（{number}）{text}" for number, text in enumerate(said, 1)) + term


def _decision(wording: Wording, effect: Effect) -> str:
    if not effect.may:
        return ""
    return f"（是否如此，由{wording.who([effect.decided_by])}决定）" if effect.decided_by else "（是否如此，由人决定）"


def _term(wording: Wording, one: Rule) -> str:
    lasts = one.lasts
    if lasts is None:
        return ""
    key, text = lasts.length
    unit = {"months": "个月", "days": "日", "years": "年"}[key]
    field = next((fields[text] for kind in one.fact or () if text in (fields := wording.book.fact_kinds[kind].fields)), None)
    said = f"按记录的“{field.name or text}”，单位为{unit}" if field is not None else f"{_length(wording, text)} {unit}"
    return f"{said}，{'至对应日的前一日止' if lasts.ends == 'eve' else '至对应日止'}"


def _length(wording: Wording, text: str) -> str:
    return wording.answer(text) if text in wording.book.parameters else wording.expression(text)
