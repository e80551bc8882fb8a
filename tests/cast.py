"""The named cast: two operators, A and B, each with a running cohort, and everyone around them."""

from types import SimpleNamespace

import pytest
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import Role
from tests import factories
from tests.kept import keep, kept


@disable_reference_index_auto_update()
def _operator(name: str, prefix: str) -> SimpleNamespace:
    operator = factories.operator(name, slug=f"operator-{prefix}")
    bootcamp = factories.bootcamp(operator)
    module = factories.module(bootcamp)
    lessons = [factories.lesson(module, title=f"Leçon {n}") for n in (1, 2)]
    project = factories.project(module)
    cohort = factories.cohort(bootcamp, code=f"COHORT-{prefix.upper()}")
    return SimpleNamespace(
        operator=operator,
        bootcamp=bootcamp,
        module=module,
        lessons=lessons,
        lesson=lessons[0],
        project=project,
        cohort=cohort,
        manager=factories.member(operator, Role.MANAGER, first_name="Samira", email=f"manager-{prefix}@demo.example"),
        trainer=factories.staff(cohort, "trainer", first_name="Mehdi", email=f"trainer-{prefix}@demo.example"),
        mentor=factories.staff(cohort, "mentor", first_name="Hamza", email=f"mentor-{prefix}@demo.example"),
        enrolment=factories.enrolment(cohort, first_name="Salma", email=f"learner-{prefix}@demo.example"),
    )


def operator_a() -> SimpleNamespace:
    return _operator("Atlas Code Academy", "a")


def operator_b() -> SimpleNamespace:
    return _operator("Souss Data School", "b")


@pytest.fixture(scope="session")
def kept_cast(outside_tests):
    with outside_tests():
        keep("a", operator_a)
        keep("b", operator_b)


@pytest.fixture
def a(kept_cast, db):
    """Operator A and its people: ``a.cohort``, ``a.trainer``, ``a.mentor``, ``a.manager``, ``a.enrolment``…"""
    return kept("a", operator_a)


@pytest.fixture
def b(kept_cast, db):
    """Operator B, whose people must never see what is A's."""
    return kept("b", operator_b)


@pytest.fixture
def salma(a):
    """A learner of A's cohort."""
    return a.enrolment.learner


@pytest.fixture
def officer(db):
    return factories.member(factories.programme_owner(), Role.OFFICER, first_name="Nabil", email="officer@demo.example")


@pytest.fixture
def administrator(db):
    return factories.member(
        factories.programme_owner(), Role.ADMINISTRATOR, first_name="Omar", email="administrator@demo.example"
    )


@pytest.fixture
def stranger(db):
    """Someone with an account and nothing else."""
    return factories.user(email="stranger@demo.example", first_name="Zineb")
