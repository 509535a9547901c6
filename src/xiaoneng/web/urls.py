"""网页的网址."""

from __future__ import annotations

from django.urls import include, path

from xiaoneng.web.api.views import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("xiaoneng.web.access.urls")),
    path("", include("xiaoneng.web.home.urls")),
    path("org/roster/", include("xiaoneng.web.org.urls")),
    path("org/", include("xiaoneng.org.urls")),
    path("facts/", include("xiaoneng.ledger.facts_urls")),
    path("rulebook/", include("xiaoneng.web.rulebook.urls")),
    path("audit/", include("xiaoneng.web.audit.urls")),
    path("matters/", include("xiaoneng.matters.urls")),
    path("results/", include("xiaoneng.merit.urls")),
]
