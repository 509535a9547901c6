"""字段: values that the program reads whole and the database never looks into."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""One for all values: `json.dumps` makes a new one each time that it is told how to write."""


class JsonText(_Text):
    """成组的值: lists and mappings kept as text. Not a JSON column: no query depends on a database's JSON functions, which differ."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        # Most are empty, and a list of records has several of them in each row.
        if value == "{}":
            return {}
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else WRITER.encode(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))
