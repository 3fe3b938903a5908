"""Addresses of the living gallery; mounted in development and in the demo."""

from django.urls import path

from bridgehead.web import views

app_name = "web"
urlpatterns = [path("components/", views.components, name="components")]
