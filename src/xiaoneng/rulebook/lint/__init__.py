"""减负与合规检查: warnings about a rulebook that the law or the rules on easing burdens would call in question; never errors."""

from __future__ import annotations

from collections.abc import Callable

from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.lint import rules_burden, rules_law, rules_process, rules_shape
from xiaoneng.rulebook.lint.findings import Desk, Finding
from xiaoneng.rulebook.lint.reach import Reach

__all__ = ["Finding", "lint"]

CHECKS: tuple[Callable[[Desk], None], ...] = (
    rules_burden.learning,
    rules_burden.recognition,
    rules_burden.presence,
    rules_law.annual_excellent,
    rules_law.party_share,
    rules_law.money,
    rules_process.publicity_days,
    rules_process.objection,
    rules_law.deemed_consent,
    rules_law.veto,
    rules_law.effects,
    rules_law.leave,
    rules_law.bottom,
    rules_process.rounding,
    rules_process.ties,
    rules_shape.sums,
    rules_shape.duplicates,
    rules_shape.blanks,
    rules_shape.bounds,
    rules_burden.traces,
    rules_burden.mobile,
    rules_shape.gaps,
    rules_shape.unused,
    rules_law.dues,
)


def lint(source: Source) -> list[Finding]:
    """检查一部制度: every finding, in the order of the checks, then of the rulebook. An empty list: nothing to object to."""
    desk = Desk(source, Reach(source.rulebook))
    for check in CHECKS:
        check(desk)
    return list(dict.fromkeys(desk.findings))
