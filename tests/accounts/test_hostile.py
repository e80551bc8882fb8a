"""Doors beside the door: sockets, old pages, mails without end."""

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from accounts import actions, subscribers
from accounts.models import Organisation, User
from tests import factories
from tests.sockets import open_socket


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_staff_without_a_second_factor_open_no_socket(a, settings):
    opened = {}
    for asked in (True, False):
        settings.STAFF_SECOND_FACTOR = asked
        for person in (a.mentor, a.enrolment.learner):
            socket, opened[person.first_name, asked] = await open_socket("/ws/evenements/", person)
            await socket.disconnect()

    assert opened == {("Hamza", True): False, ("Salma", True): True, ("Hamza", False): True, ("Salma", False): True}


def test_link_is_not_sent_without_end(a):
    invitation = actions.invite(a.operator, by=a.manager, email="cible@demo.example", purpose="mentor")
    for _ in range(actions.RESENDS_PER_DAY):
        actions.resend(invitation, by=a.manager)

    with pytest.raises(ValidationError):
        actions.resend(invitation, by=a.manager)


class RefusesOne(EmailBackend):
    """A mail server that knows one of the addresses not."""

    def send_messages(self, messages):
        if messages[0].to[0].startswith("refused"):
            raise OSError("550 no such user")
        return super().send_messages(messages)


def test_address_that_the_mail_server_refuses_does_not_hold_the_others_back(a, settings, mailoutbox):
    for email in ("one@demo.example", "refused@demo.example", "two@demo.example"):
        actions.invite(a.operator, by=a.manager, email=email, purpose="mentor")
    settings.EMAIL_BACKEND = f"{__name__}.RefusesOne"

    subscribers.sweep_invitations()

    assert sorted(mail.to[0] for mail in mailoutbox) == ["one@demo.example", "two@demo.example"]


def test_profile_saved_from_an_old_page_keeps_the_new_pass_phrase(client, stranger, monkeypatch):
    """The row is read, the pass phrase changes, the profile is saved."""
    client.force_login(stranger)
    fetch = User.objects.get

    def stale(*args, **kwargs):
        person = fetch(*args, **kwargs)
        User.objects.filter(pk=person.pk).update(session_epoch=7)
        return person

    monkeypatch.setattr(User.objects, "get", stale)
    profile = {"first_name": "Zineb", "last_name": "Naciri", "language": "fr", "theme": "dark"}
    client.post(reverse("account_home"), profile)
    monkeypatch.undo()

    stranger.refresh_from_db()
    assert (stranger.theme, stranger.session_epoch) == ("dark", 7)


def test_short_name_taken_by_a_rival_is_told(a, administrator):
    with pytest.raises(ValidationError) as refusal:
        actions.create_organisation(by=administrator, name="Rivale", slug=a.operator.slug)
    assert "slug" in refusal.value.message_dict
    assert Organisation.objects.filter(slug=a.operator.slug).count() == 1


@pytest.mark.parametrize("name", ["team", "operator_edit"])
def test_address_longer_than_its_column_is_told(client, a, administrator, name):
    client.force_login(administrator if name == "operator_edit" else a.manager)
    address = reverse(name, args=[a.operator.pk] if name == "operator_edit" else [])

    reply = client.post(address, {"email": f"{'x' * 250}@demo.example", "purpose": "mentor"})

    assert reply.status_code == 422
    assert factories.user().email not in reply.content.decode()
