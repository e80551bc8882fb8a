"""A learner's work: what it is, its draft, handing it in."""

from django.db.models import prefetch_related_objects
from ninja import Query, Router

from cohorts.views.common import require
from core.api import KEYED, Number, answers, checked, once
from core.clock import began_at
from projects import actions, queries
from projects.draft_forms import DraftForm
from projects.draft_schemas import DraftOut
from projects.models import Submission
from projects.payloads import DraftIn
from projects.schemas import StateOut, SubmissionOut, SubmissionPage, SubmissionRow, VersionOut
from projects.views.uploads import find_draft, find_version
from projects.views.work import find_submission

router = Router()


@router.get("/submissions", response=answers(SubmissionPage))
def submissions(request, after: Query[Number | None] = None):
    """The works of one's own teams, the latest first, by pages of fifty."""
    rows, following = queries.own_submissions(request.user, after)
    return {"items": [SubmissionRow.row(row) for row in rows], "next": str(following or "")}


@router.get("/submissions/{int:pk}", response=answers(SubmissionOut))
def submission(request, pk: int):
    """A work: its state, its versions, the reviews its team has received, what one may do to it."""
    found = find_submission(request, pk)
    dossier = queries.dossier(found, request.user)
    prefetch_related_objects(dossier.reviews, "scores")
    available = [transition.name for transition in found.workflow.available(found, request.user)]
    reads = found.assignment.is_open() or request.user.has_perm("projects.read_ahead", found)
    return SubmissionOut.of(found, dossier, available, reads)


@router.get("/submissions/{int:pk}/draft", response=answers(DraftOut))
def draft(request, pk: int):
    """The team's draft, for its team alone; 404 while there is none."""
    return find_draft(request, pk)


@router.put("/submissions/{int:pk}/draft", response=answers(DraftOut))
def save_draft(request, pk: int, payload: DraftIn):
    """Keep the whole draft. With ``seen_at``, 409 when a team-mate has saved since, with what they saved."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    form = DraftForm(payload.typed(), criteria=found.assignment.criteria.all())
    checked(form)
    return actions.save_draft(found, by=request.user, **form.kept())


@router.post("/submissions/{int:pk}/submit", response=answers(VersionOut), openapi_extra=KEYED)
def submit(request, pk: int):
    """Hand the draft in; with an ``Idempotency-Key``, once however often it is sent."""
    return _hand_in(request, find_submission(request, pk), actions.submit)


@router.post("/submissions/{int:pk}/replace", response=answers(VersionOut), openapi_extra=KEYED)
def replace(request, pk: int):
    """Hand in a newer version while the earlier one waits, as ``submit``."""
    return _hand_in(request, find_submission(request, pk), actions.replace)


def _hand_in(request, found: Submission, act):
    number = once(request, lambda: act(found, by=request.user, at=began_at(request)).pk)
    return find_version(request, number)


@router.post("/submissions/{int:pk}/withdraw", response=answers(StateOut))
def withdraw(request, pk: int):
    """Take the work back while nobody reviews it."""
    return actions.withdraw(find_submission(request, pk), by=request.user)


@router.get("/versions/{int:pk}", response=answers(VersionOut))
def version(request, pk: int):
    """A version handed in, with its receipt."""
    return find_version(request, pk)
