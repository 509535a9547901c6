"""引擎名册: engines by name, imported only when asked for, with the extra that each needs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.plan.steps import Plan
from xiaoneng.rulebook.problems import Refused, nearest

MODULES = {"python": "reference", "sqlite": "sqlite", "postgres": "postgres", "duckdb": "duckdb", "spark": "spark"}
EXTRAS = {"postgres": "postgres", "duckdb": "analytics", "spark": "spark"}
DEFAULT = "sqlite"


def engine(name: str) -> Callable[[Plan, Office], Findings]:
    """The `run` of an engine. Raises Refused where there is none of that name or its extra isn't installed."""
    if name not in MODULES:
        raise Refused(f"没有名为“{name}”的引擎{nearest(name, list(MODULES))}")
    try:
        module = import_module(f"xiaoneng.rulebook.engines.{MODULES[name]}")
    except ModuleNotFoundError as error:
        if name not in EXTRAS:
            raise
        raise Refused(f"引擎 {name} 需要另装组件：pip install 'xiaoneng[{EXTRAS[name]}]'（缺少 {error.name}）") from None
    run: Callable[[Plan, Office], Findings] = module.run
    return run
