"""Nobody learns in a cohort without a yes; who left comes back; a mistake leaves the figures."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cohorts import actions
from cohorts.models import Cohort, Enrolment
from inbox.models import Notice
from learning.models import Progress
from tests import factories


def _give_a_seat(client, side, email: str, **more):
    client.force_login(side.manager)
    return client.post(reverse("cohorts:people", args=[side.cohort.code]), {"email": email, **more}, follow=True)


def _place(person) -> Enrolment:
    return Enrolment.objects.get(invitation__email=person.email)


def test_known_address_is_invited_and_told_not_enrolled(client, a, stranger, committed, mailoutbox):
    with committed():
        _give_a_seat(client, a, stranger.email.upper())

    assert _place(stranger).state == "invited"
    assert not Cohort.objects.visible_to(stranger).exists()
    notice = Notice.objects.get(user=stranger)
    assert a.cohort.code in notice.text
    assert notice.url == reverse("cohorts:invitation", args=[_place(stranger).pk])
    assert [mail.to for mail in mailoutbox] == [[stranger.email]]


def test_invited_person_accepts_in_the_product(client, a, stranger, committed):
    _give_a_seat(client, a, stranger.email)
    client.force_login(stranger)
    url = reverse("cohorts:invitation", args=[_place(stranger).pk])
    assert a.cohort.code in client.get(url).content.decode()

    with committed():
        client.post(url, {"answer": "yes"})

    assert (_place(stranger).state, _place(stranger).learner) == ("active", stranger)
    assert client.get(url).status_code == 404


def test_invited_person_declines_and_the_seat_is_free(client, a, stranger, committed):
    _give_a_seat(client, a, stranger.email)
    client.force_login(stranger)
    url = reverse("cohorts:invitation", args=[_place(stranger).pk])

    with committed():
        client.post(url, {"answer": "no"})

    assert _place(stranger).state == "lapsed"
    assert not _place(stranger).invitation.is_open
    assert a.cohort.enrolments.seated().count() == 1
    assert stranger.email in Notice.objects.get(user=a.manager, verb="cohorts.enrolment.lapse").text


def test_nobody_answers_for_another(client, a, stranger):
    _give_a_seat(client, a, "autre@demo.example")
    invited = Enrolment.objects.get(invitation__email="autre@demo.example")
    for person in (stranger, a.manager):
        client.force_login(person)

        assert client.post(reverse("cohorts:invitation", args=[invited.pk]), {"answer": "yes"}).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.accept(invited, by=person)


def test_only_the_platform_enrols_without_asking(a, stranger):
    for person in (a.manager, a.trainer):
        with pytest.raises(PermissionDenied):
            actions.enrol(a.cohort, by=person, learner=stranger)


def test_one_with_a_role_is_invited_only_if_it_is_meant(client, a):
    reply = _give_a_seat(client, a, a.manager.email)
    assert reply.status_code == 422
    assert "responsable" in reply.content.decode().lower()
    assert not Enrolment.objects.filter(invitation__email=a.manager.email).exists()

    _give_a_seat(client, a, a.manager.email, meant="on")

    assert _place(a.manager).state == "invited"
    assert "menu" in client.get(reverse("cohorts:invitation", args=[_place(a.manager).pk])).content.decode()


# Coming back


def _gone(a) -> None:
    Progress.objects.create(enrolment=a.enrolment, lesson=a.lesson)
    actions.withdraw(a.enrolment, by=a.manager, reason="Un emploi")


def test_who_left_comes_back_with_a_reason_to_their_work(client, a):
    _gone(a)
    client.force_login(a.manager)
    url = reverse("cohorts:enrolment_verb", args=[a.enrolment.pk, "come_back"])
    assert client.post(url, {"reason": ""}).status_code == 422

    client.post(url, {"reason": "Parti par erreur"})

    a.enrolment.refresh_from_db()
    assert a.enrolment.state == "active"
    assert [(row.verb, row.reason) for row in a.enrolment.changes.all()] == [
        ("withdraw", "Un emploi"),
        ("come_back", "Parti par erreur"),
    ]
    assert a.enrolment.progress.count() == 1


def test_who_left_is_invited_back_by_their_address_and_finds_their_work(client, a, committed):
    _gone(a)
    reply = _give_a_seat(client, a, a.enrolment.learner.email)
    assert "est déjà passé" in reply.content.decode()
    a.enrolment.refresh_from_db()
    assert a.enrolment.state == "invited"

    with committed():
        actions.accept(a.enrolment, by=a.enrolment.learner)

    a.enrolment.refresh_from_db()
    assert a.enrolment.state == "active"
    assert a.enrolment.progress.count() == 1


def test_who_does_not_come_back_after_all_is_still_one_who_left(a):
    _gone(a)
    actions.invite_learner(a.cohort, by=a.manager, email=a.enrolment.learner.email)
    again = Enrolment.objects.get(pk=a.enrolment.pk)

    actions.decline(again, by=a.enrolment.learner)

    assert again.state == "withdrawn"


def test_nobody_comes_back_to_a_full_cohort_or_from_another_one(client, a, b):
    _gone(a)
    client.force_login(a.manager)
    url = reverse("cohorts:enrolment_verb", args=[a.enrolment.pk, "come_back"])
    factories.enrolment(a.cohort)
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=1)
    assert client.post(url, {"reason": "De retour"}).status_code == 422
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=24)
    factories.enrolment(b.cohort, learner=a.enrolment.learner)

    reply = client.post(url, {"reason": "De retour"})

    assert "suit déjà une autre cohorte" in reply.content.decode()


# A mistake


def test_enrolment_by_mistake_leaves_the_figures_and_keeps_its_trace(client, a):
    client.force_login(a.manager)

    client.post(reverse("cohorts:enrolment_verb", args=[a.enrolment.pk, "cancel"]), {"reason": "Mauvaise adresse"})

    a.enrolment.refresh_from_db()
    assert (a.enrolment.state, a.enrolment.enrolled_at) == ("cancelled", None)
    assert a.enrolment.changes.get().reason == "Mauvaise adresse"
    assert a.cohort.enrolments.seated().count() == 0
    assert "Mauvaise adresse" in client.get(reverse("cohorts:people", args=[a.cohort.code])).content.decode()
    actions.invite_learner(a.cohort, by=a.manager, email=a.enrolment.learner.email)


def test_question_is_not_asked_in_a_state_that_does_not_know_the_act(client, a):
    client.force_login(a.manager)

    for verb in ("come_back", "correct"):
        assert client.get(reverse("cohorts:enrolment_verb", args=[a.enrolment.pk, verb])).status_code == 409
