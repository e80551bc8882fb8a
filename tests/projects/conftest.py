import pytest

from projects import actions
from tests import factories
from tests.projects.handing_in import VIEWS, hand_in


@pytest.fixture
def given(a):
    """The project of A's cohort, assigned."""
    return factories.assignment(a.cohort, a.project)


@pytest.fixture
def draft(a, given):
    return factories.submission(given, a.enrolment)


@pytest.fixture
def waiting(a, given):
    """Salma's work in the queue."""
    return factories.handed_in(given, a.enrolment)


@pytest.fixture
def other_mentor(a):
    return factories.staff(a.cohort, "mentor", first_name="Ilham", email="ilham@demo.example")


@pytest.fixture
def held(client, a, given):
    """Salma's work with one file, in the mentor's hands; the mentor is logged in."""
    row = factories.submission(given, a.enrolment)
    hand_in(row, a.enrolment.learner, vues__py=VIEWS)
    actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)
    return row
