"""校验点的树: a checkpoint keeps where its tree stands, so that the next one need not read everything again."""

from __future__ import annotations

from django.db import migrations, models

from xiaoneng.audit.triggers import make, unmake


class Migration(migrations.Migration):
    """The table may be made anew, so its triggers are as well."""

    dependencies = [("audit", "0002_triggers")]
    operations = [
        migrations.RunPython(unmake, make),
        migrations.AddField("checkpoint", "peaks", models.TextField("树", default="")),
        migrations.RunPython(make, unmake),
    ]
