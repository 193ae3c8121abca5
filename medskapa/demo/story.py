"""The whole story of the demo town, in the order of its days."""

from medskapa.demo.commons_activities import Activities
from medskapa.demo.commons_directory import Directory
from medskapa.demo.commons_groups import Collaboration
from medskapa.demo.commons_helping import Helping
from medskapa.demo.commons_initiatives import Initiatives
from medskapa.demo.commons_interests import Interests
from medskapa.demo.commons_keeping import Keeping
from medskapa.demo.commons_mandates import Mandates
from medskapa.demo.commons_occupation import Occupations
from medskapa.demo.commons_referrals import Referrals
from medskapa.demo.effects import Effects
from medskapa.demo.frame import Frame
from medskapa.demo.groups import Groups
from medskapa.demo.history import History
from medskapa.demo.meetings import Meetings
from medskapa.demo.path import Path
from medskapa.demo.pool import Pool
from medskapa.demo.proposals import Proposals


class Story:
    """What residents say, the meetings, the groups, what came of it all, and the path, played into the database."""

    def __init__(self, frame: Frame) -> None:
        self.history = History(frame)
        self.pool = Pool(self.history)
        self.groups = Groups(self.history)
        self.meetings = Meetings(self.history, self.pool)
        self.proposals = Proposals(self.history, self.groups, self.meetings)
        self.effects = Effects(self.proposals)
        self.path = Path(self.history)
        self.directory = Directory(self.history)
        self.activities = Activities(self.directory)
        self.occupations = Occupations(self.activities)
        self.helping = Helping(self.directory)
        self.interests = Interests(self.activities)
        self.initiatives = Initiatives(self.activities)
        self.keeping = Keeping(self.directory)
        self.mandates = Mandates(self.activities)
        self.referrals = Referrals(self.directory)
        self.collaboration = Collaboration(self.activities)

    def play(self) -> None:
        for part in (
            self.history,
            self.pool,
            self.groups,
            self.meetings,
            self.proposals,
            self.effects,
            self.path,
            self.directory,
            self.activities,
            self.occupations,
            self.helping,
            self.interests,
            self.initiatives,
            self.keeping,
            self.mandates,
            self.referrals,
            self.collaboration,
        ):
            part.plan()
        self.history.time.play()
        self.history.finish()
