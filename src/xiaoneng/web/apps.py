"""网页 as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.forms import Field


class WebConfig(AppConfig):
    """网页: the top room; makes sure that every room's rights and actions are known."""

    name = "xiaoneng.web"
    label = "web"
    verbose_name = "网页"

    def ready(self) -> None:
        for room in ("org", "ledger", "matters", "merit"):
            import_module(f"xiaoneng.{room}.rights")
        import_module("xiaoneng.web.logs").configure()
        # Django calls it 字段, which is no word of an office.
        Field.default_error_messages["required"] = "此项必填"
