from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "medskapa.voice"
    label = "voice"
