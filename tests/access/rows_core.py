"""The rows of core and people."""

from tests.access.patterns import READ_ONLY, Row, everyone
from tests.access.world import RESIDENT

ROWS = {
    "core:style": Row(everyone(200), READ_ONLY),
    "core:language": Row(everyone(405), everyone(302), data=lambda world: {"language": "en", "next": "/"}),
    "core:accessibility": Row(everyone(200), READ_ONLY),
    "core:privacy": Row(everyone(200), READ_ONLY),
    "people:sign_in": Row(
        everyone(200), everyone(302), data=lambda world: {"login": world.people[RESIDENT].login, "next": ""}
    ),
    "people:sign_out": Row(everyone(405), everyone(302)),
}
