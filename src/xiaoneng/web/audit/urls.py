"""审计的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.audit import views

urlpatterns = [
    path("", views.entries),
    path("check/", views.check),
    path("check/<int:size>/", views.sheet),
    path("of/<slug:kind>/<str:number>/", views.entries_of),
    path("<int:seq>/", views.entry),
    path("<int:seq>/erase/", views.erase),
]
