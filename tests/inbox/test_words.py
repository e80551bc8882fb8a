"""What a notice and its mail say."""

from datetime import timedelta

from django.utils import timezone, translation

from accounts.models import User
from cohorts import actions as cohort_actions
from inbox.models import Notice
from projects import actions as project_actions
from tests import factories


def test_long_subject_is_cut_between_two_words(a, committed, mailoutbox):
    later = timezone.now() + timedelta(days=1)
    session = factories.session(
        a.cohort, title="Revue de code " * 9, starts_at=later, ends_at=later + timedelta(hours=1)
    )
    with committed():
        cohort_actions.cancel_session(session, by=a.manager)

    (mail,) = mailoutbox
    whole, cut = f"Minwal : {Notice.objects.get().text}".split(), mail.subject.removesuffix("…").split()
    assert mail.subject.endswith("…")
    assert cut == whole[: len(cut)]


def test_names_are_in_the_reader_s_writing(a, committed, mailoutbox):
    """Whoever acts reads French; of the team, one reads French and one Arabic."""
    mate = factories.enrolment(a.cohort, first_name="Younes", language="ar")
    User.objects.filter(pk=a.mentor.pk).update(first_name_ar="حمزة", last_name_ar="آيت لحسن")
    given = factories.assignment(a.cohort, a.project)
    row = factories.handed_in(given, a.enrolment, mate)

    with committed():
        project_actions.claim(row, by=User.objects.get(pk=a.mentor.pk))

    told = {notice.user: notice for notice in Notice.objects.filter(verb="projects.submission.claim")}
    with translation.override("fr"):
        assert "Hamza Benali" in told[a.enrolment.learner].text
    with translation.override("ar"):
        assert "حمزة آيت لحسن" in told[mate.learner].text
