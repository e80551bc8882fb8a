"""A new mentor's first review is read by a lead before it is sent in the mentor's name."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Membership, Role, User
from cohorts import actions as cohort_actions
from cohorts.models import Cohort, StaffAssignment
from core.models import Event
from core.permissions import forget
from core.workflow import TransitionRefused
from inbox.models import Notice
from programme.calendar import ZONE
from projects import actions, queries
from projects.models import Claim, Proposal, Review, ReviewerProfile, Submission
from tests import factories

# A Tuesday; the next working day ends on Wednesday evening.
NINE = datetime(2026, 11, 24, 9, tzinfo=ZONE)
State = Submission.State


@pytest.fixture(autouse=True)
def nine():
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def ilham(a, committed):
    """A mentor of the operator who has just been assigned to the cohort, and has never reviewed."""
    person = factories.member(a.operator, Role.MENTOR, first_name="Ilham", email="ilham@demo.example")
    with committed():
        cohort_actions.assign_staff(a.cohort, by=a.manager, user=person, role="mentor")
    return User.objects.get(pk=person.pk)


@pytest.fixture
def held(waiting, ilham):
    """Salma's work in Ilham's hands, with a draft that could be approved."""
    actions.claim(waiting, by=ilham)
    factories.scored_review(waiting, ilham, message="Belle structure.")
    return waiting


@pytest.fixture
def proposal(held, ilham):
    return actions.propose(held, by=ilham, decision="approved")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def page(client, name, *args) -> str:
    return client.get(reverse(f"projects:{name}", args=args)).content.decode().replace("\xa0", " ")


# Who is new


def test_an_assigned_mentor_who_never_reviewed_is_new(ilham):
    assert ReviewerProfile.objects.get(user=ilham).is_new


def test_who_has_reviewed_anywhere_is_not(a, b, committed):
    factories.sent_remark(b)
    Membership.objects.create(user=b.mentor, organisation=a.operator, role=Role.MENTOR)

    with committed():
        cohort_actions.assign_staff(a.cohort, by=a.manager, user=b.mentor, role="mentor")

    assert not ReviewerProfile.objects.filter(user=b.mentor, is_new=True).exists()


def test_a_trainer_sends_alone(a, waiting, committed):
    person = factories.member(a.operator, Role.TRAINER, first_name="Nadia")
    with committed():
        cohort_actions.assign_staff(a.cohort, by=a.manager, user=person, role="trainer")
    actions.claim(waiting, by=person)
    factories.scored_review(waiting, person)

    actions.approve(waiting, by=person)

    assert fresh(waiting).state == State.APPROVED


def test_without_a_lead_a_new_mentor_sends_alone(a, held, ilham):
    a.cohort.staff.filter(role="trainer").delete()
    Membership.objects.filter(role=Role.MANAGER).delete()

    actions.approve(held, by=ilham)

    assert fresh(held).state == State.APPROVED
    assert not ReviewerProfile.objects.get(user=ilham).is_new


@pytest.mark.parametrize("decide", [actions.approve, actions.request_changes])
def test_a_new_mentor_sends_nothing_alone(held, ilham, decide):
    with pytest.raises(PermissionDenied):
        decide(held, by=ilham)

    assert fresh(held).state == State.IN_REVIEW


# The mentor proposes


def test_the_workspace_says_who_reads_the_review(client, a, held, ilham):
    client.force_login(ilham)

    shown = page(client, "review", held.pk)

    assert "Soumettre à un formateur" in shown
    assert f"relue par {a.trainer}" in shown


def test_pressing_the_button_sends_nothing_to_the_team(client, a, held, ilham, committed):
    client.force_login(ilham)
    levels = {f"level-{row.pk}": 2 for row in held.assignment.criteria.all()}

    with committed():
        client.post(reverse("projects:review_save", args=[held.pk]), {"message": "Bravo", "approve": 1, **levels})

    proposal = Proposal.objects.get()
    assert (proposal.decision, proposal.outcome, proposal.review.message) == ("approved", "", "Bravo")
    assert proposal.review.sent_at is None
    assert fresh(held).state == State.IN_REVIEW
    assert list(Notice.objects.filter(verb="projects.proposal.create").values_list("user", flat=True)) == [a.trainer.pk]
    assert not Notice.objects.filter(user=a.enrolment.learner, verb__startswith="projects.proposal").exists()


def test_the_team_hears_and_reads_nothing_of_it(client, a, proposal, committed):
    salma = a.enrolment.learner
    client.force_login(salma)

    shown = page(client, "submission", proposal.submission.pk)

    assert "Ilham" in shown
    assert "Belle structure." not in shown
    assert "formateur" not in shown
    assert f"user-{salma.pk}" not in proposal.event_groups()
    assert client.get(reverse("projects:proposal", args=[proposal.pk])).status_code == 404


def test_the_rules_of_a_decision_hold_when_it_is_proposed(held, ilham):
    factories.scored_review(held, ilham, level=0)

    with pytest.raises(ValidationError):
        actions.propose(held, by=ilham, decision="approved")
    assert not Proposal.objects.exists()


def test_the_review_is_not_changed_while_a_lead_reads(client, held, ilham, proposal):
    with pytest.raises(TransitionRefused):
        factories.scored_review(held, ilham, message="Autre chose")
    with pytest.raises(TransitionRefused):
        actions.add_remark(held, by=ilham, kind="question", body="Et ?")
    with pytest.raises(TransitionRefused):
        actions.propose(held, by=ilham, decision="approved")
    client.force_login(ilham)

    assert client.get(reverse("projects:review", args=[held.pk])).status_code == 302
    assert "La reprendre pour la changer" in page(client, "proposal", proposal.pk)


def test_its_author_takes_it_back_and_submits_again(client, held, ilham, proposal):
    client.force_login(ilham)

    client.post(reverse("projects:proposal_take_back", args=[proposal.pk]))
    factories.scored_review(held, ilham, message="Mieux dit.")
    actions.propose(held, by=ilham, decision="changes_requested")

    assert [row.outcome for row in Proposal.objects.order_by("pk")] == ["taken_back", ""]


# A lead reads


@pytest.mark.parametrize("who", ["trainer", "manager"])
def test_a_lead_finds_it_and_reads_it_whole(client, a, held, ilham, proposal, who):
    client.force_login(getattr(a, who))
    address = reverse("projects:proposal", args=[proposal.pk])

    assert address in page(client, "queue")
    assert address in client.get(reverse("today")).content.decode()
    assert address in page(client, "submission", held.pk)
    shown = page(client, "proposal", proposal.pk)
    assert "Belle structure." in shown
    assert "Décision proposée : Validé" in shown


def test_a_lead_sends_it_in_the_mentors_name(client, a, held, ilham, proposal, committed):
    client.force_login(a.trainer)

    with committed():
        client.post(reverse("projects:proposal_send", args=[proposal.pk]))

    review = Review.objects.get()
    assert (review.reviewer, review.decision, review.sent_at) == (ilham, "approved", NINE)
    assert fresh(held).state == State.APPROVED
    assert Event.objects.get(verb="projects.submission.approve").actor == ilham
    assert Event.objects.get(verb="projects.proposal.send").actor == a.trainer
    assert (fresh(proposal).outcome, fresh(proposal).settled_by) == ("sent", a.trainer)
    assert Notice.objects.filter(user=a.enrolment.learner, verb="projects.submission.approve").exists()
    assert Notice.objects.filter(user=ilham, verb="projects.proposal.send").exists()


def test_after_that_they_send_alone(a, given, ilham, proposal):
    actions.send_proposal(proposal, by=a.trainer)
    ilham = fresh(ilham)
    second = factories.handed_in(given, factories.enrolment(a.cohort))
    actions.claim(second, by=ilham)
    factories.scored_review(second, ilham)

    actions.approve(second, by=ilham)

    assert fresh(second).state == State.APPROVED


def test_a_lead_gives_it_back_with_a_word(client, a, held, ilham, proposal, committed):
    client.force_login(a.trainer)

    with committed():
        client.post(reverse("projects:proposal", args=[proposal.pk]), {"word": "Commencez par ce qui marche."})

    assert fresh(proposal).outcome == "returned"
    assert Notice.objects.get(user=ilham, verb="projects.proposal.return").url == reverse(
        "projects:review", args=[held.pk]
    )
    client.force_login(ilham)
    assert "Commencez par ce qui marche." in page(client, "review", held.pk)
    actions.propose(held, by=ilham, decision="approved")


def test_without_a_word_it_is_not_given_back(client, a, proposal):
    client.force_login(a.trainer)

    reply = client.post(reverse("projects:proposal", args=[proposal.pk]), {"word": "  "})

    assert reply.status_code == 422
    assert fresh(proposal).outcome == ""


def test_workspace_says_that_it_was_given_back(client, a, held, ilham, proposal):
    client.force_login(ilham)
    actions.return_proposal(proposal, by=a.trainer, word="À revoir")
    assert f"{a.trainer} vous rend cette revue" in page(client, "review", held.pk)

    actions.propose(held, by=ilham, decision="approved")
    actions.take_back(Proposal.objects.waiting().get(), by=ilham)
    assert "vous rend cette revue" not in page(client, "review", held.pk)


def test_queue_leads_the_author_to_what_waits(client, a, held, ilham, proposal):
    address = reverse("projects:proposal", args=[proposal.pk])
    for person, led in ((ilham, True), (a.mentor, False)):
        client.force_login(person)
        assert (address in page(client, "queue")) is led


def test_what_was_given_back_is_read_no_more(client, a, held, ilham, proposal):
    actions.return_proposal(proposal, by=a.trainer, word="À revoir")
    factories.scored_review(held, ilham, message="BROUILLON REPRIS")
    client.force_login(a.trainer)

    shown = page(client, "proposal", proposal.pk)

    assert "BROUILLON REPRIS" not in shown
    assert "Cette revue n’attend plus" in shown


@pytest.mark.parametrize("verb", ["send_proposal", "return_proposal"])
def test_no_mentor_nor_the_author_passes_it(a, ilham, proposal, verb):
    words = {"word": "Bien"} if verb == "return_proposal" else {}
    for person in (a.mentor, ilham, a.enrolment.learner):
        with pytest.raises(PermissionDenied):
            getattr(actions, verb)(proposal, by=person, **words)


def test_a_lead_who_knows_the_learner_leaves_it_to_another(client, a, held, proposal):
    actions.step_aside(held, by=a.trainer, learner=a.enrolment.learner)
    forget(a.trainer)

    with pytest.raises(PermissionDenied):
        actions.send_proposal(proposal, by=User.objects.get(pk=a.trainer.pk))
    assert queries.proposals_for(User.objects.get(pk=a.trainer.pk)) == []
    assert queries.leads_of(held, proposal.claim.holder) == [a.manager]


def test_without_a_trainer_the_manager_is_told(a, held, ilham, committed):
    a.cohort.staff.filter(role="trainer").delete()

    with committed():
        actions.propose(held, by=ilham, decision="approved")

    assert Notice.objects.get(verb="projects.proposal.create").user == a.manager


def test_what_is_settled_is_settled(a, ilham, proposal):
    actions.take_back(fresh(proposal), by=ilham)

    with pytest.raises(TransitionRefused):
        actions.send_proposal(fresh(proposal), by=a.trainer)
    with pytest.raises(TransitionRefused):
        actions.return_proposal(fresh(proposal), by=a.trainer, word="À revoir")
    with pytest.raises(TransitionRefused):
        actions.take_back(fresh(proposal), by=ilham)
    assert fresh(proposal).outcome == "taken_back"


def test_a_new_mentor_who_also_manages_does_not_pass_their_own(a, held, ilham, proposal):
    Membership.objects.create(user=ilham, organisation=a.operator, role=Role.MANAGER)
    ilham = fresh(ilham)

    assert queries.proposals_for(ilham) == []
    with pytest.raises(PermissionDenied):
        actions.send_proposal(proposal, by=ilham)


def test_the_rule_and_the_list_agree(a, b, held, proposal, stranger, officer, administrator, ilham):
    people = [a.trainer, a.manager, a.mentor, ilham, b.trainer, b.manager, stranger, officer, administrator]
    people.append(a.enrolment.learner)

    for person in people:
        listed = Proposal.objects.for_lead(person).exists()
        assert listed is person.has_perm("projects.pass_review", held), person.email


# Time


def test_the_work_stays_held_and_the_managers_are_told_after_a_working_day(a, held, ilham, proposal, committed):
    wednesday = proposal.due_at
    assert wednesday.astimezone(ZONE).date() == (NINE + timedelta(days=1)).date()

    assert actions.escalate_proposals(at=wednesday - timedelta(seconds=1)) == 0
    with committed():
        assert actions.escalate_proposals(at=wednesday) == 1
    assert actions.escalate_proposals(at=wednesday) == 0
    assert actions.expire_claims(at=wednesday + timedelta(days=9)) == 0

    assert fresh(held).state == State.IN_REVIEW
    assert [row.user for row in Notice.objects.filter(verb="projects.proposal.overdue")] == [a.manager]


def test_the_promise_keeps_running(held, proposal):
    assert fresh(held).promised_at is not None
    assert actions.escalate_promises(at=fresh(held).alarm_at) == 1


def test_an_hour_given_back_and_forgotten_expires(a, held, proposal):
    actions.return_proposal(proposal, by=a.trainer, word="À revoir")

    assert actions.expire_claims(at=NINE + timedelta(days=9)) == 1
    assert fresh(held).state == State.QUEUED


# Nothing is lost


def _leaves(a, held, ilham):
    cohort_actions.unassign_staff(StaffAssignment.objects.get(user=ilham), by=a.manager)


def _released(a, held, ilham):
    actions.release(held, by=a.trainer)


def _over(a, held, ilham):
    Cohort.objects.filter(pk=a.cohort.pk).update(ends_on=NINE.date() - timedelta(days=1))
    cohort_actions.complete_cohort(Cohort.objects.get(pk=a.cohort.pk), by=a.manager)


@pytest.mark.parametrize("happens", [_leaves, _released, _over])
def test_a_work_that_is_let_go_takes_its_proposal_along(client, a, held, ilham, proposal, committed, happens):
    with committed():
        happens(a, held, ilham)

    assert fresh(held).state == State.QUEUED
    assert not Claim.objects.filter(released_at=None).exists()
    assert queries.proposals_for(a.trainer) == []
    with pytest.raises(TransitionRefused):
        actions.send_proposal(fresh(proposal), by=a.trainer)
    assert Review.objects.get().message == "Belle structure."
    assert fresh(held).promised_at is not None


def test_a_work_taken_again_is_not_sent_by_an_old_proposal(a, held, ilham, proposal):
    actions.release(held, by=ilham)
    actions.claim(fresh(held), by=fresh(ilham))

    with pytest.raises(TransitionRefused):
        actions.send_proposal(fresh(proposal), by=a.trainer)
    assert Review.objects.get().sent_at is None
