"""不许改删."""

from __future__ import annotations

from django.db import migrations

from xiaoneng.audit.triggers import make, unmake


class Migration(migrations.Migration):
    """Entries and checkpoints can be added only."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
