import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, Q

import medskapa.core.models
from medskapa.core.triggers import guard, unprotected
from medskapa.core.walls import behind, inside

SIGNED = ("signed_text", "signed_digest", "signature")
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
STATES = ["pending", "done", "failed"]

WITH_ITS_VERSION = (
    f"{inside('guidance')} OR EXISTS "
    "(SELECT 1 FROM guidance_planversion whole WHERE whole.id = guidance_plansigning.version_id)"
)


def added_later() -> dict[str, str]:
    """That a signature differs after the resident has agreed: it comes with the agreement, and then stays."""
    return {
        vendor: "OLD.resident_agreed_at IS NOT NULL AND ("
        + " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in SIGNED)
        + ")"
        for vendor, differs in DIFFERS.items()
    }


class Migration(migrations.Migration):
    """A plan signed with an e-ID: the text and what vouches for it stay with the version, and the attempt beside it."""

    dependencies = [("guidance", "0011_circle")]

    operations = [
        *unprotected(
            migrations.AddField("planversion", "signature", models.BinaryField(blank=True, default=b"")),
            migrations.AddField("planversion", "signed_digest", models.CharField(blank=True, max_length=64)),
            migrations.AddField("planversion", "signed_text", models.TextField(blank=True)),
            migrations.AddConstraint(
                "planversion",
                CheckConstraint(
                    name="plan_version_by_e_id_has_its_signature",
                    condition=Q(resident_agreed_by="e_id")
                    & ~Q(signed_text="")
                    & ~Q(signed_digest="")
                    & ~Q(signature=b"")
                    | ~Q(resident_agreed_by="e_id") & Q(signed_text="", signed_digest="", signature=b""),
                ),
            ),
            migrations.CreateModel(
                name="PlanSigning",
                fields=[
                    (
                        "id",
                        medskapa.core.models.RandomIdField(
                            default=medskapa.core.models.random_id,
                            editable=False,
                            primary_key=True,
                            serialize=False,
                        ),
                    ),
                    (
                        "version",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="signing",
                            to="guidance.planversion",
                        ),
                    ),
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
                ],
                options={
                    "ordering": ["pk"],
                    "constraints": [
                        CheckConstraint(name="plan_signing_state_known", condition=Q(state__in=STATES)),
                        CheckConstraint(
                            name="plan_signing_secrets_end_with_it",
                            condition=Q(state="pending") & ~Q(reference="") & ~Q(text="") & ~Q(secrets=b"")
                            | ~Q(state="pending") & Q(reference="", text="", secrets=b""),
                        ),
                    ],
                },
            ),
        ),
        guard(
            "guidance_planversion",
            name="signature_stays",
            when=added_later(),
            message="what a resident signed with is not changed afterwards",
        ),
        behind("guidance_plansigning", WITH_ITS_VERSION),
    ]
