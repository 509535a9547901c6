"""评价的权限."""

from __future__ import annotations

from xiaoneng.org.rights import CHIEF, EFFECTIVENESS, INSPECTOR, LEADER, STAFF, allow

allow(
    {
        "merit.see_results": (STAFF, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "merit.see_runs": (LEADER, EFFECTIVENESS),
        "merit.close_period": (EFFECTIVENESS,),
        "merit.revise_period": (EFFECTIVENESS,),
        "merit.note_signature": (EFFECTIVENESS,),
        "merit.say_opinion": (STAFF, EFFECTIVENESS),
    }
)
