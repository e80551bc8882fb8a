"""The demo's ten cohorts: staff, learners, sessions, progress."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from cohorts import actions
from cohorts.models import Cohort, Enrolment, Presence, Session
from core.permissions import forget
from courses.models import BootcampPage
from courses.queries import outline
from home.demo.people import MANAGERS, RETURNING, TWO_ROLES, Cast, invented
from home.demo.source import seed
from learning import actions as learning_actions
from programme.models import City
from programme.queries import holiday_on

STAFF = {
    "DWFS": [
        ("Mehdi Tazi", "trainer"),
        ("Nour El Houda Saïdi", "trainer"),
        ("Hamza Aït Lahcen", "mentor"),
        ("Sanaa Berrada", "mentor"),
    ],
    "DWFS-RBT-01": [("Nour El Houda Saïdi", "trainer"), ("Sanaa Berrada", "mentor")],
    "CYBER": [("Abdelhak Bouazza", "trainer"), ("Anas Mouline", "mentor")],
    "DATA": [("Imane Ouazzani", "trainer"), ("Loubna Chraïbi", "mentor")],
    "IA": [(TWO_ROLES, "trainer"), (TWO_ROLES, "mentor"), ("Ilyas Bennani", "mentor")],
}
MAIN = "DWFS-CASA-03"
# Its last day is the one of the demo: it waits to be closed.
ENDS_TODAY, BEHIND = "DWFS-RBT-01", 2
RETURNING_IN = ("CYBER-OUJDA-01", "IA-FES-01")
# Somebody left it, and came back.
BACK_IN = "CYBER-NADOR-01"
BEFORE_THE_PLATFORM = "Parcours suivi avant la plateforme ; procès-verbal du jury au dossier de la cohorte"
# Lessons before or behind the calendar, one learner after the other: the first is she whose next lesson a tutorial names.
AHEAD = (-1, 2, 0, -3, 1, -5, 2, -2, 0, -4, 1)
AT_A_DISTANCE = "https://visio.example/dwfs-casa-03"
HOURS = [(time(9), time(12, 30), "Atelier du matin"), (time(13, 30), time(17), "Atelier de l’après-midi")]


class Maker:
    """Makes cohorts as the managers of the demo would; ``dice`` decides what does not matter."""

    def __init__(self, cast: Cast, monday: date, dice: random.Random):
        self.cast, self.monday, self.dice = cast, monday, dice
        self.managers = {operator: cast[full] for full, _arabic, operator in MANAGERS}

    def manager(self, slug: str) -> User:
        """A fresh copy of the operator's manager: rules read roles once per object."""
        forget(self.managers[slug])
        return self.managers[slug]

    def make(self, row: dict) -> Cohort:
        """One cohort of the seed with its people, sessions and progress."""
        by = self.manager(row["operator"])
        starts = self.monday + timedelta(weeks=row["start_week"])
        cohort = actions.open_cohort(
            by=by,
            operator=self.cast.operators[row["operator"]],
            bootcamp=BootcampPage.objects.get(code=row["curriculum"]),
            code=row["code"],
            city=City.objects.get(name_fr=row["city"]),
            starts_on=starts,
            ends_on=self._last_day(row, starts),
            seats=row["seats"],
            meant=True,  # some are over
        )
        for name, role in self._staff(row):
            actions.assign_staff(cohort, by=by, user=self.cast[name], role=role)
        self._people(cohort, row, by)
        return cohort

    @staticmethod
    def _staff(row: dict) -> list[tuple[str, str]]:
        return STAFF.get(row["code"], STAFF[row["curriculum"]])

    @staticmethod
    def _last_day(row: dict, starts: date) -> date:
        friday = starts + timedelta(weeks=row["weeks"], days=-3)
        return timezone.localdate() if row["code"] == ENDS_TODAY else friday

    def _people(self, cohort: Cohort, row: dict, by: User) -> None:
        named = [self.cast[full] for full, _arabic in seed()["people"]["learners"]] if row["code"] == MAIN else []
        returning = [self.cast[RETURNING[0]]] if row["code"] in RETURNING_IN else []
        others = [invented(self.dice) for _seat in range(row["enrolled"] - len(named))]
        learners = named + returning + others
        enrolments = [actions.enrol(cohort, by=User.system(), learner=learner) for learner in learners]
        started = timezone.make_aware(datetime.combine(cohort.starts_on, time(9)))
        cohort.enrolments.update(enrolled_at=started, changed_at=started)
        if cohort.starts_on <= self.monday:
            actions.start_cohort(cohort, by=by)
        for enrolment in enrolments[len(enrolments) - (row["withdrawn"] or 0) :]:
            actions.withdraw(enrolment, by=by, reason="A trouvé un emploi avant la fin")
            self._date(enrolment, started + timedelta(weeks=2))
        if row["code"] == BACK_IN:
            actions.withdraw(enrolments[0], by=by, reason="Déménagement")
            actions.come_back(enrolments[0], by=by, reason="A trouvé à se loger près du centre")
        if row["completed"]:
            for enrolment in cohort.enrolments.active().filter(learner__in=returning):
                self._mark(enrolment, outline(cohort.bootcamp).lessons)
            self._finish(cohort, by, row["completed"])

    @staticmethod
    def _date(enrolment: Enrolment, moment: datetime) -> None:
        """What was done to a person was done then."""
        moment = min(moment, timezone.now())
        Enrolment.objects.filter(pk=enrolment.pk).update(changed_at=moment)
        enrolment.changes.update(at=moment)

    def _finish(self, cohort: Cohort, by: User, completed: int) -> None:
        for enrolment in cohort.enrolments.active().order_by("pk")[:completed]:
            actions.complete(enrolment, by=by, reason=BEFORE_THE_PLATFORM)
            self._date(enrolment, timezone.make_aware(datetime.combine(cohort.ends_on, time(17))))
        actions.complete_cohort(cohort, by=by)

    def sessions(self, cohort: Cohort, row: dict) -> None:
        """This week's and the next's workshops; the running one of the main cohort is live now."""
        by, trainer = self.manager(cohort.operator.slug), self.cast[self._staff(row)[0][0]]
        for offset in range(14):
            day = self.monday + timedelta(days=offset)
            if day.weekday() >= 5 or holiday_on(day) or not cohort.starts_on <= day <= cohort.ends_on:
                continue
            for start, end, title in HOURS:
                self._session(cohort, by, trainer, day, start, end, title)

    def _session(self, cohort, by, trainer, day, start, end, title) -> None:
        starts_at = timezone.make_aware(datetime.combine(day, start))
        ends_at = timezone.make_aware(datetime.combine(day, end))
        if cohort.code == MAIN and day == timezone.localdate():
            return  # the live session of the day takes its place
        session = actions.schedule_session(
            cohort,
            by=by,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            at=starts_at,
            trainer=trainer,
            place=f"{cohort.city.name_fr}, salle 2",
            meeting_url=AT_A_DISTANCE if cohort.code == MAIN and title == HOURS[1][2] else "",
        )
        if ends_at < timezone.now():
            self._held(session, trainer)

    def _held(self, session: Session, trainer: User) -> None:
        """The session took place: most learners came, each at their minute."""
        forget(trainer)
        actions.open_session(session, by=trainer, at=session.starts_at)
        there = [trainer.pk, *session.cohort.enrolments.active().order_by("pk").values_list("learner", flat=True)]
        for person in self.dice.sample(there, len(there) * 9 // 10):
            came_at = session.starts_at + timedelta(minutes=self.dice.randint(-4, 12))
            actions.keep_presences(session, user_ids={person}, at=came_at)
        Presence.objects.filter(session=session).update(seen_at=session.ends_at, left_at=session.ends_at)
        actions.end_session(session, by=trainer)

    def live_session(self, cohort: Cohort):
        """One session that is live now, whenever the demo is made."""
        now = timezone.localtime()
        half_hour = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
        session = actions.schedule_session(
            cohort,
            by=self.manager("atlas-code"),
            title="Revue de code collective",
            starts_at=half_hour - timedelta(minutes=30),
            ends_at=half_hour + timedelta(hours=8),
            on_holiday=True,  # live whenever the demo is made
            trainer=self.cast["Mehdi Tazi"],
            meeting_url=AT_A_DISTANCE,
            agenda="Accueil et tour de table\nLire ensemble un dépôt de la cohorte\nCorriger à plusieurs\nPause\nÀ vous, en binômes",
        )
        forget(self.cast["Mehdi Tazi"])
        return actions.open_session(session, by=self.cast["Mehdi Tazi"])

    def progress(self, cohort: Cohort, weeks_done: int, weeks: int) -> None:
        """Lessons done about as far as the calendar asks, some ahead, some behind."""
        lessons = outline(cohort.bootcamp).lessons
        learning = cohort.enrolments.active().select_related("learner", "cohort").order_by("pk")
        for number, enrolment in enumerate(learning):
            far_behind = cohort.code == ENDS_TODAY and number < BEHIND
            expected = len(lessons) * (2 if far_behind else 3) * weeks_done // weeks // 3
            count = min(len(lessons), max(0, expected + AHEAD[number % len(AHEAD)]))
            self._mark(enrolment, lessons[:count])

    @staticmethod
    def _mark(enrolment: Enrolment, lessons) -> None:
        for lesson in lessons:
            learning_actions.mark_done(enrolment, by=enrolment.learner, lesson=lesson)
