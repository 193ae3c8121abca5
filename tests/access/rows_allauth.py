"""The rows of allauth's own pages."""

from tests.access.patterns import READ_ONLY, READ_ONLY_SIGNED_IN, Row, everyone, signed_in

# allauth's own pages. Nobody here has a password or a second factor, so what needs one leads away or is not there.
_AWAY = Row(everyone(302), everyone(302))
_ABSENT_SIGNED_IN = Row(signed_in(404), signed_in(404))
_PAGE = Row(everyone(200), READ_ONLY)
_FORM_SIGNED_IN = Row(signed_in(200), signed_in(200), other=(200, 302, 405))
ROWS = {
    "account_login": Row(everyone(302), everyone(302), other=(302, 405)),
    "account_inactive": _PAGE,
    "account_reauthenticate": _FORM_SIGNED_IN,
    "mfa_index": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "mfa_authenticate": _AWAY,
    "mfa_reauthenticate": _AWAY,
    "mfa_activate_totp": _AWAY,
    "mfa_deactivate_totp": _ABSENT_SIGNED_IN,
    "mfa_view_recovery_codes": Row(signed_in(404), READ_ONLY_SIGNED_IN),
    "mfa_generate_recovery_codes": _AWAY,
    "mfa_download_recovery_codes": _ABSENT_SIGNED_IN,
    "socialaccount_login_cancelled": _PAGE,
    "socialaccount_login_error": Row(signed_in(401), READ_ONLY_SIGNED_IN),
    "socialaccount_signup": _AWAY,
    "openid_connect_login": Row(everyone(404), everyone(404), to=lambda world: {"provider_id": "staff"}),
    "openid_connect_callback": Row(everyone(404), everyone(404), to=lambda world: {"provider_id": "staff"}),
}
