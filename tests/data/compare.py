#!/usr/bin/env python3
"""compare.py EXPECTED_JSON ACTUAL_JSON - does ACTUAL say what EXPECTED says?

Only the sections that EXPECTED holds are looked at; extra keys and extra sections in ACTUAL are ignored, order is ignored,
numbers are compared by value ("44" = 44 = "44.00"). Inside a section that EXPECTED holds, a person or unit too many is a
difference as well as one too few. Where the contract leaves a form open, both forms pass:

  quotas        matched by the award's Chinese name; share may be "0.15" or "15%"; expected places null = no number may be given
  barred        grouped by (subject, clause); `from` must contain the expected honours (more are allowed);
                facts must be exactly the expected ones; value and limit are compared where EXPECTED prints a limit
  scores        matched by (subject, period); items are summed by clause (several items share one clause); the sign of points is free
  money         summed by (subject, clause, sign), zero amounts ignored; 四(四) and 四(六) count as one (a 后勤 information item
                may be cited under either); works compared where EXPECTED lists them
  consequences  recognised by the document's own words: 优秀公务员 / 奖励资金 / 津补贴 / 基本合格… / 晋升; one row or several
  awards        matched by name; automatic, eligible, places compared where EXPECTED holds them
  missing_parameters  expected names must be there
  provisional, warnings  the expected ids / words must occur

An expected id "@facts:12" (the 编号 was missing in line 12) matches any made-up id that contains `facts` and ends in the number 12.
"_partial": ["quotas", …] in EXPECTED allows further rows in these sections.
Prints the first 10 differences in plain words; exit 0 = holds, 1 = differs, 2 = wrong usage.
"""

import json
import re
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path


# ------------------------------------------------------------------------------------------------ small helpers
def number(value):
    """A Decimal, or None where the value is no number."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        result = Decimal(str(value).strip())
        return result if result.is_finite() else None
    except InvalidOperation:
        return None


def share(value):
    text = str(value).strip()
    if text.endswith(("%", "\uff05")):
        result = number(text[:-1])
        return None if result is None else result / 100
    result = number(text)
    return result / 100 if result is not None and result > 1 else result


def limit(value):
    found = re.search(r"\d+(\.\d+)?", str(value))
    return Decimal(found.group()) if found else None


def clause(text):
    return re.sub(r"\s", "", str(text)).translate(str.maketrans("\uff08\uff09", "()")).rstrip("、.。")


def words(value):
    return json.dumps(value, ensure_ascii=False)


def ids(value):
    """All ids in a list of strings or of objects."""
    found = []
    for one in value or []:
        keys = ("编号", "id", "fact", "work", "subject", "工号", "key", "name")
        key = next((key for key in keys if key in one), None) if isinstance(one, dict) else None
        found.append(str(one if key is None else one[key]))
    return sorted(found)


def same_id(expected, actual):
    if not expected.startswith("@"):
        return expected == actual
    stem, line = expected[1:].split(":")
    runs = re.findall(r"\d+", actual)
    return stem in actual and bool(runs) and int(runs[-1]) == int(line)


def compare_ids(expected, actual):
    """(missing, extra) after pairing the ids off."""
    left, absent = list(actual), []
    for one in expected:
        for other in left:
            if same_id(one, other):
                left.remove(other)
                break
        else:
            absent.append(one)
    return absent, left


def short(items, most=6):
    items = [str(i) for i in items]
    return ", ".join(items[:most]) + (f" … ({len(items)})" if len(items) > most else "")


class Differences(list):
    def say(self, text):
        self.append(text)

    def numbers(self, where, what, expected, actual, read=number):
        a, b = read(expected), read(actual)
        if a != b:
            self.say(f"{where}: {what} should be {expected}, is {actual if actual is not None else 'not given'}")

    def idset(self, where, what, expected, actual):
        absent, extra = compare_ids(sorted(set(ids(expected))), sorted(set(ids(actual))))
        if absent:
            self.say(f"{where}: {what} lacks {short(absent)}")
        if extra:
            self.say(f"{where}: {what} has too much: {short(extra)}")


def by_key(rows, key):
    table: dict = {}
    for row in rows or []:
        table.setdefault(key(row), []).append(row)
    return table


def rows_match(diff, section, expected, actual, partial):
    """Names the keys that only one side has; gives back those that both have."""
    for key in expected:
        if key not in actual:
            diff.say(f"{section}: nothing about {' '.join(map(str, key)) if isinstance(key, tuple) else key}")
    if not partial:
        for key in actual:
            if key not in expected:
                diff.say(f"{section}: {' '.join(map(str, key)) if isinstance(key, tuple) else key} should not be there")
    return [key for key in expected if key in actual]


# ------------------------------------------------------------------------------------------------ one function a section
def quotas(diff, expected, actual, partial):
    want, have = by_key(expected, lambda r: str(r.get("name")).strip()), by_key(actual, lambda r: str(r.get("name")).strip())
    for name, rows in list(want.items()):
        if rows[0].get("places", 0) is None and name not in have:
            del want[name]  # the rule gives no figure: an absent row is right too
    for name in rows_match(diff, "quotas", want, have, partial):
        where = f"quotas, {name}"
        if len(have[name]) > 1:
            diff.say(f"{where}: stands {len(have[name])} times")
        quota(diff, where, want[name][0], have[name][0])


def quota(diff, where, e, a):
    for field in ("base", "exact", "floor", "half_up", "ceil"):
        if field in e:
            diff.numbers(where, field, e[field], a.get(field))
    if "share" in e:
        diff.numbers(where, "share", e["share"], a.get("share"), share)
    if "clause" in e and clause(e["clause"]) != clause(a.get("clause")):
        diff.say(f"{where}: clause should be {e['clause']}, is {a.get('clause')}")
    if e.get("places") is not None:
        diff.numbers(where, "places", e["places"], a.get("places"))
    elif "places" in e and number(a.get("places")) is not None:
        diff.say(f"{where}: places is {a['places']} although a parameter is unanswered")


def group_barred(rows):
    table: dict = {}
    for row in rows or []:
        if "结果运用" in clause(row.get("clause")):
            continue  # S1E consequence (a); see consequences
        one = table.setdefault((str(row.get("subject")), clause(row.get("clause"))), {"from": [], "because": []})
        one["from"] += [str(x) for x in row.get("from") or []]
        one["because"] += row.get("because") or []
    return table


def fact_ids(rows):
    return [one for row in rows for one in ids(row.get("facts"))]


def barred(diff, expected, actual, partial):
    want, have = group_barred(expected), group_barred(actual)
    for key in rows_match(diff, "barred", want, have, partial):
        e, a, where = want[key], have[key], f"barred, {key[0]} {key[1]}"
        given = words(a["from"])
        for honour in e["from"]:
            if honour not in given:
                diff.say(f"{where}: `from` lacks {honour} (has {given})")
        diff.idset(where, "facts", fact_ids(e["because"]), fact_ids(a["because"]))
        for reason in e["because"]:
            if "limit" not in reason:
                continue
            close = [r for r in a["because"] if compare_ids(ids(reason["facts"]), ids(r.get("facts"))) == ([], [])]
            what = f"the reason {reason['metric']} {reason['value']}"
            if not close:
                diff.say(f"{where}: {what} is not given as one reason with its own facts")
            elif number(close[0].get("value")) != number(reason["value"]):
                diff.say(f"{where}: {what}: value is {close[0].get('value')}")
            elif limit(close[0].get("limit")) != limit(reason["limit"]):
                diff.say(f"{where}: {what}: limit should be {reason['limit']}, is {close[0].get('limit')}")


def group_items(items):
    table: dict = {}
    for item in items or []:
        points = number(item.get("points"))
        if not points:
            continue
        one = table.setdefault(
            clause(item.get("clause")), {"points": Decimal(0), "count": Decimal(0), "facts": [], "counted": True, "listed": True}
        )
        one["points"] += abs(points)
        if number(item.get("count")) is None:
            one["counted"] = False
        else:
            one["count"] += number(item["count"])
        if "facts" in item:
            one["facts"] += ids(item["facts"])
        else:
            one["listed"] = False
    return table


def month_key(row):
    return (str(row.get("subject")), str(row.get("period")))


def scores(diff, expected, actual, partial):
    want, have = by_key(expected, month_key), by_key(actual, month_key)
    have = {
        k: v for k, v in have.items() if k in want or re.fullmatch(r"\d{4}-\d\d", k[1])
    }  # a yearly row for information is no difference
    for one in rows_match(diff, "scores", want, have, partial):
        e, a, where = want[one][0], have[one][0], f"scores, {one[0]} {one[1]}"
        if len(have[one]) > 1:
            diff.say(f"{where}: stands {len(have[one])} times")
        for field in ("base", "total"):
            if field in e:
                diff.numbers(where, field, e[field], a.get(field))
        if "items" not in e:
            continue
        want_items, have_items = group_items(e["items"]), group_items(a.get("items"))
        for c in rows_match(diff, where, want_items, have_items, False):
            x, y = want_items[c], have_items[c]
            if x["points"] != y["points"]:
                diff.say(f"{where}, {c}: {x['points']} points should come off, {y['points']} do")
            if x["counted"] and (not y["counted"] or x["count"] != y["count"]):
                diff.say(f"{where}, {c}: count should be {x['count']}, is {y['count'] if y['counted'] else 'not given'}")
            if x["listed"]:
                diff.idset(f"{where}, {c}", "facts", x["facts"], y["facts"])


def group_money(rows):
    table: dict = {}
    for row in rows or []:
        amount = number(row.get("amount"))
        if amount is None:
            table.setdefault(
                (str(row.get("subject")), clause(row.get("clause")), "no number"), {"amount": None, "works": [], "listed": False}
            )
            continue
        if amount == 0:
            continue
        name = clause(row.get("clause"))
        name = "四(四)/四(六)" if name in ("四(四)", "四(六)") else name
        one = table.setdefault(
            (str(row.get("subject")), name, "+" if amount > 0 else "-"), {"amount": Decimal(0), "works": [], "listed": True}
        )
        one["amount"] += amount
        if "works" in row:
            one["works"] += ids(row["works"])
        else:
            one["listed"] = False
    return table


def money(diff, expected, actual, partial):
    want, have = group_money(expected), group_money(actual)
    for key in rows_match(diff, "money", want, have, partial):
        e, a, where = want[key], have[key], f"money, {key[0]} {key[1]}"
        if e["amount"] != a["amount"]:
            diff.say(f"{where}: the amounts with sign {key[2]} should sum to {e['amount']}, sum to {a['amount']}")
        if e["listed"] and key[1] != "四(五)":
            diff.idset(where, "works", e["works"], a["works"])


CONSEQUENCES = {
    "不能评为优秀公务员/优秀工作人员": ("优秀公务员", "优秀工作人员"),
    "不享受上级奖励资金": ("奖励资金",),
    "津补贴发放50%": ("津补贴",),
    "可以直接定为基本合格等次": ("基本合格", "基本称职", "不称职"),
    "告诫期内不得晋升": ("晋升",),
}


def group_consequences(rows):
    table: dict = {}
    for row in rows or []:
        text = words({k: v for k, v in row.items() if k != "because"})
        for name, signs in CONSEQUENCES.items():
            if any(sign in text for sign in signs):
                table.setdefault((str(row.get("subject")), name), []).append(row)
    return table


def consequences(diff, expected, actual, partial, actual_barred=()):
    want = group_consequences(expected)
    # the bar from 优秀公务员 or from 晋升 may also stand in `barred`
    have = group_consequences(
        list(actual or []) + [r for r in actual_barred or [] if "结果运用" in clause(r.get("clause")) or "晋升" in words(r.get("from"))]
    )
    for key in rows_match(diff, "consequences", want, have, partial):
        text = words([row.get("because") for row in have[key]])
        for row in want[key]:
            for reason in row.get("because", []):
                for one in ids(reason.get("facts")):
                    if not one.startswith("@") and one not in text:
                        diff.say(f"consequences, {' '.join(key)}: the reason does not name fact {one}")


def awards(diff, expected, actual, partial):
    want, have = by_key(expected, lambda r: str(r.get("name")).strip()), by_key(actual, lambda r: str(r.get("name")).strip())
    for name in rows_match(diff, "awards", want, have, partial):
        e, a, where = want[name][0], have[name][0], f"awards, {name}"
        for field in ("automatic", "eligible"):
            if field in e:
                diff.idset(where, field, e[field], a.get(field))
        if e.get("places") is not None:
            diff.numbers(where, "places", e["places"], a.get("places"))


def missing_parameters(diff, expected, actual, partial):
    have = {str(r.get("name")) if isinstance(r, dict) else str(r) for r in actual or []}
    for row in expected:
        if row["name"] not in have:
            diff.say(f"missing_parameters: {row['name']} is unanswered but not named")


def provisional(diff, expected, actual, partial):
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', words(actual))
    for row in expected:
        if not any(same_id(row["fact"], s) for s in strings):
            diff.say(f"provisional: the pending fact {row['fact']} is not shown")


def warnings(diff, expected, actual, partial):
    texts = [words(w) for w in actual or []]
    for row in expected:
        needed = [row] if isinstance(row, str) else row
        if not any(all(n in t for n in needed) for t in texts):
            diff.say(f"warnings: no warning mentions {' and '.join(needed)}")


SECTIONS: dict = {f.__name__: f for f in (quotas, barred, scores, money, consequences, awards, missing_parameters, provisional, warnings)}


def compare(expected, actual):
    diff = Differences()
    if not isinstance(actual, dict):
        return ["the output is not a JSON object"]
    partial = expected.get("_partial", [])
    for name, function in SECTIONS.items():
        if name not in expected:
            continue
        if not isinstance(actual.get(name), list):
            diff.say(f"{name}: the section is missing" if name not in actual else f"{name}: the section is not a list")
            continue
        try:
            if name == "consequences":
                function(diff, expected[name], actual[name], name in partial, actual.get("barred"))
            else:
                function(diff, expected[name], actual[name], name in partial)
        except (AttributeError, TypeError, KeyError) as error:
            diff.say(f"{name}: the section has not the form that the contract gives ({type(error).__name__}: {error})")
    if "period" in expected and "period" in actual and str(actual["period"]) != str(expected["period"]):
        diff.say(f"period should be {expected['period']}, is {actual['period']}")
    return list(diff)


def main(argv):
    if len(argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    expected = json.loads(Path(argv[1]).read_text(encoding="utf-8"))
    try:
        actual = json.loads(Path(argv[2]).read_text(encoding="utf-8"))
    except ValueError as error:
        print(f"the output is not JSON: {error}")
        return 1
    found = compare(expected, actual)
    for line in found[:10]:
        print("-", line)
    if len(found) > 10:
        print(f"… and {len(found) - 10} more differences")
    print("holds" if not found else f"{len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
