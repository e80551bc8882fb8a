"""Nobody is sent in circles: scripts without the second factor, people without the editor."""

from django.urls import reverse

from accounts.models import Organisation, Role
from inbox.models import Notice
from projects import actions
from tests import factories


def test_script_of_a_page_does_not_open_the_set_up_unseen(client, a, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(a.mentor)

    reply = client.get(reverse("events"), headers={"accept": "application/json"})

    assert reply.status_code == 403


def test_editor_is_refused_plainly_to_who_does_not_edit(client, a):
    for person in (a.enrolment.learner, a.mentor):
        client.force_login(person)

        assert client.get("/admin/").status_code == 403


def test_administrator_invites_an_officer(client, administrator):
    client.force_login(administrator)

    client.post(reverse("programme_team"), {"email": "nabila@exemple.ma", "purpose": "officer"})

    owner = Organisation.objects.get(kind=Organisation.Kind.PROGRAMME)
    assert list(owner.invitations.values_list("email", "purpose")) == [("nabila@exemple.ma", Role.OFFICER)]
    assert "nabila@exemple.ma" in client.get(reverse("programme_team")).content.decode()


def test_answer_of_a_team_is_told_to_the_reviewer(client, a, django_capture_on_commit_callbacks):

    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    actions.add_remark(row, by=a.mentor, kind="must_fix", body="Et l’index ?")
    thread = actions.request_changes(row, by=a.mentor).threads.get()

    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(thread, by=a.enrolment.learner, body="Il y est.")

    assert Notice.objects.filter(user=a.mentor, verb="projects.submission.answer").count() == 1
