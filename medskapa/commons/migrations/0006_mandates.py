"""Filled by the part of this name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commons", "0005_helping")]
    operations: list[object] = []
