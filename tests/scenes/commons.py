"""The scenes of the commons."""

from medskapa.commons import actions
from tests.scenes import NOBODY, Scene

TOWN = {"units": [{"key": "nara-jobb", "name": "Nära jobb"}]}

SCENES = {
    "commons.load_town": Scene(NOBODY, lambda w, who: actions.load_town(actor=who, town=TOWN), stranger=None),
}
