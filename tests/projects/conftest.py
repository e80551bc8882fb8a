import pytest

from tests import factories


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
