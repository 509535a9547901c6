"""标记: HTML built from parts; text is escaped unless it is markup already, so no word of a file can become code."""

from __future__ import annotations

from html import escape

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
"""Control characters, and the marks that turn the direction of the text after them."""


class Html(str):
    """A text that is markup already."""

    __slots__ = ()


def text(value: str) -> Html:
    """A plain text as markup; what is markup already stays as it is."""
    return value if isinstance(value, Html) else Html(escape(value.translate(_CONTROLS), quote=True))


def join(parts: list[Html] | list[str], between: str = "") -> Html:
    """Several parts as one markup, each escaped where it is plain text."""
    return Html(text(between).join(text(part) for part in parts))


def tag(name: str, *children: str, **attributes: str) -> Html:
    """`tag("p", "a < b", class_="note")`: an element with escaped children and attributes; an empty attribute is left out."""
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items() if value)
    return Html(f"<{name}{said}>{join(list(children))}</{name}>")
