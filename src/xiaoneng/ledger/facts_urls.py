"""记录的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.ledger import views_facts as views

urlpatterns = [
    path("", views.facts),
    path("new/", views.new),
    path("preview/", views.preview),
    path("confirm/", views.confirming),
    path("<int:pk>/", views.fact),
    path("<int:pk>/confirm/", views.confirm),
    path("<int:pk>/withdraw/", views.withdraw),
    path("<int:pk>/mend/", views.mend),
    path("<int:pk>/correct/", views.correct),
]
