"""The scene of saying that the directory is wrong: anyone may, so there is no stranger."""

from medskapa.commons import actions
from tests.access.rows_commons_directory import a_listed_service
from tests.scenes import NOBODY, Scene

SCENES = {
    "commons.report_wrong": Scene(
        NOBODY,
        lambda w, who: actions.report_wrong(actor=who, service=w.once(a_listed_service), kind="hours"),
        stranger=None,
        given=a_listed_service,
    ),
}
