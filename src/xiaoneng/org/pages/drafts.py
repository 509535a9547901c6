"""没提交的内容: what somebody had entered when the session ended comes back into the form. A form's author writes

    form = FindingForm(entered(request), viewer=viewer)

in place of `request.POST or None`: on submission it is what was sent, else what was kept for this address, else nothing. What a page's
forms do not take back is shown above it as text (`web/draft.html`). Files can't be kept; the page says to choose them again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict

SESSION = "drafts"
MOST = 3
"""Forms kept for one session; the oldest goes first."""
LONG_ENOUGH = 2
"""Texts shorter than this are no loss."""


@dataclass
class Draft:
    """没提交的内容 of one address."""

    path: str
    items: list[tuple[str, list[str]]] = field(default_factory=list)
    files: bool = False
    taken: bool = False

    def take(self) -> QueryDict:
        """Into a form."""
        self.taken = True
        found = QueryDict(mutable=True)
        for name, values in self.items:
            found.setlist(name, values)
        found._mutable = False
        return found

    @property
    def left(self) -> list[str]:
        """The texts that no form took."""
        if self.taken:
            return []
        return [text for _, values in self.items for text in values if len(text) > LONG_ENOUGH and not text.isdecimal()]


def entered(request: HttpRequest) -> QueryDict | None:
    """填了的内容: what was sent with the form, else what was kept of it; None for a blank form."""
    if request.POST:
        return request.POST
    draft: Draft | None = getattr(request, "draft", None)
    return draft.take() if draft is not None else None


def keep(request: HttpRequest, draft: dict[str, Any], at: datetime) -> None:
    """留着: for whoever is signed in, until the form is submitted or given up."""
    kept = {path: one for path, one in request.session.get(SESSION, {}).items() if path != draft["path"]}
    newest = sorted(kept.items(), key=lambda one: -int(one[1]["at"]))[: MOST - 1]
    request.session[SESSION] = dict([(draft["path"], {**draft, "at": int(at.timestamp())}), *newest])


def kept_for(request: HttpRequest) -> Draft | None:
    """为这一页留着的."""
    found = request.session.get(SESSION, {}).get(request.path)
    return Draft(request.path, [(name, list(values)) for name, values in found["items"]], found["files"]) if found else None


def drop(request: HttpRequest, path: str) -> None:
    """不要了."""
    kept = dict(request.session.get(SESSION, {}))
    if kept.pop(path, None) is not None:
        request.session[SESSION] = kept
