"""The demo's settings, for servers that tests start: everything comes from one address, so nothing is throttled."""

from medskapa.settings.demo import *  # noqa: F403
from medskapa.settings.demo import THROTTLE as _BOUNDS

THROTTLE = dict.fromkeys(_BOUNDS, (1_000_000, 3_600))
