"""台账的权限."""

from __future__ import annotations

from xiaoneng.org.rights import CHIEF, CLERK, COUNTY, EFFECTIVENESS, INSPECTOR, LEADER, STAFF, allow

allow(
    {
        "ledger.see_facts": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.enter_fact": (CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.mend_slip": (CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.add_evidence": (CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
        "ledger.withdraw_facts": (EFFECTIVENESS,),
        "ledger.open_with": (EFFECTIVENESS,),
        "ledger.confirm_fact": (EFFECTIVENESS,),
        "ledger.confirm_facts": (EFFECTIVENESS,),
        "ledger.withdraw_fact": (EFFECTIVENESS,),
        "ledger.correct_fact": (EFFECTIVENESS,),
        "ledger.settle_for_runner": (LEADER,),
        "ledger.note_absence": (CLERK, CHIEF, LEADER, EFFECTIVENESS),
        "ledger.end_absence": (CLERK, CHIEF, LEADER, EFFECTIVENESS),
        "ledger.set_off": (EFFECTIVENESS,),
        "ledger.set_attendance": (EFFECTIVENESS,),
        "ledger.correct_work": (EFFECTIVENESS,),
        "ledger.enter_works": (EFFECTIVENESS, CLERK),
        "ledger.confirm_works": (EFFECTIVENESS,),
        "ledger.withdraw_work": (EFFECTIVENESS,),
        "ledger.stage_import": (EFFECTIVENESS, CLERK),
        "ledger.mend_rows": (EFFECTIVENESS, CLERK),
        "ledger.commit_import": (EFFECTIVENESS, CLERK),
        "ledger.confirm_batch": (EFFECTIVENESS,),
        "ledger.undo_import": (EFFECTIVENESS, CLERK),
        "ledger.drop_import": (EFFECTIVENESS, CLERK),
        "ledger.read_notices": (STAFF,),
        "ledger.settle_decided": (STAFF,),
        "ledger.record_decided": (STAFF,),
        "ledger.see_enactments": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR, COUNTY),
        "ledger.draft_enactment": (EFFECTIVENESS,),
        "ledger.answer_questions": (EFFECTIVENESS,),
        "ledger.enact": (EFFECTIVENESS,),
        "ledger.end_enactment": (EFFECTIVENESS,),
        "ledger.drop_draft": (EFFECTIVENESS,),
        "ledger.load_original": (EFFECTIVENESS,),
        "ledger.use_original": (EFFECTIVENESS,),
        "ledger.drop_original": (EFFECTIVENESS,),
        "ledger.draft_from_original": (EFFECTIVENESS,),
        "ledger.revise_enactment": (EFFECTIVENESS,),
    }
)
