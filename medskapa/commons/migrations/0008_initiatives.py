"""Filled by the part of this name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commons", "0007_occupation")]
    operations: list[object] = []
