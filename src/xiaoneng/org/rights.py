"""权限表: which roles may do what. The one list that pages, actions and the API obey; a house test holds it to all actions."""

from __future__ import annotations

from collections.abc import Iterator

from xiaoneng.org.models import Role

STAFF, CLERK, CHIEF, LEADER = Role.STAFF, Role.CLERK, Role.CHIEF, Role.LEADER
EFFECTIVENESS, INSPECTOR, COUNTY = Role.EFFECTIVENESS, Role.INSPECTOR, Role.COUNTY
SYSTEM, SECURITY, AUDITOR = Role.SYSTEM, Role.SECURITY, Role.AUDITOR

RIGHTS: dict[str, frozenset[Role]] = {}
"""Action or page → roles with the right, within their scope. 工作人员 in a set means: on oneself."""


def allow(rights: dict[str, tuple[Role, ...]]) -> None:
    """登记权限: each room says once, in its `rights.py`, who may do its actions and see its pages."""
    for name, roles in rights.items():
        if name in RIGHTS:
            raise RuntimeError(f"right declared twice: {name}")
        RIGHTS[name] = frozenset(roles)


def rights_of(roles: set[Role]) -> Iterator[str]:
    """所有权限: every right that some of the roles have."""
    return (name for name, allowed in RIGHTS.items() if allowed & roles)


allow(
    {
        "org.see_people": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR, COUNTY, SYSTEM),
        "org.edit_units": (EFFECTIVENESS, SYSTEM),
        "org.edit_people": (EFFECTIVENESS, SYSTEM),
        "org.edit_posts": (EFFECTIVENESS,),
        "org.edit_bodies": (EFFECTIVENESS,),
        "org.edit_accounts": (SYSTEM,),
        "org.edit_grants": (SECURITY,),
        "audit.see": (AUDITOR,),
    }
)
