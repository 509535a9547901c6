"""事项的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.matters import views, views_papers

urlpatterns = [
    path("", views.matters),
    path("new/<str:key>/", views.new),
    path("<int:pk>/", views.matter),
    path("<int:pk>/<slug:letter>.<str:form>", views_papers.paper),
    path("<int:pk>/<slug:letter>/elements/", views_papers.elements),
    path("<int:pk>/decide/", views.settle),
]
