"""Data that comes with Medskapa as YAML files."""

from typing import Any

import yaml

# PyYAML's parser in C reads six times as fast as the one in Python; a build without it has only the latter.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What `text` says, as plain values.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader in either case)
