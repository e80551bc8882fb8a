"""A link by e-mail that gives a role: random, single use, seven days, for one address."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, Membership, Role
from accounts.subscribers import sweep_invitations
from cohorts import actions as cohort_actions
from cohorts.models import Enrolment
from core.times import day
from tests import factories

GUEST = "ilham@demo.example"


@pytest.fixture
def invited(a, committed):
    """An invitation as mentor whose mail has left."""
    with committed():
        return actions.invite(a.operator, by=a.manager, email=GUEST, purpose="mentor")


def link_in(mail) -> str:
    return re.search(r"https?://[^/\s]+(/invitations/\S+)", mail.body)[1]


def _new_account(browser: Client, target: str, email: str = GUEST):
    person = {"first_name": "Ilham", "last_name": "Naciri", "email": email, "consent": "on"}
    passphrase = {"password1": factories.PASSPHRASE, "password2": factories.PASSPHRASE}
    return browser.post(target, person | passphrase)


def test_new_colleague_accepts_without_a_second_check_of_the_address(a, invited, mailoutbox, committed):
    browser, link = Client(), link_in(mailoutbox[0])
    to_sign_up = browser.post(link)
    assert GUEST in browser.get(to_sign_up.headers["Location"]).content.decode()  # the address is typed

    back = _new_account(browser, to_sign_up.headers["Location"])
    assert back.headers["Location"] == link
    with committed():
        reply = browser.post(link, follow=True)

    assert reply.redirect_chain[-1][0] == reverse("today")
    assert Membership.objects.get(user__email=GUEST).role == Role.MENTOR
    assert len(mailoutbox) == 1  # no code was asked for


def test_who_has_just_chosen_a_pass_phrase_sets_the_second_factor_up_at_once(
    a, invited, mailoutbox, committed, settings
):
    settings.STAFF_SECOND_FACTOR = True
    browser, link = Client(), link_in(mailoutbox[0])
    _new_account(browser, browser.post(link).headers["Location"])
    with committed():
        browser.post(link)

    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


def test_another_address_typed_at_sign_up_is_not_taken_for_verified(a, invited, mailoutbox):
    """The link proves the address it was sent to, and no other."""
    browser, link = Client(), link_in(mailoutbox[0])
    to_sign_up = browser.post(link)

    _new_account(browser, to_sign_up.headers["Location"], email="other@demo.example")

    addresses = dict(EmailAddress.objects.filter(user__email=GUEST).values_list("email", "verified"))
    assert addresses == {GUEST: True, "other@demo.example": False}
    assert not Membership.objects.filter(user__email="other@demo.example").exists()


def test_person_with_an_account_signs_in_then_accepts(a, invited, mailoutbox):
    factories.user(email=GUEST)
    browser, link = Client(), link_in(mailoutbox[0])

    to_sign_in = browser.post(link).headers["Location"]
    back = browser.post(to_sign_in, {"login": GUEST, "password": factories.PASSPHRASE})
    browser.post(back.headers["Location"])

    assert to_sign_in.startswith(reverse("account_login"))
    assert Membership.objects.filter(user__email=GUEST, role=Role.MENTOR).exists()


def test_link_is_not_kept_in_the_database(invited, mailoutbox):
    token = link_in(mailoutbox[0]).split("/")[2]

    assert len(token) >= 43  # 256 bits
    assert token not in str(Invitation.objects.values().get())


def _expire(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def _revoke(invitation: Invitation) -> None:
    actions.revoke(invitation, by=invitation.invited_by)


def _use(invitation: Invitation) -> None:
    actions.accept(invitation, by=factories.user(email=GUEST))


# (what happened to it, what the page says, the way on that it offers)
CLOSED = [
    (_expire, "trop ancienne", "Demandez-en un nouveau"),
    (_revoke, "a été retirée", "demandez-lui"),
    (_use, "a déjà servi", "connectez-vous"),
]


@pytest.mark.parametrize(("close", "says", "way_on"), CLOSED, ids=["too old", "withdrawn", "used"])
def test_closed_link_says_why_and_whom_to_ask(client, a, invited, mailoutbox, close, says, way_on):
    close(invited)

    reply = client.get(link_in(mailoutbox[0]))

    text = reply.content.decode()
    assert reply.status_code == 410
    assert says in text
    assert way_on in text
    assert f"mailto:{a.manager.email}" in text


@pytest.mark.parametrize("close", [_expire, _revoke], ids=["too old", "withdrawn"])
def test_closed_link_gives_no_role(invited, mailoutbox, close):
    close(invited)
    guest, browser = factories.user(email=GUEST), Client()
    browser.force_login(guest)

    browser.post(link_in(mailoutbox[0]))

    assert not guest.memberships.exists()


def test_who_used_it_is_told_that_all_is_in_place(invited, mailoutbox):
    _use(invited)
    browser = Client()
    browser.force_login(type(invited).objects.get(pk=invited.pk).accepted_by)

    assert "tout est en place" in browser.get(link_in(mailoutbox[0])).content.decode()


def test_cut_link_says_so(client, invited, mailoutbox):
    reply = client.get(link_in(mailoutbox[0])[:-5] + "/")

    assert reply.status_code == 404
    assert "coupé en deux lignes" in reply.content.decode()


def test_link_forwarded_to_someone_else_gives_them_nothing(client, invited, mailoutbox, stranger):
    client.force_login(stranger)

    shown, tried = client.get(link_in(mailoutbox[0])), client.post(link_in(mailoutbox[0]))

    text = shown.content.decode()
    assert (shown.status_code, tried.status_code) == (403, 403)
    assert stranger.email in text
    assert reverse("account_logout") in text
    assert GUEST not in text
    assert not stranger.memberships.exists()


def test_action_too_refuses_another_address(invited, stranger):
    with pytest.raises(ValidationError):
        actions.accept(invited, by=stranger)


def test_sending_again_kills_the_first_link(client, a, invited, mailoutbox, committed):
    client.force_login(a.manager)
    with committed():
        client.post(reverse("invitation_resend", args=[invited.pk]))

    first, second = (link_in(mail) for mail in mailoutbox)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_sending_again_opens_an_old_invitation_for_seven_days_more(client, a, invited, mailoutbox, committed):
    _expire(invited)
    client.force_login(a.manager)

    with committed():
        client.post(reverse("invitation_resend", args=[invited.pk]))

    assert Client().get(link_in(mailoutbox[-1])).status_code == 200


def test_closed_invitation_is_not_sent_again(client, a, invited, mailoutbox, committed):
    _revoke(invited)
    client.force_login(a.manager)

    with committed():
        reply = client.post(reverse("invitation_resend", args=[invited.pk]), follow=True)

    assert "faites-en une nouvelle" in reply.content.decode()
    assert len(mailoutbox) == 1


def test_mail_whose_task_was_lost_leaves_at_the_next_sweep(a, mailoutbox):
    actions.invite(a.operator, by=a.manager, email=GUEST, purpose="mentor")
    assert mailoutbox == []

    for _ in range(2):
        sweep_invitations()

    assert [mail.to for mail in mailoutbox] == [[GUEST]]


def test_learners_invitation_gives_the_seat_that_was_held(a, mailoutbox, committed):
    with committed():
        held = cohort_actions.invite_learner(a.cohort, by=a.manager, email=GUEST)
    guest, browser = factories.user(email=GUEST), Client()
    browser.force_login(guest)

    with committed():
        browser.post(link_in(mailoutbox[0]))

    held.refresh_from_db()
    assert (held.learner, held.state) == (guest, Enrolment.State.ACTIVE)
    assert browser.get(reverse("learning:path", args=[a.cohort.code])).status_code == 200


def test_learners_invitation_says_to_what_where_and_when(client, a, mailoutbox, committed):
    with committed():
        cohort_actions.invite_learner(a.cohort, by=a.manager, email=GUEST)

    said = f"{a.bootcamp.title} · {a.cohort.city} · du {day(a.cohort.starts_on)} au {day(a.cohort.ends_on)}"
    assert said in mailoutbox[0].body
    page = client.get(link_in(mailoutbox[0]), follow=True).content.decode()
    assert str(a.cohort.city) in page
    assert day(a.cohort.starts_on) in page


def test_manager_gives_neither_a_managers_role_nor_another_operators(client, a, b):
    client.force_login(a.manager)

    assert client.post(reverse("team"), {"email": GUEST, "purpose": "manager"}).status_code == 422
    for operator, purpose in ((a.operator, "manager"), (a.operator, "officer"), (b.operator, "mentor")):
        with pytest.raises(PermissionDenied):
            actions.invite(operator, by=a.manager, email=GUEST, purpose=purpose)
    assert not Invitation.objects.exists()


def test_same_address_is_not_invited_twice_for_the_same_role(client, a, invited):
    client.force_login(a.manager)

    reply = client.post(reverse("team"), {"email": GUEST.upper(), "purpose": "mentor"})

    assert reply.status_code == 422
    assert "a déjà une invitation" in reply.content.decode()
    assert Invitation.objects.count() == 1


def test_nobody_mails_the_whole_country_in_a_day(a, monkeypatch):
    monkeypatch.setattr(actions, "INVITATIONS_PER_DAY", 2)
    for number in range(2):
        actions.invite(a.operator, by=a.manager, email=f"guest{number}@demo.example", purpose="mentor")

    with pytest.raises(ValidationError):
        actions.invite(a.operator, by=a.manager, email=GUEST, purpose="mentor")


def test_a_name_on_two_lines_adds_no_header_to_the_mail(a, mailoutbox, committed):
    a.operator.name = "Atlas\r\nBcc: everybody@demo.example"
    a.operator.save()

    with committed():
        actions.invite(a.operator, by=a.manager, email=GUEST, purpose="mentor")

    sent = mailoutbox[0].message()
    assert sent["Bcc"] is None
    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].recipients() == [GUEST]


def test_member_whose_role_was_taken_back_sees_the_operator_no_more(client, a):
    browser = Client()
    browser.force_login(a.trainer)
    assert browser.get(reverse("cohorts:list")).status_code == 200
    client.force_login(a.manager)

    client.post(reverse("member_remove", args=[a.trainer.memberships.get().pk]))

    assert browser.get(reverse("cohorts:list")).status_code == 403


# Mail that does not leave


def _swept_after(wait: timedelta) -> int:
    """The attempts behind the invitation, once the worker looked that much later."""
    with time_machine.travel(timezone.now() + wait, tick=False):
        sweep_invitations()
    return Invitation.objects.get().attempts


def _invite(a, committed, purpose: str = "mentor") -> Invitation:
    with committed():
        return actions.invite(a.operator, by=a.manager, email=GUEST, purpose=purpose)


def test_mail_that_fails_is_tried_again_later_and_later(settings, a, committed, mailoutbox):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail.DeadServer"
    _invite(a, committed)

    assert _swept_after(timedelta(seconds=30)) == 1
    assert _swept_after(timedelta(minutes=3)) == 2
    assert _swept_after(timedelta(minutes=6)) == 2
    assert _swept_after(timedelta(minutes=8)) == 3
    settings.EMAIL_BACKEND = works
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        sweep_invitations()

    assert len(mailoutbox) == 1
    assert Invitation.objects.get().sent_at is not None


def test_refused_address_is_shown_to_who_invited_and_not_tried_again(settings, client, a, committed):
    settings.EMAIL_BACKEND = "tests.mail.Refusing"
    _invite(a, committed)
    client.force_login(a.manager)

    assert _swept_after(timedelta(days=1)) == 1
    assert "adresse refusée" in client.get(reverse("team")).content.decode()


def test_refused_learner_is_shown_in_the_cohort(settings, client, a, committed):
    settings.EMAIL_BACKEND = "tests.mail.Refusing"
    with committed():
        cohort_actions.invite_learner(a.cohort, by=a.manager, email=GUEST)
    client.force_login(a.manager)

    assert "adresse refusée" in client.get(reverse("cohorts:people", args=[a.cohort.code])).content.decode()


def test_sending_again_tries_a_refused_address_anew(settings, a, committed, mailoutbox):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail.Refusing"
    invitation = _invite(a, committed)
    settings.EMAIL_BACKEND = works

    with committed():
        actions.resend(invitation, by=a.manager)

    assert len(mailoutbox) == 1
    assert Invitation.objects.get().refused_at is None


def test_administrator_takes_a_role_back_from_the_operators_page(client, a, administrator):
    """The button is a plain form of the page, which leads back to it."""
    client.force_login(administrator)
    page = reverse("operator_edit", args=[a.operator.pk])
    take_back = reverse("member_remove", args=[a.manager.memberships.get().pk])
    assert f'action="{take_back}"' in client.get(page).content.decode()

    reply = client.post(take_back, {"next": page})

    assert reply.headers["Location"] == page
    assert not a.manager.memberships.exists()


def test_programme_keeps_an_administrator(client, administrator):
    client.force_login(administrator)
    page = reverse("programme_team")

    reply = client.post(
        reverse("member_remove", args=[administrator.memberships.get().pk]), {"next": page}, follow=True
    )

    assert administrator.memberships.exists()
    assert "Le programme garde au moins un administrateur." in reply.content.decode()


def test_answer_to_an_invitation_goes_to_the_person_who_invites(a, committed, mailoutbox):
    with committed():
        actions.invite(a.operator, by=a.manager, email="nouvelle@demo.example", purpose="mentor")

    (letter,) = mailoutbox
    assert letter.reply_to == [a.manager.email]
    assert f"Écrivez à {a.manager} : {a.manager.email}" in letter.body.replace("\xa0", " ")
