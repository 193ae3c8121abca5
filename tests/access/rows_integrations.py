"""The rows of what outside services post to. They sign in with each request, so no role of ours gets anything."""

from tests.access.patterns import READ_ONLY, Row, everyone

ROWS = {
    "integrations:sms_in": Row(
        READ_ONLY,
        everyone(401),
        data=lambda world: {"from": "+46701740605", "to": "+46701740690", "message": "JA 4821", "id": "s1"},
    ),
}
