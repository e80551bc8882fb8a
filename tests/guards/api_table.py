"""Every operation of the API × every actor: what is answered, and what is sent so that whoever may is accepted."""

import re
from datetime import timedelta

from django.utils import timezone

from projects import actions
from projects.models import Assignment

ACTORS = ["nobody", "expired", "revoked", "stranger", "learner_a", "mate", "learner_b",
          "mentor_a", "trainer_a", "manager_a", "mentor_b", "officer"]  # fmt: skip

TABLE = """
#                                                       nobo expi revo stra lrnA mate lrnB menA trnA manA menB offi
GET    /me                                              401  401  401  200  200  200  200  200  200  200  200  200
GET    /submissions                                     401  401  401  200  200  200  200  200  200  200  200  200
GET    /submissions/{queued}                            401  401  401  404  200  404  404  200  200  200  404  404
GET    /submissions/{draft}/draft                       401  401  401  404  200  404  404  403  403  403  404  404
PUT    /submissions/{draft}/draft                       401  401  401  404  200  404  404  403  403  403  404  404
PUT    /submissions/{held}/draft                        401  401  401  404  409  404  404  403  403  403  404  404
GET    /submissions/{draft}/draft/files                 401  401  401  404  200  404  404  403  403  403  404  404
DELETE /submissions/{draft}/draft/files                 401  401  401  404  204  404  404  403  403  403  404  404
POST   /submissions/{draft}/submit                      401  401  401  404  200  404  404  403  403  403  404  404
POST   /submissions/{held}/submit                       401  401  401  404  409  404  404  403  403  403  404  404
POST   /submissions/{queued}/replace                    401  401  401  404  422  404  404  403  403  403  404  404
POST   /submissions/{queued}/withdraw                   401  401  401  404  200  404  404  403  403  403  404  404
POST   /submissions/{draft}/uploads                     401  401  401  404  200  404  404  403  403  403  404  404
GET    /uploads/{upload}                                401  401  401  404  200  404  404  404  404  404  404  404
PUT    /uploads/{upload}                                401  401  401  404  409  404  404  404  404  404  404  404
POST   /uploads/{upload}/finish                         401  401  401  404  409  404  404  404  404  404  404  404
DELETE /uploads/{upload}                                401  401  401  404  204  404  404  404  404  404  404  404
POST   /submissions/{draft}/draft/files/replace         401  401  401  404  200  404  404  403  403  403  404  404
GET    /submissions/{draft}/draft/changes               401  401  401  404  200  404  404  403  403  403  404  404
POST   /files/{draft_file}/keep                         401  401  401  404  204  404  404  403  403  403  404  404
GET    /versions/{sent_version}                         401  401  401  404  200  404  404  200  200  200  404  404
GET    /versions/{sent_version}/files                   401  401  401  404  200  404  404  200  200  200  404  404
GET    /files/{sent_file}/content                       401  401  401  404  200  404  404  200  200  200  404  404
GET    /files/{draft_file}/content                      401  401  401  404  200  404  404  403  403  403  404  404
DELETE /files/{draft_file}                              401  401  401  404  204  404  404  403  403  403  404  404
DELETE /files/{sent_file}                               401  401  401  404  409  404  404  403  403  403  404  404
GET    /queue                                           401  401  401  403  403  403  403  200  200  200  200  200
POST   /queue/next                                      401  401  401  403  403  403  403  200  200  204  204  204
POST   /submissions/{queued}/claim                      401  401  401  404  403  404  404  200  200  403  404  404
POST   /submissions/{held}/claim                        401  401  401  404  403  404  404  409  409  403  404  404
POST   /submissions/{held}/keep                         401  401  401  404  403  404  404  204  409  403  404  404
POST   /submissions/{held}/release                      401  401  401  404  403  404  404  200  200  200  404  404
GET    /submissions/{held}/successors                   401  401  401  404  403  404  404  200  200  200  404  404
POST   /submissions/{held}/hand-over                    401  401  401  404  403  404  404  200  200  200  404  404
GET    /submissions/{held}/review                       401  401  401  404  403  404  404  200  404  403  404  404
PUT    /submissions/{held}/review                       401  401  401  404  403  404  404  200  409  403  404  404
POST   /submissions/{held}/request-changes              401  401  401  404  403  404  404  200  409  403  404  404
POST   /submissions/{held}/approve                      401  401  401  404  403  404  404  422  409  403  404  404
POST   /submissions/{held}/propose                      401  401  401  404  403  404  404  409  409  403  404  404
PATCH  /reviews/{review}                                401  401  401  404  404  404  404  200  404  404  404  404
POST   /submissions/{held}/remarks                      401  401  401  404  403  404  404  200  409  403  404  404
PUT    /submissions/{held}/remarks/{remark}             401  401  401  404  403  404  404  200  404  403  404  404
DELETE /submissions/{held}/remarks/{remark}             401  401  401  404  403  404  404  204  409  403  404  404
POST   /submissions/{back}/remarks/{sent_remark}/confirm 401 401  401  404  403  404  404  200  200  403  404  404
POST   /submissions/{back}/remarks/{sent_remark}/reopen 401  401  401  404  403  404  404  409  409  403  404  404
POST   /reviews/{review}/acknowledge                    401  401  401  404  204  404  404  403  403  403  404  404
POST   /reviews/{review}/suggestions                    401  401  401  404  422  404  404  403  403  403  404  404
POST   /reviews/{review}/thanks                         401  401  401  404  204  404  404  403  403  403  404  404
POST   /reviews/{review}/questions                      401  401  401  404  200  404  404  403  403  403  404  404
POST   /reviews/{review}/dispute                        401  401  401  404  200  404  404  403  403  403  404  404
POST   /reviews/{first_review}/dispute                  401  401  401  404  409  404  404  403  404  404  404  404
POST   /submissions/{contested}/dispute/withdraw        401  401  401  404  200  404  404  403  403  403  404  404
POST   /questions/{asked}/explanation                   401  401  401  404  403  404  404  200  200  403  404  404
POST   /remarks/{sent_remark}/answers                   401  401  401  404  200  404  404  403  403  403  404  404
POST   /remarks/{sent_remark}/suggestion                401  401  401  404  422  404  404  403  403  403  404  404
POST   /remarks/{sent_remark}/resolve                   401  401  401  404  200  404  404  403  403  403  404  404
POST   /remarks/{remark}/resolve                        401  401  401  404  404  404  404  404  404  404  404  404
POST   /cohorts/{cohort}/invitations                    401  401  401  404  403  403  404  403  403  200  404  403
POST   /cohorts/{cohort}/weeks                          401  401  401  404  403  403  404  403  403  200  404  403
GET    /cohorts/{cohort}/assignments                    401  401  401  404  200  200  404  200  200  200  404  403
POST   /cohorts/{cohort}/assignments                    401  401  401  404  403  403  404  403  200  200  404  403
PUT    /assignments/{fresh}                             401  401  401  404  403  403  404  403  200  200  404  404
POST   /assignments/{fresh}/withdraw                    401  401  401  404  403  403  404  403  204  204  404  404
POST   /assignments/{fresh}/restore                     401  401  401  404  403  403  404  403  204  204  404  404
POST   /assignments/{fresh}/start                       401  401  401  404  200  200  404  403  403  403  404  404
POST   /submissions/{draft}/extension                   401  401  401  404  403  404  404  403  200  200  404  404
GET    /assignments/{group}/teams                       401  401  401  404  403  403  404  403  200  200  404  404
POST   /assignments/{group}/teams                       401  401  401  404  403  403  404  403  200  200  404  404
PUT    /submissions/{draft}/team                        401  401  401  404  403  404  404  403  200  200  404  404
DELETE /submissions/{crew}/team                         401  401  401  404  403  404  404  403  204  204  404  404
POST   /submissions/{crew}/team/swap                    401  401  401  404  403  404  404  403  422  422  404  404
GET    /assignments/{group}/draw                        401  401  401  404  403  403  404  403  200  200  404  404
POST   /assignments/{group}/draw                        401  401  401  404  403  403  404  403  200  200  404  404
GET    /assignments/{group}/wishes                      401  401  401  404  403  403  404  403  200  200  404  404
POST   /assignments/{group}/wishes                      401  401  401  404  403  403  404  403  200  200  404  404
DELETE /assignments/{group}/wishes/{wish}               401  401  401  404  403  403  404  403  204  204  404  404
GET    /assignments/{group}/never-alone                 401  401  401  404  403  403  404  403  200  200  404  404
PUT    /assignments/{group}/never-alone                 401  401  401  404  403  403  404  403  200  200  404  404
GET    /assignments/{free}/open-teams                   401  401  401  404  200  200  404  403  403  403  404  404
POST   /assignments/{free}/open-teams                   401  401  401  404  200  200  404  403  403  403  404  404
POST   /assignments/{free}/open-teams/{mates}/join      401  401  401  404  200  200  404  403  403  403  404  404
POST   /submissions/{crew}/leave                        401  401  401  404  204  404  404  403  403  403  404  404
POST   /submissions/{crew}/invitations                  401  401  401  404  204  404  404  403  403  403  404  404
GET    /availability                                    401  401  401  403  403  403  403  200  200  200  200  200
PUT    /availability                                    401  401  401  403  403  403  403  200  200  200  200  200
GET    /recusals                                        401  401  401  200  200  200  200  200  200  200  200  200
POST   /submissions/{queued}/step-aside                 401  401  401  404  403  404  404  200  200  403  404  404
DELETE /recusals/{recusal}                              401  401  401  404  404  404  404  204  404  404  404  404
PUT    /submissions/{back}/files/{sent_file}/viewed     401  401  401  404  403  404  404  204  204  403  404  404
DELETE /submissions/{back}/files/{sent_file}/viewed     401  401  401  404  403  404  404  204  204  403  404  404
GET    /submissions/{held}/notes                        401  401  401  404  403  404  404  200  200  403  404  404
POST   /submissions/{held}/notes                        401  401  401  404  403  404  404  200  200  403  404  404
GET    /comments                                        401  401  401  200  200  200  200  200  200  200  200  200
POST   /comments                                        401  401  401  404  404  404  404  200  200  200  404  404
PUT    /comments/{comment}                              401  401  401  404  404  404  404  200  200  200  404  404
DELETE /comments/{comment}                              401  401  401  404  404  404  404  204  204  204  404  404
GET    /proposals                                       401  401  401  200  200  200  200  200  200  200  200  200
GET    /proposals/{proposal}                            401  401  401  404  404  404  404  404  200  200  404  404
POST   /proposals/{proposal}/send                       401  401  401  404  404  404  404  404  200  200  404  404
POST   /proposals/{proposal}/return                     401  401  401  404  404  404  404  404  204  204  404  404
POST   /proposals/{proposal}/take-back                  401  401  401  404  404  404  404  404  403  403  404  404
GET    /remarks/{pictured}/screenshot                   401  401  401  404  200  404  404  200  200  200  404  404
"""


def lines() -> list[tuple[str, str, list[int]]]:
    rows = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
    return [(method, path, [int(code) for code in codes]) for method, path, *codes in rows]


def shape(path: str) -> str:
    return "/" + re.sub(r"\{\w+\}", "{}", path).lstrip("/")


def _at(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def _seen(number: int) -> str:
    given = Assignment.objects.filter(pk=number).first()
    return actions.mark_of(actions.plan_teams(given, "graine")) if given else ""


DATES = {"opens_at": _at(0), "due_at": _at(7), "closes_at": _at(14)}

_DAY = timezone.localdate() + timedelta(days=4)
WEEKS = {
    "title": "Atelier {n}",
    "first_day": f"{_DAY}",
    "last_day": f"{_DAY}",
    "days": [{"weekday": _DAY.weekday(), "starts": "07:00", "ends": "08:00"}],
}


def body(path: str, known: dict):
    """What is sent so that whoever may is accepted."""
    bodies = {
        "/draft": {"note": "En cours"},
        "/cohorts/{cohort}/assignments": {"project": known["new_project"], **DATES},
        "/cohorts/{cohort}/invitations": {"people": [{"email": "another@demo.example"}]},
        "/cohorts/{cohort}/weeks": WEEKS,
        "/assignments/{fresh}": DATES,
        "/extension": {"due_at": _at(days=9), "reason": "Panne de réseau au centre"},
        "/teams": {"enrolments": [known["classmate"]], "name": "Les tisserandes"},
        "/team": {"enrolments": [known["classmate"]]},
        "/team/swap": {"one": known["own"], "other": known["classmate"]},
        "/{fresh}/withdraw": {"reason": "Remplacé par un autre projet"},
        "/draw": {"seed": "graine", "seen": _seen(known["group"])},
        "/wishes": {"kind": "apart", "one": known["own"], "other": known["mate"]},
        "/never-alone": {"enrolments": [known["classmate"]]},
        "/open-teams": {"name": "Les tisserandes"},
        "/invitations": {"enrolment": known["classmate"]},
        "/availability": {"weekly_hours": 4, "most_held": 3},
        "/step-aside": {"learner": known["learner"]},
        "/notes": {"body": "Elle avance vite."},
        "/comments": {"operator": known["operator"], "title": "Un index", "body": "Un index ?"},
        "/{comment}": {"title": "Bien nommer", "body": "Un nom dit ce que c’est."},
        "/return": {"word": "Commencez par ce qui marche."},
        "/uploads": {"path": "autre.sql", "size": 9},
        "/files/replace": {"batch": "a" * 16},
        "/hand-over": {"to": known["colleague"]},
        "/propose": {"decision": "changes_requested"},
        "/review": {"message": "Presque"},
        "/{remark}": {"body": "Quel index ?", "kind": "question"},
        "/remarks": {"body": "Un index ?"},
        "/answers": {"body": "C’est corrigé"},
        "/thanks": {"word": "Merci"},
        "/questions": {"body": "Pourquoi ce niveau ?"},
        "/dispute": {"reason": "L’index y est."},
        "/explanation": {"body": "Parce que le test manque."},
        "/{review}": {"message": "Mieux dit"},
    }
    return next((sent for end, sent in bodies.items() if path.endswith(end)), None)
