"""What every measurement starts from: the bench rulebook's plans, a folder of generated data, a clock and the memory."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.plan.steps import Plan

HERE = Path(__file__).parent
YEAR = "2023"
ACCOUNT = "score"


def book() -> str:
    """The bench rulebook's text."""
    return (HERE / "rulebook.yaml").read_text(encoding="utf-8")


def whole_plan() -> Plan:
    """Scores, figures, bars, money, selection: the whole year."""
    return compile_plan(load_text(book()), Request(YEAR))


def score_rules() -> list[dict[str, Any]]:
    """The rules that post to the monthly score."""
    return [rule for rule in yaml.safe_load(book())["rules"] if ACCOUNT in rule.get("post", {})]


def scores_plan() -> Plan:
    """The same rulebook with nothing but the monthly score."""
    parts = yaml.safe_load(book())
    kept = {key: parts[key] for key in ("rulebook", "version", "clauses", "facts", "works")}
    kept["document"] = {"title": "x", "issuer": "x"}
    kept["accounts"] = {ACCOUNT: parts["accounts"][ACCOUNT]}
    kept["rules"] = score_rules()
    return compile_plan(load_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)), Request(YEAR))


class Clock:
    """Wall and processor seconds by name; several rounds of one name are reported by their median.

    Processor seconds are those of all threads and of children that ended; on a busy machine they say more than the wall clock.
    `spent` may count more finely, without children (`process_time`): the other counts in hundredths of a second.
    """

    def __init__(self, spent: Callable[[], float] = lambda: sum(os.times()[:4])) -> None:
        self._spent = spent
        self.seconds: dict[str, list[float]] = {}
        self.processor: dict[str, list[float]] = {}
        self.start()

    def start(self) -> None:
        self.spent, self.began = self._spent(), perf_counter()

    def stop(self, name: str) -> None:
        self.seconds.setdefault(name, []).append(perf_counter() - self.began)
        self.processor.setdefault(name, []).append(self._spent() - self.spent)
        self.start()


def medians(rounds: dict[str, list[float]]) -> dict[str, float]:
    return {name: median(values) for name, values in rounds.items()}


def peak_mib() -> int:
    """The process's own highest resident memory; `getrusage` would count what its parent had when it was forked."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def say(clock: Clock, **more: object) -> None:
    """One line of JSON on the standard output: medians in seconds, rounds, the process's peak memory in MiB."""
    rounds = max((len(one) for one in clock.seconds.values()), default=0)
    figures = {"seconds": medians(clock.seconds), "processor": medians(clock.processor), "rounds": rounds, "peak_mib": peak_mib()}
    print(json.dumps({**figures, **more}, ensure_ascii=False))
