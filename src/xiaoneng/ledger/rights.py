"""台账的权限."""

from __future__ import annotations

from xiaoneng.org.rights import CHIEF, CLERK, COUNTY, EFFECTIVENESS, INSPECTOR, LEADER, STAFF, allow

allow(
    {
        "ledger.see_facts": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.enter_fact": (CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.mend_slip": (CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.confirm_fact": (EFFECTIVENESS,),
        "ledger.withdraw_fact": (EFFECTIVENESS,),
        "ledger.correct_fact": (EFFECTIVENESS,),
        "ledger.import_facts": (EFFECTIVENESS,),
        "ledger.see_enactments": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR, COUNTY),
        "ledger.draft_enactment": (EFFECTIVENESS,),
        "ledger.enact": (EFFECTIVENESS,),
    }
)
