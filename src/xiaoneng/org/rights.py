"""权限表: which roles may do what. The one list that pages, actions and the API obey; a house test holds it to all actions."""

from __future__ import annotations

from xiaoneng.org.models import Role

STAFF, CLERK, CHIEF, LEADER = Role.STAFF, Role.CLERK, Role.CHIEF, Role.LEADER
EFFECTIVENESS, INSPECTOR, COUNTY = Role.EFFECTIVENESS, Role.INSPECTOR, Role.COUNTY
SYSTEM, SECURITY, AUDITOR = Role.SYSTEM, Role.SECURITY, Role.AUDITOR

ADMINISTRATORS = frozenset({SYSTEM, SECURITY, AUDITOR})
"""三员: kept apart from each other and from business."""

RIGHTS: dict[str, frozenset[Role]] = {}
"""Action or page → roles with the right, within their scope. 工作人员 in a set means: on oneself."""


def allow(rights: dict[str, tuple[Role, ...]]) -> None:
    """登记权限: each room says once, in its `rights.py`, who may do its actions and see its pages."""
    for name, roles in rights.items():
        if name in RIGHTS:
            raise RuntimeError(f"right declared twice: {name}")
        RIGHTS[name] = frozenset(roles)


allow(
    {
        "org.see_people": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR, COUNTY, SYSTEM),
        "org.add_unit": (EFFECTIVENESS,),
        "org.mend_unit": (EFFECTIVENESS,),
        "org.end_unit": (EFFECTIVENESS,),
        "org.add_person": (EFFECTIVENESS,),
        "org.mend_person": (EFFECTIVENESS,),
        "org.set_particular": (EFFECTIVENESS,),
        "org.mend_particular": (EFFECTIVENESS,),
        "org.move_person": (EFFECTIVENESS,),
        "org.appoint": (EFFECTIVENESS,),
        "org.end_appointment": (EFFECTIVENESS,),
        "org.let_leave": (EFFECTIVENESS,),
        "org.take_back_leave": (EFFECTIVENESS,),
        "org.add_post": (EFFECTIVENESS,),
        "org.mend_post": (EFFECTIVENESS,),
        "org.end_post": (EFFECTIVENESS,),
        "org.change_holder": (EFFECTIVENESS,),
        "org.set_lead": (EFFECTIVENESS,),
        "org.end_lead": (EFFECTIVENESS,),
        "org.set_body": (EFFECTIVENESS,),
        "org.end_body": (EFFECTIVENESS,),
        "org.set_order": (EFFECTIVENESS,),
        "org.see_handovers": (CLERK, CHIEF, LEADER, EFFECTIVENESS),
        "org.draw_handover": (CLERK, CHIEF, EFFECTIVENESS),
        "org.mend_handover": (CLERK, CHIEF, EFFECTIVENESS),
        "org.sign_handover": (CLERK, CHIEF, EFFECTIVENESS),
        "org.stage_roster": (EFFECTIVENESS,),
        "org.map_roster": (EFFECTIVENESS,),
        "org.import_roster": (EFFECTIVENESS,),
        "org.set_layout": (EFFECTIVENESS,),
        "org.see_accounts": (SYSTEM, SECURITY),
        "org.make_account": (SYSTEM,),
        "org.reset_password": (SYSTEM,),
        "org.switch_account": (SYSTEM,),
        "org.change_password": (STAFF,),
        "org.make_token": (STAFF,),
        "org.end_token": (STAFF,),
        "org.sign_in": (STAFF,),
        "org.fail_sign_in": (STAFF,),
        "org.begin_wait": (STAFF,),
        "org.end_wait": (SYSTEM,),
        "org.sign_out": (STAFF,),
        "org.end_session": (STAFF,),
        "org.end_other_sessions": (STAFF,),
        "org.add_factor": (STAFF,),
        "org.make_codes": (STAFF,),
        "org.add_key": (STAFF,),
        "org.remove_factor": (STAFF,),
        "org.drop_factors": (SYSTEM, SECURITY),
        "org.see_policies": (SYSTEM, SECURITY, AUDITOR),
        "org.give_grant": (SECURITY,),
        "org.end_grant": (SECURITY,),
        "audit.see": (AUDITOR,),
        "audit.erase_details": (AUDITOR,),
        "audit.acknowledge_restore": (SYSTEM,),
        "audit.store_file": (STAFF, CLERK, CHIEF, LEADER, EFFECTIVENESS, INSPECTOR),
    }
)
