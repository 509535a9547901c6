"""考核的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.merit import views

urlpatterns = [
    path("", views.month),
    path("close/", views.close),
    path("person/<int:pk>/", views.person),
    path("person/<int:pk>/opinion/", views.opinion),
    path("runs/", views.runs),
    path("runs/<int:pk>/", views.run),
    path("runs/<int:pk>/sheet.<str:form>", views.sheet),
    path("year/<slug:sheet>.<str:form>", views.year_sheet),
    path("runs/<int:pk>/sign/", views.sign),
    path("runs/<int:pk>/revise/", views.revise),
    path("year/", views.year),
]
