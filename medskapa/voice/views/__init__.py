"""The pages of voice. Thin: read what was sent, call one action or query, show what came of it."""

from medskapa.people.requests import only, only_holding
from medskapa.voice import policy

desk_only = only_holding(*policy.AT_THE_DESK)
"""For those who work at a desk: answerers, unit managers, editors."""

taking_in_only = only_holding(*policy.TAKING_IN)
"""For those who may register what they hear: the desk's roles and registrars."""

staff_only = only(policy.may_be_asked_to_tell)
"""For every member of staff: a resident may ask any of them to tell the answer."""

auditor_only = only_holding(*policy.READING_THE_AUDIT)
"""For auditors."""
