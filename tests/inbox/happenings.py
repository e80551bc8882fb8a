"""Each kind of notice, made to happen once to A's people by the acts that people do."""

from datetime import timedelta

from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Role, User
from cohorts import actions as cohorts
from cohorts.models import Cohort, Enrolment, Session
from projects import actions as projects
from projects.models import Proposal, Review, ReviewerProfile, Submission
from tests import factories

DAY = timedelta(days=1)
WHY = "Parce que"


def fresh(row):
    """The row as a next request would read it."""
    return type(row).objects.get(pk=row.pk)


# Cohorts


def _session(a, **fields) -> Session:
    soon = timezone.now() + 2 * DAY
    return factories.session(a.cohort, title="Revue de code", starts_at=soon, ends_at=soon + DAY / 12, **fields)


def _plan(a) -> None:
    soon = timezone.now() + 3 * DAY
    rows = [
        Session(cohort=a.cohort, title=f"Atelier {n}", starts_at=soon + n * DAY, ends_at=soon + n * DAY + DAY / 24)
        for n in (1, 2)
    ]
    cohorts.plan_sessions(a.cohort, by=a.manager, sessions=rows)


def _schedule(a) -> None:
    soon = timezone.now() + 2 * DAY
    times = {"starts_at": soon, "ends_at": soon + DAY / 12}
    cohorts.schedule_session(a.cohort, by=a.manager, title="Revue", on_holiday=True, **times)


def _edit(a) -> None:
    row = _session(a)
    later = {"starts_at": row.starts_at + DAY, "ends_at": row.ends_at + DAY}
    cohorts.edit_session(row, by=a.manager, on_holiday=True, **later)


def _open(a) -> None:
    row = factories.session(a.cohort, title="Revue de code", starts_at=timezone.now())
    cohorts.open_session(row, by=a.trainer)


def _to_come(a) -> Cohort:
    """A cohort that begins in ten days, with a session and a project."""
    first = timezone.localdate() + 10 * DAY
    Cohort.objects.filter(pk=a.cohort.pk).update(state="planned", starts_on=first, ends_on=first + 60 * DAY)
    start = timezone.now() + 45 * DAY
    factories.session(a.cohort, title="Atelier", starts_at=start, ends_at=start + DAY / 24)
    days = {"opens_at": start - 20 * DAY, "due_at": start, "closes_at": start + DAY}
    factories.assignment(a.cohort, a.project, **days)
    return fresh(a.cohort)


def _shift_cohort(a) -> None:
    row = _to_come(a)
    dates = {"starts_on": row.starts_on + 7 * DAY, "ends_on": row.ends_on + 7 * DAY}
    cohorts.shift_cohort(row, by=a.manager, days=7, all_the_same=True, **dates)


def _fit_cohort(a) -> None:
    row = _to_come(a)
    cohorts.fit_cohort(row, by=a.manager, ends_on=row.ends_on - 30 * DAY)


def _invite(a) -> Enrolment:
    known = factories.user(email="invitee@demo.example", first_name="Zineb")
    return cohorts.invite_learner(a.cohort, by=a.manager, email=known.email)


def _hold(a) -> None:
    place = _invite(a)
    person = User.objects.get(email=place.invitation.email)
    factories.enrolment(factories.cohort(a.bootcamp), learner=person)
    account_actions.accept(fresh(place.invitation), by=person)


def _gone(a) -> Enrolment:
    return factories.enrolment(a.cohort, state="withdrawn", first_name="Karim", email="karim@demo.example")


def _resume(a) -> None:
    cohorts.suspend(a.enrolment, by=a.manager, reason=WHY)
    cohorts.resume(fresh(a.enrolment), by=a.manager)


def _graduate(a) -> Enrolment:
    return cohorts.complete(a.enrolment, by=a.manager, reason=WHY)


def _correct_after(a) -> None:
    row = _graduate(a)
    cohorts.complete_cohort(a.cohort, by=a.manager)
    cohorts.correct(fresh(row), by=a.manager, reason=WHY)


def _decline(a, place: Enrolment) -> None:
    cohorts.decline(fresh(place), by=User.objects.get(email=place.invitation.email))


def _cancel_cohort(a) -> None:
    Cohort.objects.filter(pk=a.cohort.pk).update(state="planned")
    cohorts.cancel_cohort(fresh(a.cohort), by=a.manager, reason=WHY)


def _assign(a) -> None:
    person = factories.member(a.operator, Role.MENTOR, first_name="Ilham")
    cohorts.assign_staff(a.cohort, by=a.manager, user=person, role="mentor")


def _trainer_leaves(a) -> None:
    factories.member(a.operator, Role.MANAGER, first_name="Rim")
    _session(a, trainer=a.trainer)
    cohorts.unassign_staff(a.cohort.staff.get(user=a.trainer), by=a.manager)


def _lack_room(a) -> None:
    factories.member(factories.programme_owner(), Role.ADMINISTRATOR, first_name="Omar")
    account_actions.say_room(is_low=True, is_fine=False)


COHORTS = {
    "accounts.organisation.lack_room": _lack_room,
    "cohorts.session.schedule": _schedule,
    "cohorts.session.change": _edit,
    "cohorts.session.cancel": lambda a: cohorts.cancel_session(_session(a), by=a.manager),
    "cohorts.session.open": _open,
    "cohorts.cohort.plan_sessions": _plan,
    "cohorts.cohort.shift_sessions": lambda a: cohorts.shift_sessions(_session(a), by=a.manager, days=7, meant=True),
    "cohorts.cohort.shift": _shift_cohort,
    "cohorts.cohort.fit": _fit_cohort,
    "cohorts.cohort.free_sessions": _trainer_leaves,
    "cohorts.cohort.complete": lambda a: cohorts.complete_cohort(a.cohort, by=a.manager),
    "cohorts.cohort.cancel": _cancel_cohort,
    "cohorts.staffassignment.create": _assign,
    "cohorts.enrolment.activate": lambda a: cohorts.enrol(a.cohort, by=User.system(), learner=factories.user()),
    "cohorts.enrolment.invite": _invite,
    "cohorts.enrolment.invite_again": lambda a: cohorts.invite_learner(
        a.cohort, by=a.manager, email=_gone(a).learner.email
    ),
    "cohorts.enrolment.hold": _hold,
    "cohorts.enrolment.lapse": lambda a: _decline(a, _invite(a)),
    "cohorts.enrolment.stay_away": lambda a: _decline(
        a, cohorts.invite_learner(a.cohort, by=a.manager, email=_gone(a).learner.email)
    ),
    "cohorts.enrolment.come_back": lambda a: cohorts.come_back(_gone(a), by=a.manager, reason=WHY),
    "cohorts.enrolment.suspend": lambda a: cohorts.suspend(a.enrolment, by=a.manager, reason=WHY),
    "cohorts.enrolment.resume": _resume,
    "cohorts.enrolment.withdraw": lambda a: cohorts.withdraw(a.enrolment, by=a.manager, reason=WHY),
    "cohorts.enrolment.complete": _graduate,
    "cohorts.enrolment.correct": lambda a: cohorts.correct(fresh(_graduate(a)), by=a.manager, reason=WHY),
    "cohorts.enrolment.correct_after": _correct_after,
    "cohorts.enrolment.cancel": lambda a: cohorts.cancel(a.enrolment, by=a.manager, reason=WHY),
}


# Projects: Salma and Younes are a team


def _mate(a) -> Enrolment:
    return factories.enrolment(a.cohort, first_name="Younes", first_name_ar="يونس", last_name_ar="بناني")


def _group(a, **fields):
    return factories.assignment(a.cohort, factories.project(a.module, team_size=3), **fields)


def _crew(a, **fields) -> Submission:
    return factories.submission(_group(a, **fields), a.enrolment, _mate(a))


def _waiting(a) -> Submission:
    return factories.handed_in(_group(a), a.enrolment, _mate(a))


def _held(a) -> Submission:
    row = _waiting(a)
    projects.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    return row


def _refused(a) -> Review:
    return projects.request_changes(_held(a), by=a.mentor)


def _form(a) -> None:
    projects.form_team(_group(a), by=a.trainer, enrolments=[a.enrolment, _mate(a)])


def _change_team(a) -> None:
    row, third = _crew(a), factories.enrolment(a.cohort, first_name="Aya")
    projects.change_team(row, by=a.trainer, enrolments=[a.enrolment, third])


def _join(a) -> None:
    row, third = _crew(a, forming="by_learners"), factories.enrolment(a.cohort, first_name="Aya")
    projects.join_team(row, by=third.learner)


def _invite_mate(a) -> None:
    row, third = _crew(a, forming="by_learners"), factories.enrolment(a.cohort, first_name="Aya")
    projects.invite_to_team(row, by=a.enrolment.learner, enrolment=third)


def _remind(a) -> None:
    _refused(a)
    projects.remind_teams(at=timezone.now() + 2 * DAY)


def _colleague(a, **fields) -> User:
    return factories.staff(a.cohort, "mentor", first_name="Ilham", **fields)


def _escalate(*levels: int):
    def happen(a) -> None:
        _waiting(a)
        for _level in levels:
            Submission.objects.update(alarm_at=timezone.now())
            projects.escalate_promises(at=timezone.now())

    return happen


def _follow(a) -> None:
    row = factories.submission(_group(a), a.enrolment, _mate(a))
    files = [factories.upload("vues.py", b"a = 1\nb = 2\n")]
    projects.save_draft(row, by=a.enrolment.learner, files=files)
    projects.submit(row, by=a.enrolment.learner)
    projects.claim(row, by=a.mentor)
    told = {"kind": "must_fix", "body": "Mieux", "path": "vues.py", "line": 2, "suggestion": "b = 3"}
    projects.add_remark(row, by=a.mentor, **told)
    review = projects.request_changes(row, by=a.mentor)
    projects.apply_suggestions(fresh(row), by=a.enrolment.learner, threads=review.threads.all())
    projects.submit(fresh(row), by=a.enrolment.learner)


def _answer(a) -> None:
    projects.answer(factories.sent_remark(a), by=a.enrolment.learner, body="Corrigé")


def _ask(a):
    return projects.ask(_refused(a), by=a.enrolment.learner, body="Pourquoi ?")


def _dispute(a) -> Submission:
    review = _refused(a)
    _colleague(a)
    projects.dispute(review, by=a.enrolment.learner, reason="Il y est.")
    return Submission.objects.get(versions=review.version)


def _dispute_approval(a) -> Submission:
    review = projects.approve(_held(a), by=a.mentor)
    projects.dispute(review, by=a.enrolment.learner, reason="Il vaut mieux.")
    return Submission.objects.get(versions=review.version)


def _settle(a) -> None:
    row = _dispute(a)
    other = User.objects.get(first_name="Ilham")
    projects.claim(row, by=other)
    factories.scored_review(row, other)
    projects.approve(fresh(row), by=other)


def _give(a) -> None:
    now = timezone.now()
    dates = {"opens_at": now, "due_at": now + 7 * DAY, "closes_at": now + 9 * DAY}
    projects.assign_project(a.cohort, by=a.trainer, project=a.project, **dates)


def _reschedule(a) -> None:
    given = factories.assignment(a.cohort, a.project)
    projects.change_assignment(given, by=a.trainer, reviewers=[], due_at=given.due_at + DAY)


def _withdrawn(a):
    given = factories.assignment(a.cohort, a.project)
    row = factories.submission(given, a.enrolment)
    projects.save_draft(row, by=a.enrolment.learner, note="En cours")
    projects.withdraw_assignment(given, by=a.trainer, reason=WHY)
    return given


def _proposed(a) -> Proposal:
    mentor = _colleague(a)
    ReviewerProfile.objects.create(user=mentor, is_new=True)
    row = _waiting(a)
    projects.claim(row, by=mentor)
    factories.scored_review(row, mentor)
    return projects.propose(row, by=fresh(mentor), decision="approved")


def _overdue(a) -> None:
    _proposed(a)
    Proposal.objects.update(due_at=timezone.now())
    projects.escalate_proposals(at=timezone.now())


PROJECTS = {
    "submission.create": _form,
    "submission.change_team": _change_team,
    "submission.join": _join,
    "submission.leave": lambda a: projects.leave_team(_crew(a, forming="by_learners"), by=a.enrolment.learner),
    "submission.invite": _invite_mate,
    "submission.extend": lambda a: projects.grant_extension(
        _crew(a), by=a.trainer, due_at=timezone.now() + 10 * DAY, reason=WHY
    ),
    "submission.claim": lambda a: projects.claim(_waiting(a), by=a.mentor),
    "submission.request_changes": _refused,
    "submission.remind": _remind,
    "submission.approve": lambda a: projects.approve(_held(a), by=a.mentor),
    "submission.submit": _waiting,
    "submission.hand_over": lambda a: projects.hand_over(_held(a), by=a.mentor, to=_colleague(a)),
    "submission.relieve": lambda a: projects.release(_held(a), by=a.trainer),
    "submission.promise_at_risk": _escalate(1),
    "submission.promise_missed": _escalate(1, 2),
    "submission.promise_overdue": _escalate(1, 2, 3),
    "submission.answer": _answer,
    "submission.follow_suggestions": _follow,
    "submission.ask": _ask,
    "submission.explain": lambda a: projects.explain(_ask(a), by=a.mentor, body="Parce que."),
    "submission.thank": lambda a: projects.thank(_refused(a), by=a.enrolment.learner),
    "submission.dispute": _dispute,
    "submission.keep_changes": lambda a: projects.withdraw_dispute(_dispute(a), by=a.enrolment.learner),
    "submission.keep_approval": lambda a: projects.withdraw_dispute(_dispute_approval(a), by=a.enrolment.learner),
    "submission.settle_dispute": _settle,
    "assignment.create": _give,
    "assignment.reschedule": _reschedule,
    "assignment.withdraw": _withdrawn,
    "assignment.remove": lambda a: projects.withdraw_assignment(
        factories.assignment(a.cohort, a.project), by=a.trainer, reason=WHY
    ),
    "assignment.restore": lambda a: projects.restore_assignment(_withdrawn(a), by=a.trainer),
    "assignment.dissolve_team": lambda a: projects.dissolve_team(_crew(a), by=a.trainer),
    "proposal.create": _proposed,
    "proposal.overdue": _overdue,
    "proposal.return": lambda a: projects.return_proposal(_proposed(a), by=a.trainer, word="Encore"),
    "proposal.send": lambda a: projects.send_proposal(_proposed(a), by=a.trainer),
}

HAPPENINGS = COHORTS | {f"projects.{verb}": happen for verb, happen in PROJECTS.items()}
