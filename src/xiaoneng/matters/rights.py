"""事项的权限: who may do a step is what the procedure says; these rights only open the door."""

from __future__ import annotations

from xiaoneng.org.rights import CHIEF, CLERK, EFFECTIVENESS, INSPECTOR, LEADER, STAFF, allow

allow(
    {
        "matters.see": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "matters.open": (STAFF,),
        "matters.decide": (STAFF,),
        "matters.fill_elements": (CLERK, EFFECTIVENESS, INSPECTOR),
    }
)
