"""审计 as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """审计."""

    name = "xiaoneng.audit"
    label = "audit"
    verbose_name = "审计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What holds back actions has to be there before the first one."""
        import_module("xiaoneng.audit.actions_checkpoint")
