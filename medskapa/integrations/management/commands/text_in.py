"""Send an SMS to the demo as if a phone had sent it."""

import uuid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from medskapa.integrations.sms import client as sms
from medskapa.integrations.sms import incoming


class Command(BaseCommand):
    help = 'Text to the demo from a phone: manage.py text_in 070-1740605 "JA 4821". Prints the reply.'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the phone's number")
        parser.add_argument("words", help="what it sends")

    def handle(self, *args: Any, number: str, words: str, **options: Any) -> None:
        if settings.SMS_CLIENT != "simulator":
            raise CommandError("Only where MEDSKAPA_SMS=simulator: elsewhere this would speak in somebody's name.")
        try:
            sender = sms.number(number)
        except ValueError as error:
            raise CommandError(str(error)) from error
        reply = incoming.take(message_id=uuid.uuid4().hex, sender=sender, text=words)
        self.stdout.write(reply or "(inget svar)")
