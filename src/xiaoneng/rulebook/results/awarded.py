"""评选的段落: what an explanation says of awards: may the subject be chosen, where it stands, and which works are candidates."""

from __future__ import annotations

from typing import Any

from xiaoneng.rulebook.language.figures import Award
from xiaoneng.rulebook.results.bars import bars_from
from xiaoneng.rulebook.results.passages import Told
from xiaoneng.rulebook.results.records import unit_of_kind
from xiaoneng.rulebook.results.sentences import period_words, row_words, tie_value

Json = dict[str, Any]


def awards(told: Told) -> list[str]:
    """评选: may the subject be chosen, on how many places, with which evidence, and who decides."""
    lines = []
    for row in told.report["awards"]:
        award = told.outcome.book.awards[row["award"]]
        if told.outcome.kind_of(award.of) == told.of:
            line = _award(told, award, row)
            if line:
                lines.append(f"  {line}")
    return ["\n".join(["评选：", *lines])] if lines else []


def _award(told: Told, award: Award, row: Json) -> str:
    candidates = [
        one for one in told.outcome.findings.candidates
        if one.award == row["award"] and one.subject == told.subject and told.outcome.spans[one.span].period.label == row["period"]
    ]  # fmt: skip
    if row.get("class") is not None and candidates and candidates[0].same != row["class"]:
        return ""
    when = "" if row["period"] == told.report["period"] else f"（{period_words(row['period'])}）"
    head = f"{row['clause']} {award.name}{when}："
    if not candidates:
        return f"{head}不在评选范围内"
    if not candidates[0].eligible:
        clauses = [one["clause"] for one in told.rows("barred") if bars_from(one, row)]
        return head + (f"已取消资格（{'、'.join(dict.fromkeys(clauses))}）" if clauses else "不符合参评范围")
    parts = [
        "依规定直接认定" if candidates[0].automatic else "可以参评",
        _standing(told, row, candidates[0].place),
        *_ties(told, row),
        _places(row),
    ]
    evidence = [one["fact"] for one in row.get("reference", ()) if one["subject"] == told.no]
    parts.append(f"参考：{told.records.cite(evidence)}（只作参考，不改变名额和资格）" if evidence else "")
    parts += [_conflict(one) for one in row["conflicts"] if one["subject"] == told.no]
    parts.append(f"是否当选由{award.decided_by}决定" if award.decided_by else "")
    return head + "，".join(part for part in parts if part)


def _standing(told: Told, row: Json, place: int) -> str:
    if told.no in row.get("tied", ()):
        return f"与他人并列，并列者共余 {row['tied_places']} 个名额，由会议决定"
    where = f"排第 {place} 名，" if place else ""
    if told.no in row.get("clear", ()):
        return f"{where}测算在名额之内"
    return f"{where}在名额之外" if place and row["places"] is not None else ""


def _ties(told: Told, row: Json) -> list[str]:
    """Which further figure decided the place, where others are equal before it."""
    mine = [one for one in row.get("ties", ()) if one["subject"] == told.no]
    return [f"与他人相同的，再比{one['metric']}（本人 {tie_value(one)}）" for one in mine]


def _places(row: Json) -> str:
    rows = row_words(row)
    return f"本项推荐名额 {row['places']} 个{f'（{rows}）' if rows else ''}" if row["places"] is not None else rows


def _conflict(conflict: Json) -> str:
    others = "、".join(conflict["with"])
    reason = f"已记录例外理由：{conflict['exception']}" if conflict["settled"] else "须有经批准的例外理由"
    return f"与已定的{others}原则上不兼得（{conflict['clause']}），{reason}"


def own_works(told: Told) -> list[str]:
    """作品评选: which of a person's works are candidates, and which qualify by themselves."""
    if told.of != "person":
        return []
    lines = []
    works = told.outcome.office.works
    for row in told.report["awards"]:
        found = [
            one for one in told.outcome.findings.candidates
            if one.award == row["award"] and told.outcome.kind_of(told.outcome.book.awards[row["award"]].of) in told.outcome.book.works
            and told.outcome.spans[one.span].period.label == row["period"] and told.subject in works[one.subject].authors
        ]  # fmt: skip
        entered = [works[one.subject].no for one in found if one.eligible]
        if not entered:
            continue
        unit = unit_of_kind(told.outcome, works[found[0].subject].kind)
        automatic = [works[one.subject].no for one in found if one.automatic]
        said = f"  {row['clause']} {row['name']}：可参评 {len(entered)} {unit}（{told.records.cite(entered)}）"
        lines.append(said + (f"，其中依规定直接认定 {'、'.join(automatic)}" if automatic else ""))
    return ["\n".join(["作品评选：", *lines])] if lines else []
