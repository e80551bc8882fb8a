"""The programme's figures: a numerator, a denominator, a date, and nobody counted twice."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import actions
from cohorts.models import Cohort, Enrolment
from core.models import Event
from programme.models import Target
from reports import queries
from reports.models import ImportedFigure
from tests import factories

COUNTED_ON = date(2026, 9, 30)
AFTER, BEFORE = COUNTED_ON + timedelta(days=1), COUNTED_ON


@pytest.fixture
def casablanca(a):
    return factories.region()


@pytest.fixture
def souss(db):
    return factories.region("MA-09", "Souss-Massa")


@pytest.fixture
def programme(db):
    return factories.programme(goal=200)


@pytest.fixture
def imported(programme, casablanca):
    """What another system counted: 40 trained and 10 in training in Casablanca."""
    return ImportedFigure.objects.create(
        programme=programme, region=casablanca, as_of=COUNTED_ON, trained=40, in_training=10
    )


def _cohort(a, city=None, starts_on=AFTER, **fields) -> Cohort:
    place = {"city": city} if city else {}
    return factories.cohort(a.bootcamp, starts_on=starts_on, ends_on=starts_on + timedelta(weeks=16), **place, **fields)


def _figures(programme, region=None):
    figures = queries.programme_figures(programme)
    row = next(row for row in figures.regions if row.region == region) if region else figures
    return row.trained, row.in_training


def _leave(a):
    """The cast's own learner would be one more: she leaves."""
    a.enrolment.delete()


def test_imported_and_own_people_add_up(a, programme, casablanca, imported):
    _leave(a)
    cohort = _cohort(a)
    for state in ("completed", "completed", "active", "suspended", "withdrawn"):
        factories.enrolment(cohort, state=state)

    assert _figures(programme, casablanca) == (42, 11)
    assert _figures(programme) == (42, 11)


def _running_at_the_count(a, state: str, moved_on=AFTER, **fields):
    """Someone whose cohort was running on the day of the count, and who moved to ``state`` on a day."""
    cohort = _cohort(a, starts_on=COUNTED_ON - timedelta(weeks=4), **fields)
    row = factories.enrolment(cohort, state=state)
    began, moved = (timezone.make_aware(datetime.combine(day, time(9))) for day in (cohort.starts_on, moved_on))
    Enrolment.objects.filter(pk=row.pk).update(enrolled_at=began, changed_at=moved)
    return row


@pytest.mark.parametrize(
    ("state", "moved_on", "figures"),
    [
        ("active", BEFORE, (40, 10)),
        ("completed", AFTER, (41, 9)),
        ("completed", BEFORE, (40, 10)),
        ("withdrawn", AFTER, (40, 9)),
        ("withdrawn", BEFORE, (40, 10)),
        ("ended", AFTER, (40, 9)),
        ("cancelled", AFTER, (40, 10)),
    ],
)
def test_who_was_in_training_at_the_count_counts_once_wherever_they_go(
    a, programme, casablanca, imported, state, moved_on, figures
):
    _leave(a)
    _running_at_the_count(a, state, moved_on)

    assert _figures(programme, casablanca) == figures


def _was(a, state: str, verb: str):
    """Someone of a cohort that runs since before the count, who had left or graduated by then, as history says."""
    row = _running_at_the_count(a, state, BEFORE)
    at = timezone.make_aware(datetime.combine(BEFORE, time(9)))
    row.changes.create(verb=verb, before="active", after=state, by=a.manager, at=at)
    return row


def _then(a, row, *verbs: str) -> None:
    for verb in verbs:
        getattr(actions, verb)(Enrolment.objects.get(pk=row.pk), by=a.manager, reason="Jury")


@pytest.mark.parametrize(
    ("verbs", "figures"),
    [
        (["come_back"], (40, 11)),
        (["come_back", "complete"], (41, 10)),
        (["come_back", "complete", "correct"], (40, 11)),
        (["come_back", "withdraw"], (40, 10)),
    ],
    ids=str,
)
def test_who_had_left_at_the_count_and_comes_back_is_one_more(a, programme, imported, verbs, figures):
    _leave(a)
    _then(a, _was(a, "withdrawn", "withdraw"), *verbs)

    assert _figures(programme) == figures


@pytest.mark.parametrize(
    ("verbs", "figures"),
    [
        (["correct"], (39, 11)),
        (["correct", "withdraw"], (39, 10)),
        (["correct", "complete"], (40, 10)),
    ],
    ids=str,
)
def test_diploma_counted_elsewhere_and_corrected_since_is_taken_off(a, programme, imported, verbs, figures):
    _leave(a)
    _then(a, _was(a, "completed", "complete"), *verbs)

    assert _figures(programme) == figures


def test_who_left_after_the_count_and_is_invited_back_is_counted_once(a, programme, imported):
    _leave(a)
    row = _running_at_the_count(a, "active", BEFORE)
    _then(a, row, "withdraw")
    assert _figures(programme) == (40, 9)
    actions.invite_learner(row.cohort, by=a.manager, email=row.learner.email)

    actions.accept(Enrolment.objects.get(pk=row.pk), by=row.learner)

    assert _figures(programme) == (40, 10)


def test_cohort_that_was_over_at_the_count_adds_nothing_however_late_its_diplomas_are_written(a, programme, imported):
    _leave(a)
    cohort = _cohort(a, starts_on=COUNTED_ON - timedelta(weeks=30))
    row = factories.enrolment(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(ends_on=BEFORE, state="completed")
    Enrolment.objects.filter(pk=row.pk).update(state="completed", changed_at=timezone.now())

    assert _figures(programme) == (40, 10)


def test_who_joins_a_cohort_after_the_count_is_added(a, programme, imported):
    _leave(a)
    factories.enrolment(_cohort(a, starts_on=COUNTED_ON - timedelta(weeks=4)))

    assert _figures(programme) == (40, 11)


def test_nobody_is_in_training_in_a_cohort_that_has_not_begun(a, programme):
    _leave(a)
    factories.enrolment(_cohort(a, state=Cohort.State.PLANNED))

    assert _figures(programme) == (0, 0)


def test_diploma_moves_the_figure_and_its_correction_moves_it_back(a, programme, casablanca, client, officer):
    actions.complete(a.enrolment, by=a.manager, reason="Jury anticipé")
    assert _figures(programme) == (1, 0)
    client.force_login(officer)
    page = client.get(reverse("reports:programme")).content.decode()
    assert "Jury anticipé" in page
    assert "80" in page

    actions.correct(a.enrolment, by=a.manager, reason="Erreur")

    assert _figures(programme) == (0, 1)
    page = client.get(reverse("reports:programme")).content.decode()
    assert "Jury anticipé" not in page
    assert "1 diplôme a été retiré" in page


# What was counted before


def _entry(client, place, **changes):
    typed = {"region": place.pk, "as_of": COUNTED_ON, "trained": 45, "in_training": 5, "reason": "Décompte corrigé"}
    return client.post(reverse("reports:baseline"), {**typed, **changes})


def test_officer_corrects_what_was_counted_by_a_new_entry(client, officer, a, programme, casablanca, imported):
    _leave(a)
    client.force_login(officer)

    assert _entry(client, casablanca).status_code == 302

    assert _figures(programme, casablanca) == (45, 5)
    page = client.get(reverse("reports:baseline")).content.decode()
    assert "Décompte corrigé" in page
    assert "remplacée" in page
    entry = ImportedFigure.objects.last()
    assert (entry.by, ImportedFigure.objects.count()) == (officer, 2)
    assert Event.objects.about(entry).get().actor == officer


def test_regions_may_have_been_counted_on_different_days(
    client, administrator, a, programme, casablanca, souss, imported
):
    _leave(a)
    client.force_login(administrator)

    _entry(client, souss, as_of=COUNTED_ON - timedelta(days=90), trained=7)

    assert _figures(programme, casablanca) == (40, 10)
    assert _figures(programme, souss) == (7, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_of": timezone.localdate() + timedelta(days=1)},
        {"as_of": date(2024, 12, 31)},
        {"reason": "  "},
        {"trained": 99_999},
        {"in_training": -1},
        {"region": ""},
    ],
    ids=str,
)
def test_wrong_entry_is_refused_beside_its_field(client, officer, programme, casablanca, wrong):
    client.force_login(officer)

    reply = _entry(client, casablanca, **wrong)

    assert reply.status_code == 422
    assert set(reply.context["form"].errors) == set(wrong)
    assert not ImportedFigure.objects.exists()


def test_only_who_answers_for_the_figures_corrects_them(client, a, programme, casablanca):
    for person in (a.manager, a.trainer, a.enrolment.learner):
        client.force_login(person)

        assert _entry(client, casablanca).status_code == 403


def test_without_an_import_every_cohort_counts(a, programme, casablanca):
    _leave(a)
    factories.enrolment(_cohort(a, starts_on=date(2025, 1, 1)), state="completed")

    assert _figures(programme, casablanca) == (1, 0)
    assert queries.programme_figures(programme).as_of is None


def test_two_graduations_are_one_person(a, programme, casablanca, souss):
    """In two regions, even: where they graduated first."""
    _leave(a)
    person = factories.user()
    agadir = factories.city("Agadir", region=souss)
    for cohort in (_cohort(a), _cohort(a, city=agadir)):
        factories.enrolment(cohort, learner=person, state="completed")

    assert _figures(programme) == (1, 0)
    assert _figures(programme, casablanca) == (1, 0)
    assert _figures(programme, souss) == (0, 0)


def test_graduate_who_learns_again_is_trained_and_not_in_training(a, programme):
    _leave(a)
    person = factories.user()
    factories.enrolment(_cohort(a), learner=person, state="completed")
    factories.enrolment(_cohort(a), learner=person, state="active")

    assert _figures(programme) == (1, 0)


@pytest.mark.parametrize("state", ["active", "completed"])
def test_person_who_graduated_before_the_count_is_not_counted_again(a, programme, imported, state):
    _leave(a)
    earlier = _running_at_the_count(a, "completed", BEFORE)
    factories.enrolment(_cohort(a), learner=earlier.learner, state=state)

    assert _figures(programme) == (40, 10)


def test_share_of_the_programme_is_told_to_the_nearest_tenth(a, programme, imported):
    _leave(a)
    Target.objects.create(programme=programme, region=imported.region, people=67)
    programme.goal = 82

    figures = queries.programme_figures(programme)

    assert figures.share == 48.8  # 40 of 82 is 48.78
    assert next(row for row in figures.regions if row.trained).share == 60  # 40 of 67 is 59.7


def test_figures_stand_against_their_targets(a, programme, casablanca, imported):
    _leave(a)
    Target.objects.create(programme=programme, region=casablanca, people=80)

    figures = queries.programme_figures(programme)
    row = next(row for row in figures.regions if row.region == casablanca)

    assert (row.target, row.share, row.gap) == (80, 50, 30)
    assert (figures.target, figures.share, figures.covered) == (200, 20, 1)


def test_region_beyond_its_target_has_no_gap(a, programme, casablanca, imported):
    Target.objects.create(programme=programme, region=casablanca, people=30)

    row = next(row for row in queries.programme_figures(programme).regions if row.region == casablanca)

    assert (row.gap, row.share) == (0, 133)


def test_page_says_numerator_denominator_and_date(client, officer, a, programme, imported):
    _leave(a)
    client.force_login(officer)

    text = client.get(reverse("reports:programme")).content.decode()

    assert "40 / 200" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "30 septembre" in text
    assert "comptées une fois" in text


def test_export_says_the_same(client, officer, a, programme, casablanca, imported):
    _leave(a)
    Target.objects.create(programme=programme, region=casablanca, people=80)
    client.force_login(officer)

    reply = client.get(reverse("reports:programme_export", args=["csv"]))

    assert f"{casablanca.code};{casablanca.name};40;10;80;30;50" in reply.content.decode()
    assert ";Total;40;10;200;150;20" in reply.content.decode()
    assert str(timezone.localdate()) in reply.headers["Content-Disposition"]


def test_who_took_the_figures_is_recorded(client, officer, programme):
    client.force_login(officer)

    client.get(reverse("reports:programme_export", args=["xlsx"]))

    event = Event.objects.about(programme).get(verb="reports.programme.export")
    assert (event.actor, event.data) == (officer, {"format": "xlsx"})


def test_without_a_programme_there_are_no_figures(client, officer):
    client.force_login(officer)

    assert client.get(reverse("reports:programme")).status_code == 404


@pytest.mark.parametrize("order", ["region", "forme", "formation", "objectif", "inconnu"])
def test_regions_are_sorted_as_asked(client, officer, programme, casablanca, souss, imported, order):
    ImportedFigure.objects.create(programme=programme, region=souss, as_of=COUNTED_ON, trained=5, in_training=50)
    Target.objects.create(programme=programme, region=souss, people=100)
    client.force_login(officer)

    rows = client.get(reverse("reports:programme"), {"tri": order}).context["rows"]

    assert rows[0].region == (souss if order in ("formation", "objectif") else casablanca)
    assert len(rows) == len(queries.programme_figures(programme).regions)
