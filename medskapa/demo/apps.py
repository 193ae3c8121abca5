from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "medskapa.demo"
    label = "demo"
