from django.apps import AppConfig


class CommonsConfig(AppConfig):
    name = "medskapa.commons"
    label = "commons"
