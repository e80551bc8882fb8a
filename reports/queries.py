"""Figures: a cohort's progress, and the programme's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment, EnrolmentChange
from cohorts.queries import Held, held_sessions
from core.models import Event
from core.numbers import percentage, whole
from courses.queries import OutlineModule, outline
from learning.queries import done_by_module
from programme.models import Programme, Region, Target
from projects.models import Assignment
from projects.queries import OwnWork, states_of, work_of
from reports.models import ImportedFigure

LEARNERS_A_PAGE = 50
SESSIONS_SHOWN = 20
ENTRIES_A_PAGE = 50
LAST_PAGE = 10**6
SILENT = timedelta(days=1)
SHOWN_STATES = [
    Enrolment.State.ACTIVE,
    Enrolment.State.SUSPENDED,
    Enrolment.State.COMPLETED,
    Enrolment.State.ENDED,
    Enrolment.State.WITHDRAWN,
]


@dataclass
class ProgressTable:
    """Learners by modules and projects; a row is (enrolment, [(done, total)], [submission state or None], share)."""

    modules: list
    assignments: list[Assignment]
    page: Page
    rows: list[tuple]


def progress_table(cohort: Cohort, number=1, size: int = LEARNERS_A_PAGE) -> ProgressTable:
    """One page of a cohort's progress, in a fixed number of queries."""
    learners = cohort.enrolments.filter(state__in=SHOWN_STATES).select_related("learner")
    page, enrolments = _page(learners.order_by("learner__last_name", "learner__first_name", "pk"), number, size)
    modules = outline(cohort.bootcamp).modules
    assignments = list(Assignment.objects.filter(cohort=cohort).order_by("due_at"))
    done = done_by_module([row.pk for row in enrolments])
    states = states_of(cohort, [row.pk for row in enrolments])
    rows = [(row, *_row(row, modules, assignments, done, states)) for row in enrolments]
    return ProgressTable(modules, assignments, page, rows)


def _page(rows, number, size: int) -> tuple[Page, list]:
    """A page and its rows; the count comes with the rows, in the same query but apart from their sorting."""
    start = (min(whole(str(number)) or 1, LAST_PAGE) - 1) * size
    count = rows.order_by().values("cohort").annotate(people=Count("pk")).values("people")
    counted = rows.annotate(found=Subquery(count))
    found = list(counted[start : start + size]) or list(counted[:size])
    return Paginator(range(found[0].found if found else 0), size).get_page(start // size + 1), found


def _row(enrolment, modules, assignments, done, states) -> tuple:
    cells = [(done[enrolment.pk].get(module.page.path, 0), len(module.lessons)) for module in modules]
    total = sum(lessons for _done, lessons in cells)
    share = percentage(sum(count for count, _lessons in cells), total)
    return cells, [states.get((enrolment.pk, assignment.pk)) for assignment in assignments], share


@dataclass
class LearnerFile:
    """A learner of a cohort for its staff: what is done, handed in, late, and since when nothing was heard."""

    modules: list[tuple[OutlineModule, int, int]]
    work: list[OwnWork]
    held: Held
    last_act: datetime | None

    @property
    def done(self) -> int:
        return sum(done for _module, done, _total in self.modules)

    @property
    def lessons(self) -> int:
        return sum(total for _module, _done, total in self.modules)

    @property
    def share(self) -> int:
        return percentage(self.done, self.lessons)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.work)

    @property
    def handed_in(self) -> int:
        return sum(bool(row.versions) for row in self.work)

    @property
    def is_silent(self) -> bool:
        """Nothing was seen of them for a day."""
        return self.last_act is not None and timezone.now() - self.last_act >= SILENT


def learner_file(enrolment: Enrolment, learner: User) -> LearnerFile:
    """What the learner of this place did in the cohort, in a fixed number of queries."""
    cohort = enrolment.cohort
    done = done_by_module([enrolment.pk])[enrolment.pk]
    modules = [(row, done.get(row.page.path, 0), len(row.lessons)) for row in outline(cohort.bootcamp).modules]
    held = held_sessions(cohort, learner, SESSIONS_SHOWN)
    return LearnerFile(modules, work_of(learner, cohort), held, _last_act(enrolment, held))


def _last_act(enrolment: Enrolment, held: Held) -> datetime | None:
    """The latest thing that was seen of them since they entered: an act on the platform, or a stay in a room."""
    acts = Event.objects.filter(actor=enrolment.learner).order_by("-pk").values_list("at", flat=True)[:1]
    done = enrolment.progress.order_by("-done_at").values_list("done_at", flat=True)[:1]
    return max(filter(None, [*acts, *done, held.last_stay]), default=None)


@dataclass
class RegionFigure:
    """A region's people trained and in training, against its target."""

    region: Region
    trained: int
    in_training: int
    target: int

    @property
    def gap(self) -> int:
        """People still to train, in training counted as trained."""
        return max(0, self.target - self.trained - self.in_training)

    @property
    def share(self) -> int:
        return percentage(self.trained, self.target)

    @property
    def heat(self) -> int:
        """A shade from 0 to 4 for the map."""
        return min(4, -(-self.share // 25)) if self.trained else 0


@dataclass
class ProgrammeFigures:
    """The programme by region; ``as_of`` is the latest day on which imported figures were counted.

    ``in_spite`` counts the graduates awarded in spite of a condition, ``corrected`` the diplomas taken back.
    """

    programme: Programme
    regions: list[RegionFigure]
    as_of: date | None
    in_spite: int
    corrected: int

    @property
    def trained(self) -> int:
        return sum(row.trained for row in self.regions)

    @property
    def in_training(self) -> int:
        return sum(row.in_training for row in self.regions)

    @property
    def target(self) -> int:
        return self.programme.goal

    @property
    def gap(self) -> int:
        """People still to train, in training counted as trained."""
        return max(0, self.target - self.trained - self.in_training)

    @property
    def share(self) -> float:
        """To the nearest tenth: a whole percentage of the programme is many people."""
        return percentage(10 * self.trained, self.target) / 10

    @property
    def covered(self) -> int:
        return sum(bool(row.trained or row.in_training) for row in self.regions)


def programme_figures(programme: Programme) -> ProgrammeFigures:
    """What was counted elsewhere up to a day, region by region, and our own people since, each counted once.

    Who of our cohorts was in training on that day is in the imported count: graduating moves them from "in training"
    to "trained", leaving takes them out, and who had left and comes back is one more. Who graduated by then, or in a
    cohort over by then, is counted there already; a diploma of then that is corrected since is taken off.
    """
    imported = {row.region_id: row for row in ImportedFigure.objects.filter(programme=programme).in_force()}
    targets = dict(Target.objects.filter(programme=programme).values_list("region_id", "people"))
    people = _against(imported)
    trained, learning = _by_region(_graduates(people)), _by_region(_learning(people))
    lost, gone = _by_region(_corrected_since(people)), _by_region(_gone(people))
    none = ImportedFigure(trained=0, in_training=0)
    rows = [
        RegionFigure(
            region,
            max(0, imported.get(region.pk, none).trained - lost.get(region.pk, 0)) + trained.get(region.pk, 0),
            max(0, imported.get(region.pk, none).in_training - gone.get(region.pk, 0)) + learning.get(region.pk, 0),
            targets.get(region.pk, 0),
        )
        for region in Region.objects.all()
    ]
    as_of = max((row.as_of for row in imported.values()), default=None)
    return ProgrammeFigures(programme, rows, as_of, in_spite_of().count(), _corrected())


def _against(imported: dict[int, ImportedFigure]) -> QuerySet:
    """Enrolments, each with the day up to which its region was counted elsewhere (``cut_on``, ``cut_at``), if any, and
    its state on that day (``state_then``), empty before it was taken."""
    days = [When(cohort__city__region=pk, then=Value(row.as_of)) for pk, row in imported.items()]
    ends = [When(cohort__city__region=pk, then=Value(_end_of(row.as_of))) for pk, row in imported.items()]
    people = Enrolment.objects.annotate(
        cut_on=Case(*days, default=None, output_field=DateField()),
        cut_at=Case(*ends, default=None, output_field=DateTimeField()),
        moved_at=Coalesce("changed_at", "enrolled_at"),
    )
    return people.annotate(state_then=_state_then())


def _state_then() -> Coalesce:
    """By the lines of history around the day; without any, who moved since was in training."""
    history = EnrolmentChange.objects.filter(enrolment=OuterRef("pk"))
    before = history.filter(at__lte=OuterRef("cut_at")).order_by("-pk").values("after")
    after = history.filter(at__gt=OuterRef("cut_at")).order_by("pk").values("before")
    unwritten = Case(
        When(moved_at__lte=F("cut_at"), then=F("state")),
        When(enrolled_at__lte=F("cut_at"), then=Value(Enrolment.State.ACTIVE)),
        default=Value(""),
    )
    return Coalesce(Subquery(before[:1]), Subquery(after[:1]), unwritten, output_field=CharField())


def _end_of(day: date) -> datetime:
    """In Python: the database knows no zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


# In the imported count of people in training: of a cohort that ran on the day of the count.
COUNTED = Q(
    cohort__starts_on__lte=F("cut_on"),
    cohort__ends_on__gt=F("cut_on"),
    state_then__in=[Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED],
)


def _graduates(people: QuerySet) -> QuerySet:
    """Those who graduated after the count, each where they first did."""
    earlier = Enrolment.objects.filter(
        learner=OuterRef("learner"), state=Enrolment.State.COMPLETED, pk__lt=OuterRef("pk")
    )
    since = Q(moved_at__gt=F("cut_at"), cohort__ends_on__gt=F("cut_on")) & ~Q(state_then=Enrolment.State.COMPLETED)
    return people.filter(Q(cut_on=None) | since, ~Exists(earlier), state=Enrolment.State.COMPLETED)


def _corrected_since(people: QuerySet) -> QuerySet:
    """Those who had their diploma on the day of the count, and have it no more."""
    kept = [Enrolment.State.COMPLETED, Enrolment.State.CANCELLED]
    # Few, and all in the history: nobody's state of that day is looked for but theirs.
    corrected = EnrolmentChange.objects.filter(before=Enrolment.State.COMPLETED).values("enrolment")
    had = people.filter(pk__in=corrected, cut_on__isnull=False, state_then=Enrolment.State.COMPLETED)
    return had.exclude(state__in=kept)


def _learning(people: QuerySet) -> QuerySet:
    """Those who learn now in a cohort that runs, are not in the count, and never graduated."""
    graduated = Enrolment.objects.filter(learner=OuterRef("learner"), state=Enrolment.State.COMPLETED)
    running = {"state": Enrolment.State.ACTIVE, "cohort__state": Cohort.State.RUNNING}
    return people.filter(Q(cut_on=None) | ~COUNTED, ~Exists(graduated), **running)


def _gone(people: QuerySet) -> QuerySet:
    """Those who were in training on the day of the count, and are no more."""
    left = [Enrolment.State.COMPLETED, Enrolment.State.WITHDRAWN, Enrolment.State.ENDED]
    return people.filter(COUNTED, state__in=left)


def _by_region(rows: QuerySet) -> dict[int, int]:
    return dict(rows.values_list("cohort__city__region").annotate(people=Count("pk")))


def in_spite_of() -> QuerySet:
    """The entries of diplomas that stand in spite of a condition, the latest first."""
    later = EnrolmentChange.objects.filter(enrolment=OuterRef("enrolment"), pk__gt=OuterRef("pk"))
    rows = EnrolmentChange.objects.filter(~Exists(later), after=Enrolment.State.COMPLETED).exclude(missing="")
    return rows.select_related("enrolment__learner", "enrolment__cohort", "by").order_by("-pk")


def _corrected() -> int:
    return EnrolmentChange.objects.filter(before=Enrolment.State.COMPLETED).count()


def figure_entries(programme: Programme, number=1) -> Page:
    """A page of what was counted elsewhere, the latest first, each saying whether it counts (``is_current``)."""
    rows = ImportedFigure.objects.filter(programme=programme)
    current = Case(When(pk__in=rows.in_force().values("pk"), then=True), default=False)
    return Paginator(
        rows.annotate(is_current=current).select_related("region", "by").order_by("-pk"), ENTRIES_A_PAGE
    ).get_page(number)
