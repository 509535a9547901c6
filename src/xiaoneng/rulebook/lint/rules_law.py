"""合法合规: shares, money, consent, vetoes, effects, leave, bottom ranking, dues."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Award, Effect, Rule
from xiaoneng.rulebook.language.procedures import Procedure
from xiaoneng.rulebook.lint.findings import Desk, Path, found_in
from xiaoneng.rulebook.lint.places import disadvantages, text_of
from xiaoneng.rulebook.lint.reach import Comparison, bare, comparisons, number_in, signs
from xiaoneng.rulebook.plan.awards import ALL

EFFECT_CHECKS = {"percent": "pay", "withhold": "bonus", "block": "promotion", "grade": "grade"}
LOW = {"rank": (">", ">="), "rank_up": ("<", "<=", "=")}


def annual_excellent(desk: Desk) -> None:
    """优秀等次比例: of the annual assessment only; honours such as 先进 are not meant."""
    usual, approved = (Fraction(desk.check("annual_excellent").limits[name]) for name in ("usual", "approved"))
    for key, award in desk.book.awards.items():
        share = _share(desk, award)
        if share is None or share <= usual or not _annual(desk, award):
            continue
        over = "超过最高比例" if share > approved else "超过一般比例，须经公务员主管部门同意"
        desk.note("annual_excellent", ("awards", key), award.clause, f"“{award.name}”的比例是 {_percent(share)}，{over}")


def _annual(desk: Desk, award: Award) -> bool:
    words = desk.check("annual_excellent").words
    clause = desk.book.clauses.get(award.clause)
    if found_in(award.name, words["but"]):
        return False
    about = found_in(clause.says if clause else "", words["about"])
    return found_in(award.name, words["names"]) is not None or (award.name in words["short"] and about is not None)


def party_share(desk: Desk) -> None:
    """民主评议优秀等次比例."""
    most = Fraction(desk.check("party_share").limits["most"])
    for key, award in desk.book.awards.items():
        share = _share(desk, award)
        meant = found_in(award.name, desk.words("party_share", "names")) and found_in(award.name, desk.words("party_share", "graded"))
        if meant and share is not None and share > most:
            desk.note("party_share", ("awards", key), award.clause, f"“{award.name}”的比例是 {_percent(share)}")


def _share(desk: Desk, award: Award) -> Fraction | None:
    """An award's share, a default reading's where it names one; None where it has none or a parameter says it."""
    text = award.share
    if text in desk.book.readings:
        text = desk.book.readings[text].default
    number = number_in(text)
    return None if number is None else Fraction(number.value)


def _percent(share: Fraction) -> str:
    hundred = share * 100
    return f"{(Decimal(hundred.numerator) / hundred.denominator).normalize():f}%"


def money(desk: Desk) -> None:
    """金额: one finding an account or award, naming the clauses that pay or deduct; where a document is named, none."""
    for key, account in desk.book.accounts.items():
        if account.money and account.basis is None:
            pays, takes = _payers(desk, key)
            said = [f"{'、'.join(pays)} 发放" if pays else "", f"{'、'.join(takes)} 扣减" if takes else ""]
            given = [f"“{award.name}”发放" for award in desk.book.awards.values() if key in award.pays]
            what = "；".join(part for part in [*said, *given] if part)
            if what:
                desk.note("money", ("accounts", key), account.clause, f"直接规定了金额（{account.unit}）：{what}，没有依据文号")
    for path, rule in desk.rules():
        text = text_of(rule) if rule.basis is None else ""
        if any(sign.isdigit() for sign in text) and found_in(text, desk.words("money", "money"), desk.words("money", "but")):
            desk.note("money", path, rule.clause, f"后果“{text.strip('；')}”写有金额，没有依据文号")


def _payers(desk: Desk, account: str) -> tuple[list[str], list[str]]:
    pays, takes = [], []
    for _, rule in desk.rules():
        based = rule.basis is not None or _asks_basis(desk, rule)
        found = {sign for text in rule.amounts(account) for sign in signs(desk.book, text)} if not based else set()
        pays += [rule.clause or rule.id] if 1 in found else []
        takes += [rule.clause or rule.id] if -1 in found else []
    return list(dict.fromkeys(pays)), list(dict.fromkeys(takes))


def _asks_basis(desk: Desk, rule: Rule) -> bool:
    """Whether a rule waits for a parameter that asks for the document of a higher body."""
    asked = (desk.book.parameters.get(name) for name in desk.reach.names(rule.when))
    return any(one is not None and one.type == "text" and found_in(one.asks, desk.words("money", "asked")) for one in asked)


def deemed_consent(desk: Desk) -> None:
    """视为同意: never on a licence; a procedure must except it or be about something else."""
    words = desk.check("deemed_consent").words
    for key, procedure in desk.book.procedures.items():
        overdue = procedure.overdue
        if overdue is None or overdue.becomes is None or found_in(overdue.becomes, words["lawful"]):
            continue
        reading = desk.book.readings.get(overdue.becomes)
        becomes = reading.says if reading is not None else overdue.becomes
        if found_in(becomes, words["consent"]) and not found_in(overdue.except_ or "", words["licence"]):
            desk.note("deemed_consent", ("procedures", key), procedure.clause, f"“{procedure.name}”逾期“{becomes}”，没有写明行政许可除外")


def veto(desk: Desk) -> None:
    """一票否决: everything barred at once, or the word itself, without a document named."""
    for path, rule in desk.rules():
        names = rule.bar.values() if isinstance(rule.bar, dict) else [rule.bar or ()]
        everything = any(ALL in one for one in names)
        named = found_in(text_of(rule), desk.words("veto", "names"))
        clause = desk.book.clauses.get(rule.clause)
        texts = f"{text_of(rule)}{clause.says if clause else ''}"
        if (everything or named) and not found_in(texts, desk.words("veto", "based")):
            what = "取消全部荣誉资格" if everything else f"后果写作“{text_of(rule).strip('；')}”"
            desk.note("veto", path, rule.clause, f"{what}，没有写明所依据的文件")


def effects(desk: Desk) -> None:
    """后果与公务员法: pay, bonus, promotion, grade and dismissal; formal sanctions have their own effects by law."""
    for path, rule in desk.rules():
        for effect in rule.effects if rule.to != "subject" or not _of_units(desk, rule) else ():
            _effect(desk, path, rule, effect)


def _of_units(desk: Desk, rule: Rule) -> bool:
    """Whether a rule is about units alone: the law on civil servants says nothing of them."""
    of = rule.of
    while of in desk.book.groups:
        of = desk.book.groups[of].of
    kinds = [desk.book.facts[kind].of for kind in rule.fact or () if kind in desk.book.facts]
    return of == "unit" or (of is None and bool(kinds) and all(one == ("unit",) for one in kinds))


def _effect(desk: Desk, path: Path, rule: Rule, effect: Effect) -> None:
    ground = "、".join([*desk.reach.kind_names(desk.reach.kinds(rule)), rule.name or ""])
    name = EFFECT_CHECKS.get(effect.kind)
    if name is None and found_in(effect.says, desk.words("dismissal", "names")):
        name = "dismissal"
    if name is None or found_in(ground, desk.words(name, "lawful")):
        return
    may = f"（可以，由{_body(desk, effect)}决定）" if effect.may else ""
    desk.note(name, path, rule.clause, f"后果“{effect.says}”{may}以“{ground.strip('、')}”为由")


def _body(desk: Desk, effect: Effect) -> str:
    decided = effect.decided_by or "有关机构"
    body = desk.book.bodies.get(decided)
    return body.name if body is not None else "尚待答复的机构" if decided in desk.book.parameters else decided


def leave(desk: Desk) -> None:
    """依法休假: costs points, an honour or a grade."""
    words, but = desk.words("leave", "counted"), desk.words("leave", "but")
    for path, rule in desk.rules():
        if not disadvantages(desk, rule):
            continue
        eased = desk.reach.eased(rule)
        hits = [
            name
            for name in desk.reach.kind_names(kind for kind in desk.reach.kinds(rule) if kind not in eased)
            if found_in(name, words, but)
        ]
        if hits:
            desk.note("leave", path, rule.clause, f"因“{'”“'.join(hits)}”扣分或限制资格")


def bottom(desk: Desk) -> None:
    """末位: being last costs something by itself, whatever the performance."""
    for path, rule in desk.rules():
        if not disadvantages(desk, rule):
            continue
        figures = desk.reach.figures(desk.reach.reads(rule))
        names = desk.reach.kind_names(desk.reach.kinds(rule)) + [figure.name or "" for figure in figures.values()]
        word = next((text for text in (text_of(rule), *names) if found_in(text, desk.words("bottom", "names"))), None)
        low = next((one.name for one in comparisons(rule.when) if _is_low(desk, one)), None)
        if word is not None or low is not None:
            said = word.strip("；") if word is not None else f"{low} 的名次靠后"
            desk.note("bottom", path, rule.clause, f"以“{said}”为由取消资格、扣分或给予其他不利后果")


def _is_low(desk: Desk, comparison: Comparison) -> bool:
    """Whether a comparison picks those at the bottom of a ranking."""
    figure = desk.book.figures.get(bare(comparison.name))
    if figure is None or figure.is_ is None:
        return False
    node = ex.parse_expression(figure.is_)
    return isinstance(node, ex.Call) and comparison.operator in LOW.get(node.function, ())


def dues(desk: Desk) -> None:
    """党费支出: decided by one person alone."""
    words = desk.check("dues").words
    for key, procedure in desk.book.procedures.items():
        said = f"{procedure.name}{_says(desk, procedure)}"
        if not found_in(procedure.name, words["dues"]) or not found_in(said, words["spending"]):
            continue
        deciders = list(dict.fromkeys(who for step in procedure.steps for who in step.who))
        if deciders and not found_in(f"{said}{''.join(deciders)}", words["together"]):
            desk.note("dues", ("procedures", key), procedure.clause, f"“{procedure.name}”由{'、'.join(deciders)}逐个签办，没有集体讨论")


def _says(desk: Desk, procedure: Procedure) -> str:
    clause = desk.book.clauses.get(procedure.clause)
    steps = [text for step in procedure.steps for text in (step.says or "", *step.may, *step.needs)]
    return "".join([clause.says if clause else "", *steps, *procedure.rules])
