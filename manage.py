#!/usr/bin/env python
"""Django's command line, on the demo settings unless the environment names others."""

import gc
import os
import sys

if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 50)  # the default looks through all of Django again and again while one migrates
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medskapa.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
