"""Rights that end with a role, and rows of rivals that came first."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Invitation, Membership, User
from cohorts import actions
from cohorts.models import Cohort, Enrolment, StaffAssignment
from cohorts.subscribers import take_seat
from core.models import Event
from projects.models import Submission
from tests import factories

LONG_ADDRESS = f"{'x' * 250}@demo.example"


def test_mentor_who_lost_the_role_loses_the_cohorts_and_their_work(client, a, committed):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    client.force_login(a.manager)

    with committed():
        client.post(reverse("member_remove", args=[Membership.objects.get(user=a.mentor).pk]))

    former = User.objects.get(pk=a.mentor.pk)
    assert not StaffAssignment.objects.filter(user=former).exists()
    assert not Submission.objects.visible_to(former).filter(pk=row.pk).exists()


def test_role_at_another_operator_stays(a, b, committed):
    Membership.objects.create(organisation=b.operator, user=a.mentor, role="mentor")
    StaffAssignment.objects.create(cohort=b.cohort, user=a.mentor, role="mentor")

    with committed():
        account_actions.remove_member(Membership.objects.get(organisation=a.operator, user=a.mentor), by=a.manager)

    assert StaffAssignment.objects.get(user=a.mentor).cohort == b.cohort


def test_invited_person_who_made_an_account_has_one_place(a):
    actions.invite_learner(a.cohort, by=a.manager, email="nouvelle@demo.example")
    person = factories.user(email="nouvelle@demo.example")

    with pytest.raises(ValidationError):
        actions.enrol(a.cohort, by=User.system(), learner=person)
    assert a.cohort.enrolments.seated().count() == 2  # with Salma's


def test_invitation_of_who_left_the_cohort_before_is_put_to_the_manager(a, committed):
    enrolment = actions.invite_learner(a.cohort, by=a.manager, email="retour@demo.example")
    person = factories.user(email="retour@demo.example")
    factories.enrolment(a.cohort, learner=person, state=Enrolment.State.WITHDRAWN)

    with committed():
        account_actions.accept(Invitation.objects.get(enrolment=enrolment), by=person)

    event = Event.objects.get(verb="accounts.invitation.accept")
    assert event.handled_at is not None  # not tried again for ever
    assert Event.objects.filter(verb="cohorts.enrolment.hold").count() == 1
    take_seat(event)
    assert Event.objects.filter(verb="cohorts.enrolment.hold").count() == 1  # told twice, held once


def _open(a, code: str) -> Cohort:
    cohort = a.cohort
    return actions.open_cohort(
        by=a.manager, operator=a.operator, bootcamp=a.bootcamp, code=code, city=cohort.city,
        starts_on=cohort.starts_on, ends_on=cohort.ends_on, seats=10,
    )  # fmt: skip


def test_code_taken_by_a_rival_in_the_same_instant_is_told(a, monkeypatch):
    monkeypatch.setattr(actions.cohorts, "_check_cohort", lambda cohort: None)  # it looked before the rival committed

    with pytest.raises(ValidationError) as refusal:
        _open(a, a.cohort.code)
    assert "code" in refusal.value.message_dict


def test_learner_enrolled_elsewhere_in_the_same_instant_is_told(a, b, monkeypatch):
    monkeypatch.setattr(actions.seats, "check_free", lambda learner: None)

    with pytest.raises(ValidationError):
        actions.enrol(b.cohort, by=User.system(), learner=a.enrolment.learner)


def test_address_longer_than_its_column_is_told(client, a):
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:people", args=[a.cohort.code]), {"email": LONG_ADDRESS})

    assert reply.status_code == 422
