"""Figures: a cohort's progress, and the programme's."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, Subquery

from cohorts.models import Cohort, Enrolment
from core.numbers import percentage, whole
from courses.queries import outline
from learning.queries import done_by_module
from programme.models import Programme, Region, Target
from projects.models import Assignment
from projects.queries import states_of
from reports.models import ImportedFigure

LEARNERS_A_PAGE = 50
LAST_PAGE = 10**6
COUNTED = [Enrolment.State.ACTIVE, Enrolment.State.COMPLETED]
SHOWN_STATES = [Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED, Enrolment.State.COMPLETED, Enrolment.State.WITHDRAWN]


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
    """The programme by region; ``as_of`` is the day the imported figures were counted."""

    programme: Programme
    regions: list[RegionFigure]
    as_of: date | None

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
    """Imported figures plus our own people, each counted once.

    Our own are those enrolled in cohorts that began after the import was counted, so that nobody
    is counted twice.
    """
    as_of = ImportedFigure.objects.filter(programme=programme).aggregate(last=Max("as_of"))["last"]
    imported = {row.region_id: row for row in ImportedFigure.objects.filter(programme=programme, as_of=as_of)}
    targets = dict(Target.objects.filter(programme=programme).values_list("region_id", "people"))
    trained, learning = _own(Enrolment.State.COMPLETED, as_of), _own(Enrolment.State.ACTIVE, as_of)
    rows = [
        RegionFigure(
            region,
            (imported[region.pk].trained if region.pk in imported else 0) + trained.get(region.pk, 0),
            (imported[region.pk].in_training if region.pk in imported else 0) + learning.get(region.pk, 0),
            targets.get(region.pk, 0),
        )
        for region in Region.objects.all()
    ]
    return ProgrammeFigures(programme, rows, as_of)


def _own(state: str, after: date | None) -> dict[int, int]:
    """Our people in ``state`` by region: a graduate where they first graduated, a learner unless they did already."""
    same_person = Enrolment.objects.filter(learner=OuterRef("learner"))
    graduated = same_person.filter(state=Enrolment.State.COMPLETED)
    if state == Enrolment.State.COMPLETED:
        graduated = graduated.filter(pk__lt=OuterRef("pk"))
    rows = Enrolment.objects.filter(~Exists(graduated), state=state)
    if after:
        imported = same_person.filter(state__in=COUNTED, cohort__starts_on__lte=after)
        rows = rows.filter(~Exists(imported), cohort__starts_on__gt=after)
    return dict(rows.values_list("cohort__city__region").annotate(people=Count("pk")))
