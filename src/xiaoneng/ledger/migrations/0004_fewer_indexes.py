"""The indexes of facts that no query asks go: a table of a hundred thousand rows pays for each of them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

GONE = {
    "behalf_id": "ledger_fact_behalf_id_f21a8f21",
    "entered_by_id": "ledger_fact_entered_by_id_12b3f8b4",
    "office_id": "ledger_fact_office_id_8efe0bcf",
    "person_id": "ledger_fact_person_id_d99765c8",
    "set_off_by_id": "ledger_fact_set_off_by_id_c2524c0f",
    "settled_by_id": "ledger_fact_settled_by_id_7a69739f",
    "unit_id": "ledger_fact_unit_id_69722ddd",
}
"""Column → its index, as both databases name it."""


def pointing(name: str, to: str, related: str, label: str, **more: Any) -> migrations.AlterField:
    kept = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to, verbose_name=label, **more
    )
    return migrations.AlterField(model_name="fact", name=name, field=kept)


OPEN = {"blank": True, "null": True}


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_peaks"),
        ("ledger", "0003_originals"),
        ("org", "0007_particulars"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="fact", name="fact_entered"),
        # Said to the database directly: SQLite would otherwise write the whole table anew for each.
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON ledger_fact ({column})")
                for column, name in GONE.items()
            ],
            [
                pointing("behalf", "org.person", "+", "代录对象", **OPEN),
                pointing("entered_by", "org.person", "+", "登记人"),
                pointing("office", "org.unit", "facts", "单位"),
                pointing("person", "org.person", "facts", "人员", **OPEN),
                pointing("set_off_by", "ledger.absence", "set_off", "冲销依据", **OPEN),
                pointing("settled_by", "org.person", "+", "认定人", **OPEN),
                pointing("unit", "org.unit", "facts_about", "科室", **OPEN),
            ],
        ),
        migrations.AddIndex(model_name="fact", index=models.Index(fields=["entered_by", "-entered_at"], name="fact_entered")),
        migrations.AddIndex(
            model_name="fact", index=models.Index(condition=models.Q(("unit__isnull", False)), fields=["unit"], name="fact_unit")
        ),
    ]
