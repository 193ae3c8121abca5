"""What the editor of the demo town's directory has to look at."""

import pytest

from medskapa.commons.models import ServiceState
from medskapa.commons.queries import keeping, keeping_twins
from medskapa.demo.commons_directory import Directory
from medskapa.demo.commons_keeping import Keeping
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db


def test_something_waits_for_the_editor_and_may_be_the_same_as_another():
    history = History(Frame())
    directory = Directory(history)
    directory.plan()
    Keeping(directory).plan()
    history.time.play()
    waiting = keeping.listing(viewer=directory.editor, show=keeping.WAITING).rows
    assert [row.service.name for row in waiting] == ["Digital hjälp Olsgården"]
    (pair,) = [pair for pair in keeping_twins.suggested() if pair.percent > 80]
    assert {pair.first.name, pair.second.name} == {"Digital hjälp Olsgården", "Digital hjälp på Olsgården"}
    assert {pair.first.state, pair.second.state} == {ServiceState.WAITING, ServiceState.ACTIVE}
