"""Of rivals exactly one wins, on both databases: threads, each with its own connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Membership, Role, User
from cohorts import actions as cohort_actions
from cohorts.models import Cohort, Enrolment
from core.idempotency import new_key
from core.models import Event
from core.workflow import TransitionRefused
from projects import actions as project_actions
from projects.models import Claim, Reply, Review, Submission, TeamMember, Thanks, Thread, Version
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
RIVALS = 6


def race(*acts) -> list:
    """Run ``acts`` at the same instant; each one's result, or the refusal it met."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            return act()
        except (TransitionRefused, ValidationError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _refusals(results) -> int:
    return sum(isinstance(result, Exception) for result in results)


def test_suggestion_that_two_members_apply_is_laid_once(a):
    given = factories.assignment(a.cohort, a.project)
    mate = factories.enrolment(a.cohort)
    row = factories.submission(given, a.enrolment, mate)
    learner = a.enrolment.learner
    project_actions.save_draft(row, by=learner, files=[factories.upload("vues.py", b"import os\nx = 1\n")])
    project_actions.submit(row, by=learner)
    project_actions.claim(row, by=a.mentor)
    words = {"kind": "must_fix", "body": "Mieux", "path": "vues.py", "line": 2, "suggestion": "x = 2\ny = 3"}
    thread = project_actions.add_remark(row, by=a.mentor, **words)
    project_actions.request_changes(row, by=a.mentor)

    def apply(person):
        fresh, by = Submission.objects.get(pk=row.pk), User.objects.get(pk=person.pk)
        threads = list(Thread.objects.filter(pk=thread.pk))
        return lambda: project_actions.apply_suggestions(fresh, by=by, threads=threads)

    results = race(*(apply(person) for person in (learner, mate.learner) * 3))

    assert _refusals(results) == 0
    file = Version.objects.get(submission=row, submitted_at=None).files.get()
    with file.blob.content.open() as stored:
        assert stored.read() == b"import os\nx = 2\ny = 3\n"


def test_one_of_many_mentors_gets_the_claim(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    mentors = [factories.staff(a.cohort, "mentor") for _ in range(RIVALS)]

    def claim(mentor):
        return lambda: project_actions.claim(Submission.objects.get(pk=row.pk), by=User.objects.get(pk=mentor.pk))

    results = race(*(claim(mentor) for mentor in mentors))

    assert _refusals(results) == RIVALS - 1
    assert Claim.objects.filter(released_at=None).count() == 1


def test_two_claims_at_once_do_not_exceed_what_a_mentor_holds(a):
    given = factories.assignment(a.cohort, a.project)
    rows = [factories.handed_in(given, factories.enrolment(a.cohort)) for _ in range(RIVALS)]

    def claim(row):
        return lambda: project_actions.claim(Submission.objects.get(pk=row.pk), by=User.objects.get(pk=a.mentor.pk))

    results = race(*(claim(row) for row in rows))

    assert _refusals(results) == RIVALS - 3
    assert Claim.objects.filter(released_at=None, holder=a.mentor).count() == 3
    assert Submission.objects.filter(state=Submission.State.IN_REVIEW).count() == 3


def test_a_review_passes_to_one_colleague(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    project_actions.claim(row, by=a.mentor)
    colleagues = [factories.staff(a.cohort, "mentor") for _ in range(3)]

    def pass_to(colleague):
        return lambda: project_actions.hand_over(
            Submission.objects.get(pk=row.pk), by=User.objects.get(pk=a.trainer.pk), to=colleague
        )

    race(*(pass_to(colleague) for colleague in colleagues))

    assert Claim.objects.filter(released_at=None).count() == 1


def test_a_promise_is_escalated_by_one_worker(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    later = row.alarm_at

    results = race(*([lambda: project_actions.escalate_promises(at=later)] * RIVALS))

    assert sum(results) == 1
    assert Submission.objects.get().escalation == 1


def test_double_click_makes_one_version(a):
    row = factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)
    data = {"note": "Fini", "repository_url": "https://example.org/d", "request_key": new_key()}

    def click():
        client = Client()
        client.force_login(User.objects.get(pk=a.enrolment.learner_id))
        return client.post(reverse("projects:submit", args=[row.pk]), data).status_code

    results = race(*([click] * 3))

    assert set(results) == {302}
    assert Version.objects.count() == 1


def test_last_seat_is_given_once(a):
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=2)
    people = [factories.user() for _ in range(RIVALS)]

    def enrol(person):
        return lambda: cohort_actions.enrol(Cohort.objects.get(pk=a.cohort.pk), by=User.system(), learner=person)

    results = race(*(enrol(person) for person in people))

    assert _refusals(results) == RIVALS - 1
    assert Enrolment.objects.filter(cohort=a.cohort).count() == 2


def test_invitation_is_taken_once(a):
    person = factories.user(email="nouvelle@demo.example")
    invitation = account_actions.invite(a.operator, by=a.manager, email=person.email, purpose="mentor")

    def accept():
        fresh = type(invitation).objects.get(pk=invitation.pk)
        return account_actions.accept(fresh, by=User.objects.get(pk=person.pk))

    results = race(*([accept] * 4))

    assert _refusals(results) == 3
    assert Membership.objects.filter(user=person).count() == 1


def test_two_administrators_who_remove_each_other_leave_one(db):
    pair = [factories.member(factories.programme_owner(), Role.ADMINISTRATOR) for _ in range(2)]
    for person in pair:
        person.roles()  # both were administrators when they clicked

    def remove(by, other):
        return lambda: account_actions.remove_member(other.memberships.get(), by=by)

    results = race(remove(*pair), remove(*reversed(pair)))

    assert _refusals(results) == 1
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_mentor_and_learner_at_once(a):
    """A claim and a withdrawal: one of them is told that the other came first."""
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)

    results = race(
        lambda: project_actions.claim(Submission.objects.get(pk=row.pk), by=User.objects.get(pk=a.mentor.pk)),
        lambda: project_actions.withdraw(
            Submission.objects.get(pk=row.pk), by=User.objects.get(pk=a.enrolment.learner_id)
        ),
    )

    assert _refusals(results) == 1


def test_one_of_many_tabs_keeps_its_draft(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    project_actions.claim(row, by=a.mentor)

    def save(number):
        return lambda: project_actions.save_review(
            Submission.objects.get(pk=row.pk),
            by=User.objects.get(pk=a.mentor.pk),
            message=f"Onglet {number}",
            scores={},
            revision=0,
        )

    results = race(*(save(number) for number in range(RIVALS)))

    assert _refusals(results) == RIVALS - 1
    kept = next(result for result in results if not isinstance(result, Exception))
    assert Review.objects.get().message == kept.message


def test_remark_goes_with_the_review_or_is_refused(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    mine = {"by": User.objects.get(pk=a.mentor.pk)}

    def remark():
        found = Submission.objects.get(pk=row.pk)
        return project_actions.add_remark(found, kind="must_fix", body="Et ?", **mine)

    def approve():
        return project_actions.approve(Submission.objects.get(pk=row.pk), **mine)

    results = race(remark, approve)

    assert _refusals(results) == 1
    sent = Review.objects.get().sent_at is not None
    assert Thread.objects.count() == (0 if sent else 1)


def test_review_is_read_thanked_for_and_explained_once(a):
    remark = factories.sent_remark(a)
    mates = [factories.enrolment(a.cohort) for _ in range(2)]
    for mate in mates:
        TeamMember.objects.create(team=remark.submission.team, assignment=remark.submission.assignment, enrolment=mate)
    question = project_actions.ask(remark.review, by=a.enrolment.learner, body="Que voulez-vous dire ?")
    Review.objects.update(acknowledged_at=None, acknowledged_by=None)

    def team(act, person):
        return lambda: act(Review.objects.get(pk=remark.review_id), by=User.objects.get(pk=person.learner_id))

    def explain(person):
        asked = Reply.objects.get(pk=question.pk)
        return lambda: project_actions.explain(asked, by=User.objects.get(pk=person.pk), body="Ceci.")

    everyone = [a.enrolment, *mates]
    race(*(team(project_actions.acknowledge, person) for person in everyone))
    race(*(team(project_actions.thank, person) for person in everyone))
    results = race(explain(a.mentor), explain(a.trainer))

    # The first of the two came with the question.
    assert Event.objects.filter(verb="projects.submission.acknowledge").count() == 2
    assert Thanks.objects.count() == Event.objects.filter(verb="projects.submission.thank").count() == 1
    assert _refusals(results) == 1
    assert Reply.objects.filter(question=question).count() == 1
