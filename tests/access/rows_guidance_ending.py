"""The rows of the end of a path, and of how it went afterwards."""

from tests.access.patterns import NUMBER, READ_ONLY, READ_ONLY_SIGNED_IN, Row, everyone, guiding, only, sent
from tests.access.rows_guidance_guides import the_file
from tests.access.world import AUTHOR, GUIDE, GUIDED, INVITED, MANAGER, OTHER_GUIDE, RESIDENT
from tests.scenes.guidance_ending import a_question

ROWS = {
    "guidance:end_path": Row(
        guiding(200), guiding(302), to=the_file, data=lambda w: sent(w, kind="moved", words=""), missing=NUMBER
    ),
    "guidance:follow_ups": Row(only(200, GUIDE, OTHER_GUIDE, MANAGER), READ_ONLY_SIGNED_IN),
    "guidance:follow_up": Row(
        only(200, GUIDE, MANAGER) | {OTHER_GUIDE: 404},
        only(302, GUIDE, MANAGER) | {OTHER_GUIDE: 404},
        to=lambda w: {"pk": w.once(a_question).pk},
        data=lambda w: sent(w, still="work", helped="yes", words=""),
        missing=NUMBER,
    ),
    "guidance:outcomes": Row(only(200, MANAGER), READ_ONLY_SIGNED_IN),
    "guidance:how_it_went": Row(
        everyone(200),
        everyone(422) | dict.fromkeys((RESIDENT, AUTHOR, INVITED, GUIDED), 200),
        data=lambda w: sent(w, code="inga riktiga ord"),
    ),
    "guidance:how_it_went_thanks": Row(everyone(200), READ_ONLY),
}
