"""What stood with a person stands as a particular that always held: since when is not known."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import xiaoneng.audit.fields

YES = "是"


def take_over(apps: Any, schema_editor: Any) -> None:
    Person, Particular = apps.get_model("org", "Person"), apps.get_model("org", "Particular")
    made = []
    for one in Person.objects.exclude(party="", leader=False, fields={}).iterator():
        values = {"party": one.party, "leader": YES if one.leader else "", **one.fields}
        made += [Particular(person=one, what=what, value=value) for what, value in values.items() if value not in ("", None)]
    Particular.objects.bulk_create(made, batch_size=500)


def give_back(apps: Any, schema_editor: Any) -> None:
    Person, Particular = apps.get_model("org", "Person"), apps.get_model("org", "Particular")
    for row in Particular.objects.filter(until=None).order_by("pk").iterator():
        person = Person.objects.get(pk=row.person_id)
        if row.what == "party":
            person.party = row.value
        elif row.what == "leader":
            person.leader = row.value == YES
        else:
            person.fields[row.what] = row.value
        person.save()


class Migration(migrations.Migration):

    dependencies = [
        ("org", "0006_what_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Particular",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("what", models.CharField(max_length=40, verbose_name="登记项")),
                ("value", xiaoneng.audit.fields.JsonText(verbose_name="内容")),
                ("since", models.DateField(blank=True, null=True, verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="particulars", to="org.person", verbose_name="人员")),
            ],
            options={
                "verbose_name": "登记项",
                "ordering": ["person", "what", "-since", "-id"],
                "indexes": [models.Index(fields=["what", "person"], name="particular_what")],
            },
        ),
        migrations.RunPython(take_over, give_back),
        migrations.RemoveField(model_name="person", name="party"),
        migrations.RemoveField(model_name="person", name="leader"),
        migrations.RemoveField(model_name="person", name="fields"),
    ]
