"""事项 as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """事项."""

    name = "xiaoneng.matters"
    label = "matters"
    verbose_name = "事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("xiaoneng.matters.beside")
        import_module("xiaoneng.matters.hanging")
