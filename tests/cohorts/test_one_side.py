"""Nobody teaches and learns in the same cohort."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cohorts import actions
from cohorts.models import Enrolment
from tests import factories


def test_who_teaches_in_a_cohort_takes_no_seat_in_it(client, a):
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:people", args=[a.cohort.code]), {"email": a.mentor.email})

    assert reply.status_code == 422
    assert "encadre déjà cette cohorte" in reply.content.decode()
    assert not Enrolment.objects.filter(learner=a.mentor).exists()


def test_invited_before_they_taught_here(a):
    invited = actions.invite_learner(a.cohort, by=a.manager, email="someone@demo.example")
    person = factories.user(email="someone@demo.example")
    a.cohort.staff.create(user=person, role="mentor")

    with pytest.raises(ValidationError):
        actions.activate(invited, by=person)
    assert Enrolment.objects.get(pk=invited.pk).state == Enrolment.State.INVITED


def test_who_learns_in_a_cohort_does_not_teach_in_it(a):
    learner = a.enrolment.learner
    learner.memberships.create(organisation=a.operator, role="mentor")

    with pytest.raises(ValidationError) as refused:
        actions.assign_staff(a.cohort, by=a.manager, user=learner, role="mentor")
    assert "user" in refused.value.message_dict


def test_learner_of_this_very_cohort_is_named_as_such(client, a):
    client.force_login(a.manager)

    reply = client.post(reverse("cohorts:people", args=[a.cohort.code]), {"email": a.enrolment.learner.email})

    assert "a déjà une place dans la cohorte" in reply.content.decode()
