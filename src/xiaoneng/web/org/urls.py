"""名册导入的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.org import views

urlpatterns = [
    path("", views.upload),
    path("<int:pk>/", views.roster),
    path("<int:pk>/import/", views.take_over),
]
