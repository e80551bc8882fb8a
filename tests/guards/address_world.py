"""A's things for the table of addresses: one of each that an address can name, in the state its line says."""

from datetime import timedelta

from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Invitation, Membership, Role, User
from cohorts import actions as cohort_actions
from cohorts.models import Cohort, Enrolment, Session
from core.models import Event
from inbox.models import Notice
from live import actions as live_actions
from live.models import Room
from projects import actions as project_actions
from projects.models import Recusal, Review, ReviewerProfile
from tests import factories

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
TOKEN = "a-token-that-only-the-mail-holds"


def world(a) -> dict[str, object]:
    """Word of the table -> what stands in the address for it."""
    factories.programme()
    return {
        "cohort": a.cohort.code,
        "planned": factories.cohort(a.bootcamp, state=Cohort.State.PLANNED).code,
        "lesson": a.lesson.pk,
        "module": a.module.pk,
        **_people(a),
        **_sessions(a),
        **_work(a),
        **_teams(a),
        "lesson_page": a.lesson.url_path.split("/", 2)[2],
        "bootcamp_page": a.bootcamp.url_path.split("/", 2)[2],
        "home_page": "",
        "bootcamp": a.bootcamp.pk,
        "city": a.cohort.city_id,
        "region": a.cohort.city.region_id,
        "reviewer": a.mentor.pk,
        "proposal": _proposed(a),
        "workspace": f"learner-{a.cohort.pk}",
    }


def _people(a) -> dict[str, object]:
    colleague = factories.staff(a.cohort, "mentor", first_name="Ilham")
    invitation = account_actions.invite(a.operator, by=a.manager, email="new-mentor@demo.example", purpose="mentor")
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=Invitation.hash(TOKEN))
    event = Event.objects.create(verb="cohorts.session.open", target=a.cohort, data={})
    notice = Notice.objects.create(
        user=a.enrolment.learner, event=event, verb=event.verb, data={"title": "Revue"}, url="/aujourdhui/"
    )
    return {
        "operator": a.operator.pk,
        "token": TOKEN,
        "invitation": invitation.pk,
        "notice": notice.pk,
        "secret": _token(a).pk,
        "membership": Membership.objects.get(user=colleague, role=Role.MENTOR).pk,
        "staff": a.cohort.staff.get(user=colleague).pk,
        "colleague": colleague.pk,
        "classmate": factories.enrolment(a.cohort, first_name="Karim").pk,
        "own": a.enrolment.pk,
        "gone": factories.enrolment(a.cohort, state=Enrolment.State.WITHDRAWN).pk,
        "asked_in": cohort_actions.invite_learner(a.cohort, by=a.manager, email="stranger@demo.example").pk,
        "paused": factories.enrolment(a.cohort, state=Enrolment.State.SUSPENDED).pk,
        "invited": cohort_actions.invite_learner(a.cohort, by=a.manager, email="new-learner@demo.example").pk,
    }


def _token(a):
    make = {"name": "script", "scope": "read", "days": 30, "second_factor": False}
    return account_actions.create_token(by=a.enrolment.learner, **make)[0]


def _sessions(a) -> dict[str, object]:
    soon = timezone.now() + timedelta(days=1)
    scheduled = factories.session(a.cohort, title="Demain", starts_at=soon, ends_at=soon + timedelta(hours=2))
    live = factories.session(a.cohort, state=Session.State.LIVE, title="Maintenant")
    earlier = timezone.now() - timedelta(days=2)
    ended = factories.session(
        a.cohort, state=Session.State.ENDED, starts_at=earlier, ends_at=earlier + timedelta(hours=2)
    )
    room = Room.objects.create(session=live)
    live_actions.say(room, [live_actions.clean_words(a.mentor.pk, "Bonjour", "cle-numero-1")])
    return {"session": scheduled.pk, "live": live.pk, "ended": ended.pk, "room": room.pk}


def _given(a, forming="by_staff", **page):
    return factories.assignment(a.cohort, factories.project(a.module, **page), forming=forming)


def _work(a) -> dict[str, object]:
    learner = a.enrolment.learner
    draft = factories.submission(_given(a), a.enrolment)
    project_actions.save_draft(
        draft, by=learner, note="Brouillon", repository_url="https://example.org/d", files=[factories.upload("mien.py")]
    )
    queued = factories.handed_in(_given(a), a.enrolment)
    held = factories.handed_in(_given(a), a.enrolment)
    project_actions.claim(held, by=a.mentor)
    factories.scored_review(held, a.mentor)
    remark = project_actions.add_remark(held, by=a.mentor, kind="must_fix", body="À corriger")
    back = _sent_back(a)
    return {
        "given": draft.assignment_id,
        "fresh": _given(a).pk,
        "draft": draft.pk,
        "queued": queued.pk,
        "held": held.pk,
        "back": back.pk,
        "remark": remark.pk,
        "level": f"level-{held.assignment.criteria.first().pk}",
        "sent_remark": back.versions.get(number=1).reviews.get().threads.get().pk,
        "learner": learner.pk,
        "recusal": Recusal.objects.create(reviewer=a.mentor, learner=factories.enrolment(a.cohort).learner).pk,
        "draft_file": draft.versions.get().files.get().pk,
        "sent_file": back.versions.get(number=1).files.get().pk,
        "one": 1,
        "zero": 0,
        "sent_version": back.versions.get(number=1).pk,
        "upload": project_actions.begin_upload(draft, by=learner, path="grand.sql", size=9).token,
        "review": back.versions.get(number=1).reviews.get().pk,
        "asked": project_actions.ask(
            back.versions.get(number=1).reviews.get(), by=learner, body="Que voulez-vous dire ?"
        ).pk,
        "comment": project_actions.keep_comment(
            a.operator, by=a.mentor, title="Nommer", kind="suggestion", body="Un nom dit ce que c’est."
        ).pk,
        "pictured": _pictured(a),
        "first_review": (first := _contested(a)).pk,
        "contested": first.version.submission_id,
        "new_project": factories.project(a.module, title="Pas encore donné").pk,
    }


def _teams(a) -> dict[str, object]:
    """Projects done in teams: one to draw with a wish, one where classmates made a team, one where Salma has."""
    mate = factories.enrolment(a.cohort, first_name="Younes")
    group = _given(a, team_size=3)
    wish = project_actions.add_wish(group, by=a.trainer, kind="together", one=a.enrolment, other=mate)
    free, own = _given(a, team_size=3, forming="by_learners"), _given(a, team_size=3, forming="by_learners")
    return {
        "group": group.pk,
        "wish": wish.pk,
        "free": free.pk,
        "mates": factories.submission(free, mate).pk,
        "crew": factories.submission(own, a.enrolment, factories.enrolment(a.cohort)).pk,
        "mate": mate.pk,
        "seen": project_actions.mark_of(project_actions.plan_teams(group, "graine")),
    }


def _sent_back(a):
    """Work handed in with a file, and sent back by the mentor."""
    row = factories.submission(_given(a), a.enrolment)
    project_actions.save_draft(row, by=a.enrolment.learner, note="v1", files=[factories.upload("rendu.py")])
    project_actions.submit(row, by=a.enrolment.learner)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor, level=1)
    project_actions.add_remark(row, by=a.mentor, kind="must_fix", body="Il manque un index.")
    review = project_actions.request_changes(row, by=a.mentor)
    # It may be mended for a quarter of an hour, which the walk must not outlast on a slow machine.
    Review.objects.filter(pk=review.pk).update(sent_at=timezone.now() + timedelta(days=1))
    return row


def _proposed(a) -> int:
    """The first review of a new mentor, that waits for a lead."""
    mentor = factories.staff(a.cohort, "mentor", first_name="Nadia")
    ReviewerProfile.objects.create(user=mentor, is_new=True)
    row = factories.handed_in(_given(a), a.enrolment)
    project_actions.claim(row, by=mentor)
    factories.scored_review(row, mentor)
    return project_actions.propose(row, by=User.objects.get(pk=mentor.pk), decision="approved").pk


def _pictured(a) -> int:
    """A remark with a screenshot, sent."""
    return factories.sent_remark(a, screenshot=factories.upload("capture.png", PICTURE)).pk


def _contested(a) -> Review:
    """A review under dispute: its work waits for a second reading."""
    review = _sent_back(a).versions.get().reviews.get()
    project_actions.dispute(review, by=a.enrolment.learner, reason="Il y est.")
    return review


def _hour(days: int, hour: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}T{hour:02}:00"


# What a POST sends where it is the same in every world.
WORDS = {
    "inbox:settings": {"email": "on"},
    "set_theme": {"theme": "dark"},
    "set_language": {"language": "ar"},
    "account_home": {"first_name": "Salma", "last_name": "Benali", "language": "fr", "theme": "dark"},
    "team": {"email": "someone@demo.example", "purpose": "mentor"},
    "operator_create": {"name": "Rif Numérique", "slug": "rif-numerique"},
    "operator_edit": {"email": "chief@demo.example"},
    "operator_change": {"name": "Atlas Code Academy", "name_ar": "", "city": ""},
    "programme_team": {"email": "officer-to-be@demo.example", "purpose": "officer"},
    "cohorts:people": {"email": "another@demo.example"},
    "cohorts:invite_many": {"chosen": "another@demo.example"},
    "cohorts:shift": {"days": 1, "confirm": "1", "meant": "on"},
    "cohorts:state": {"reason": "Le centre ferme"},
    "cohorts:enrolment_verb": {"reason": "Congé de maternité"},
    "projects:assignment_withdraw": {"reason": "Trop tôt"},
    "projects:extension": {"due_at": _hour(9, 9), "reason": "Panne de réseau au centre"},
    "projects:submit": {"note": "Fini", "repository_url": "https://example.org/d"},
    "projects:replace": {"note": "Mieux", "repository_url": "https://example.org/d"},
    "projects:draft": {"note": "En cours"},
    "projects:upload_begin": {"path": "autre.sql", "size": 9},
    "projects:batch_close": {"batch": "a" * 16, "replaces_all": "1"},
    "projects:same_names": {"batch": "a" * 16, "answer": "drop"},
    "projects:answer": {"body": "C’est corrigé"},
    "projects:ask": {"body": "Pourquoi ce niveau ?"},
    "projects:dispute": {"reason": "L’index y est."},
    "projects:explain": {"body": "Il manque un index."},
    "projects:availability": {"weekly_hours": 4, "most_held": 3},
    "projects:review_save": {"message": "Presque"},
    "projects:proposal": {"word": "Commencez par ce qui marche."},
    "projects:remark_change": {"body": "Quel index ?", "kind": "question"},
    "projects:remark_add": {"body": "Un index ?", "kind": "question"},
    "projects:note_add": {"note": "Elle avance vite."},
    "projects:review_amend": {"message": "Presque, vraiment."},
    "projects:comments": {"title": "Un index", "kind": "question", "body": "Un index ?"},
    "projects:comment_change": {"title": "Bien nommer", "kind": "suggestion", "body": "Un nom dit ce que c’est."},
    "live:messages": {"body": "Bonjour", "key": "cle-numero-2"},
}  # fmt: skip


def _plan() -> dict:
    """One morning by a rule, confirmed."""
    day = timezone.localdate() + timedelta(days=4)
    hours = {f"starts_{day.weekday()}": "07:00", f"ends_{day.weekday()}": "08:00"}
    return {"title": "Atelier {n}", "first_day": day, "last_day": day, **hours, "slot": f"{day}T07:00", "confirm": "1"}


def data(name: str, known: dict) -> dict:
    """What a POST to ``name`` sends so that whoever may is accepted."""
    session = {"title": "Autre séance", "starts_at": _hour(3, 9), "ends_at": _hour(3, 11)}
    days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + timedelta(weeks=16)}
    given = {"opens_at": _hour(0, 9), "due_at": _hour(7, 9), "closes_at": _hour(14, 9)}
    given |= {"team_size": 3, "forming": "at_random", "review_hours": 24}
    words = {
        "switch": {"workspace": known["workspace"]},
        "reports:baseline": {
            "region": known["region"], "as_of": timezone.localdate(), "trained": 1, "in_training": 1, "reason": "Import"
        },
        "reports:baseline_many": {
            "table": f"Région;Date;Formés;En formation;Motif\nMA-06;{timezone.localdate()};2;2;Import", "confirmed": "1"
        },
        "cohorts:create": {
            "bootcamp": known["bootcamp"], "code": "NEUF-01", "city": known["city"], "seats": 20, **days
        },
        "cohorts:edit": {"city": known["city"], "seats": 30, "along": "keep", **days},
        "cohorts:staff_assign": {"user": known["colleague"], "role": "mentor"},
        "cohorts:session_create": session,
        "cohorts:session_edit": session,
        "cohorts:plan": _plan(),
        "projects:assignment_create": {"project": known["new_project"], **given},
        "projects:assignment_edit": given,
        "projects:draw": {"seed": "graine", "seen": known["seen"]},
        "projects:never_alone": {"enrolments": [known["own"], known["mate"]]},
        "projects:wish_add": {"kind": "apart", "one": known["own"], "other": known["mate"]},
        "projects:team_edit": {"enrolments": [known["classmate"]], "name": "Les tisserandes"},
        "projects:team_invite": {"enrolment": known["classmate"]},
        "projects:teams": {"enrolments": [known["classmate"]], "name": "Les tisserandes"},
        "projects:hand_over": {"to": known["colleague"], "note": "Je pars en congé"},
        "projects:step_aside": {"learner": known["learner"]},
        **WORDS,
    }  # fmt: skip
    return words.get(name, {})
