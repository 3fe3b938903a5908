from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "bridgehead.home"
    label = "home"
