import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import medskapa.core.models
from medskapa.core.triggers import append_only, guard

LONGEST = 365  # days between the first and the last
DAYS = {
    "sqlite": "julianday(NEW.ends_on) - julianday(NEW.starts_on)",
    "postgresql": "(NEW.ends_on - NEW.starts_on)",
}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
STAYS = ("organisation_id", "fields", "starts_on", "ends_on", "template", "digest", "made_by", "signed_on", "signature")
FORGETS = "NEW.journal_forgotten_on IS NOT NULL AND NEW.person_id IS NULL"
NAMED = {
    "sqlite": "NEW.field IN (SELECT value FROM json_each(m.fields))",
    "postgresql": "m.fields @> to_jsonb(NEW.field::text)",
}


def too_long() -> dict[str, str]:
    return {vendor: f"{days} > {LONGEST}" for vendor, days in DAYS.items()}


def signed_changes() -> dict[str, str]:
    """That what was signed differs, or whose it is; a purge, years after, takes person and signature away."""
    found = {}
    for vendor, differs in DIFFERS.items():
        cast = "::text" if vendor == "postgresql" else ""
        kept = [name for name in STAYS if name != "signature"]
        columns = " OR ".join(f"OLD.{name}{cast} {differs} NEW.{name}{cast}" for name in kept)
        purged = f"(OLD.person_id {differs} NEW.person_id OR OLD.signature {differs} NEW.signature)"
        found[vendor] = f"OLD.state IN ('signed', 'ended') AND ({columns} OR ({purged} AND NOT ({FORGETS})))"
    return found


def not_allowed() -> dict[str, str]:
    """That the entry belongs to no signed mandate that names its field."""
    return {
        vendor: "NOT EXISTS (SELECT 1 FROM commons_mandate m WHERE m.id = NEW.mandate_id AND m.state = 'signed'"
        f" AND {named})"
        for vendor, named in NAMED.items()
    }


class Migration(migrations.Migration):
    """Mandates: what was signed stays, for a year at most, and the journal only grows."""

    dependencies = [("commons", "0005_helping"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    medskapa.core.models.RandomIdField(
                        default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="commons.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="namn")),
                (
                    "reach_via",
                    models.CharField(
                        choices=[
                            ("phone", "Ring"),
                            ("sms", "Sms"),
                            ("email", "E-post"),
                            ("letter", "Brev"),
                            ("self", "Personen hör av sig själv"),
                        ],
                        max_length=6,
                    ),
                ),
                ("reach_to", models.CharField(blank=True, max_length=254)),
                ("fields", models.JSONField(default=list)),
                ("starts_on", models.DateField(verbose_name="gäller från")),
                ("ends_on", models.DateField(verbose_name="gäller till och med")),
                ("language", models.CharField(default="sv", max_length=10)),
                ("template", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "väntar på underskrift"),
                            ("signed", "är underskriven"),
                            ("ended", "har slutat gälla"),
                            ("dropped", "blev aldrig av"),
                        ],
                        default="draft",
                        max_length=7,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drafted_on", models.DateField()),
                (
                    "made_by",
                    models.CharField(
                        blank=True, choices=[("paper", "på papper"), ("e_id", "med e-legitimation")], max_length=5
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=80, verbose_name="vem som såg underskriften")),
                ("signature", models.BinaryField(blank=True, default=b"")),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expired", "tiden gick ut"),
                            ("signed_in", "personen avslutade den inloggad"),
                            ("code", "personen avslutade den med sin kod"),
                            ("phone", "personen bad receptionen avsluta den"),
                            ("organisation", "organisationen lämnade den ifrån sig"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("contact_forgotten_on", models.DateField(blank=True, null=True)),
                ("journal_forgotten_on", models.DateField(blank=True, null=True)),
                ("code_digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ["-drafted_on", "-pk"],
                "indexes": [
                    models.Index(fields=["organisation", "state", "ends_on"], name="mandates_of_an_organisation"),
                    models.Index(fields=["state", "ends_on"], name="mandates_that_run_out"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "signed", "ended", "dropped"])),
                        name="mandate_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reach_via__in", ["phone", "sms", "email", "letter", "self"])),
                        name="mandate_reach_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fields", []), _negated=True), name="mandate_names_its_fields"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="mandate_is_for_a_day_at_least",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest", ""), _negated=True), name="mandate_text_has_its_digest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made_by", ""), ("signed_on__isnull", True), ("state__in", ["draft", "dropped"])),
                            models.Q(
                                ("made_by__in", ["paper", "e_id"]),
                                ("signed_on__isnull", False),
                                ("state__in", ["signed", "ended"]),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_signed_says_how_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made_by", "paper"), ("noted_by__isnull", False)),
                            models.Q(models.Q(("made_by", "paper"), _negated=True), ("noted_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="mandate_on_paper_was_noted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("made_by", "e_id"), ("signature", b""), _connector="OR"),
                        name="mandate_by_e_id_alone_has_a_signature",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_how__in", ["expired", "signed_in", "code", "phone", "organisation"]),
                                ("ended_on__isnull", False),
                                ("state", "ended"),
                            ),
                            models.Q(("ended_how", ""), ("ended_on__isnull", False), ("state", "dropped")),
                            models.Q(("ended_how", ""), ("ended_on__isnull", True), ("state__in", ["draft", "signed"])),
                            _connector="OR",
                        ),
                        name="mandate_ended_says_when_and_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    medskapa.core.models.RandomIdField(
                        default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="commons.mandate"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("times", "Boka och flytta tider"),
                            ("letters", "Läsa brev tillsammans"),
                            ("forms", "Fylla i blanketter tillsammans"),
                            ("ask", "Fråga hur det går i ett ärende"),
                            ("papers", "Lämna in papper"),
                        ],
                        max_length=7,
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=300, verbose_name="vad ni gjorde")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["mandate", "-at"], name="journal_of_a_mandate")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("field__in", ["times", "letters", "forms", "ask", "papers"])),
                        name="journal_field_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MandateMessage",
            fields=[
                ("state", models.CharField(default="ready", max_length=7)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "id",
                    medskapa.core.models.RandomIdField(
                        default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="commons.mandate"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed", "fullmakten gäller"),
                            ("soon", "fullmakten går ut om två veckor"),
                            ("tomorrow", "fullmakten går ut i morgon"),
                            ("ended", "fullmakten har slutat"),
                            ("stop", "till organisationen: fullmakten har slutat"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "via",
                    models.CharField(
                        choices=[("email", "e-post"), ("sms", "sms"), ("letter", "brev"), ("phone", "telefon")],
                        max_length=6,
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["-day", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ready")), fields=["state"], name="mandate_messages_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["signed", "soon", "tomorrow", "ended", "stop"])),
                        name="mandate_message_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["ready", "sent", "failed", "stopped"])),
                        name="mandate_message_state_known",
                    ),
                    models.UniqueConstraint(fields=("mandate", "kind"), name="mandate_message_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MandateSigning",
            fields=[
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "pågår"), ("done", "klar"), ("failed", "blev inget")],
                        default="pending",
                        max_length=7,
                    ),
                ),
                ("hint", models.CharField(blank=True, max_length=40)),
                ("begun_at", models.DateTimeField()),
                ("ask_after", models.DateTimeField()),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("text", models.TextField(blank=True)),
                ("secrets", models.BinaryField(blank=True, default=b"")),
                (
                    "id",
                    medskapa.core.models.RandomIdField(
                        default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mandate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signing", to="commons.mandate"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "done", "failed"])),
                        name="mandate_signing_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "pending"),
                                models.Q(("reference", ""), _negated=True),
                                models.Q(("text", ""), _negated=True),
                                models.Q(("secrets", b""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("reference", ""),
                                ("secrets", b""),
                                ("text", ""),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_signing_secrets_end_with_it",
                    ),
                ],
            },
        ),
        *(
            guard(
                "commons_mandate",
                name=f"year_on_{on}",
                when=too_long(),
                message="a mandate is for a year at most",
                on=on,
            )
            for on in ("insert", "update")
        ),
        guard(
            "commons_mandate",
            name="signed_stays",
            when=signed_changes(),
            message="what somebody has signed is not changed afterwards",
        ),
        guard(
            "commons_mandate",
            name="not_again",
            when="OLD.state IN ('ended', 'dropped') AND NEW.state <> OLD.state",
            message="a mandate that has ended does not begin again",
        ),
        guard(
            "commons_journalentry",
            name="within_mandate",
            when=not_allowed(),
            message="the journal takes what a signed mandate names",
            on="insert",
        ),
        append_only("commons_journalentry", except_columns=["what"]),
    ]
