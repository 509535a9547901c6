"""机构 as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """机构."""

    name = "xiaoneng.org"
    label = "org"
    verbose_name = "机构"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The audit names what was done on the command line, too.
        import_module("xiaoneng.org.actions_setup")
