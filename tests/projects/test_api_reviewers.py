"""By the API as by the pages: a reviewer's time, notes, ready-made comments, and first reviews before a lead."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from projects import actions
from projects.models import Review, ReviewerProfile, SavedComment, StaffNote, Thread, ViewedFile
from tests import factories
from tests.guards.address_world import PICTURE
from tests.programs import Program, ok, program_of


@pytest.fixture
def mentor(a) -> Program:
    return program_of(a.mentor)


@pytest.fixture
def learner(a) -> Program:
    return program_of(a.enrolment.learner)


def test_time_is_told_and_kept(a, mentor):
    until = (timezone.localdate() + timedelta(days=3)).isoformat()

    assert ok(mentor("GET", "/availability"))["most_held"] == 3
    told = ok(mentor("PUT", "/availability", {"weekly_hours": 6, "most_held": 2, "away_until": until}))
    assert told == {"weekly_hours": 6, "most_held": 2, "away_until": until}
    assert ReviewerProfile.objects.get(user=a.mentor).is_away
    ok(mentor("PUT", "/availability", {"weekly_hours": 6, "most_held": 2}))
    assert not ReviewerProfile.objects.get(user=a.mentor).is_away


@pytest.mark.parametrize(
    ("wrong", "field"), [({"weekly_hours": 0}, "weekly_hours"), ({"away_until": "1999-01-01"}, "away_until")]
)
def test_impossible_time_is_refused(mentor, wrong, field):
    refused = mentor("PUT", "/availability", {"weekly_hours": 4, "most_held": 3} | wrong)

    assert field in ok(refused, 422)["errors"]


def test_stepping_aside_takes_the_work_out_of_the_queue(a, waiting, mentor):
    aside = ok(mentor("POST", f"/submissions/{waiting.pk}/step-aside", {"learner": a.enrolment.learner_id}))

    assert ok(mentor("GET", "/queue"))["items"] == []
    assert ok(mentor("GET", "/recusals")) == [aside]
    ok(mentor("DELETE", f"/recusals/{aside['id']}"), 204)
    assert [row["id"] for row in ok(mentor("GET", "/queue"))["items"]] == [waiting.pk]


def test_notes_between_reviewers_are_left_once_and_never_reach_the_team(waiting, mentor, learner):
    path = f"/submissions/{waiting.pk}/notes"
    note = ok(mentor("POST", path, {"body": "Elle avance vite."}, Idempotency_Key="note"))

    assert ok(mentor("POST", path, {"body": "Elle avance vite."}, Idempotency_Key="note")) == note
    assert ok(mentor("GET", path)) == [note]
    assert StaffNote.objects.count() == 1
    assert learner("GET", path).status_code == 403
    assert "body" in ok(mentor("POST", path, {"body": "  "}), 422)["errors"]


def test_file_is_marked_as_read_and_unread(a, draft, mentor):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("a.py")])
    file = actions.submit(draft, by=a.enrolment.learner).files.get()
    path = f"/submissions/{draft.pk}/files/{file.pk}/viewed"

    ok(mentor("PUT", path), 204)
    ok(mentor("PUT", path), 204)
    assert ViewedFile.objects.count() == 1
    ok(mentor("DELETE", path), 204)
    assert not ViewedFile.objects.exists()


def test_ready_made_comment_lives_and_serves(a, waiting, mentor):
    made = ok(mentor("POST", "/comments", {"operator": a.operator.pk, "title": "Index", "body": "Il manque un index."}))
    again = mentor("POST", "/comments", {"operator": a.operator.pk, "title": "Index", "body": "Autre"})
    assert "title" in ok(again, 422)["errors"]
    better = {"title": "Un index", "kind": "question", "body": "Un index ?"}
    assert ok(mentor("PUT", f"/comments/{made['id']}", better))["kind"] == "question"

    actions.claim(waiting, by=a.mentor)
    remark = {"body": "Un index ?", "saved_comment": made["id"]}
    number = ok(mentor("POST", f"/submissions/{waiting.pk}/remarks", remark))["id"]
    assert Thread.objects.get(pk=number).saved_comment_id == made["id"]
    ok(mentor("DELETE", f"/comments/{made['id']}"), 204)
    assert not SavedComment.objects.exists()


def test_another_operators_comments_are_out_of_reach(a, b, mentor):
    kept = actions.keep_comment(b.operator, by=b.mentor, title="Chez B", kind="question", body="Secret")

    assert ok(mentor("GET", "/comments")) == []
    assert mentor("POST", "/comments", {"operator": b.operator.pk, "title": "t", "body": "b"}).status_code == 404
    assert mentor("DELETE", f"/comments/{kept.pk}").status_code == 404


def test_picture_comes_with_its_remark(a, waiting, mentor, learner):
    actions.claim(waiting, by=a.mentor)
    sent = {"body": "Voyez l’écran.", "kind": "question", "screenshot": base64.b64encode(PICTURE).decode()}

    remark = ok(mentor("POST", f"/submissions/{waiting.pk}/remarks", sent))

    assert remark["has_screenshot"]
    path = f"/remarks/{remark['id']}/screenshot"
    assert b"".join(mentor("GET", path).streaming_content) == PICTURE
    assert learner("GET", path).status_code == 404
    factories.scored_review(waiting, a.mentor)
    actions.request_changes(waiting, by=a.mentor)
    assert b"".join(learner("GET", path).streaming_content) == PICTURE


@pytest.mark.parametrize("text", ["!!!", "data:image/png;base64,iVBORw0KGgo=", "iVBORw0KGgo"])
def test_what_is_not_base_64_is_not_dropped_in_silence(a, waiting, mentor, text):
    actions.claim(waiting, by=a.mentor)

    refused = mentor("POST", f"/submissions/{waiting.pk}/remarks", {"body": "Voyez.", "screenshot": text})

    assert "screenshot" in ok(refused, 422)["errors"]
    assert not Thread.objects.exists()


@pytest.mark.parametrize("picture", [b"<script>alert(1)</script>", b"%PDF-1.7\n"])
def test_what_is_no_picture_is_refused_as_one(a, waiting, mentor, picture):
    actions.claim(waiting, by=a.mentor)
    sent = {"body": "Voyez.", "screenshot": base64.b64encode(picture).decode()}

    assert "screenshot" in ok(mentor("POST", f"/submissions/{waiting.pk}/remarks", sent), 422)["errors"]
    assert not Thread.objects.exists()


@pytest.fixture
def proposal(a, waiting):
    """Ilham's first review, which waits for a lead."""
    ilham = factories.staff(a.cohort, "mentor", first_name="Ilham")
    ReviewerProfile.objects.create(user=ilham, is_new=True)
    actions.claim(waiting, by=ilham)
    factories.scored_review(waiting, ilham, level=1, message="Presque.")
    actions.add_remark(waiting, by=ilham, kind="must_fix", body="Il manque un index.")
    return actions.propose(waiting, by=type(ilham).objects.get(pk=ilham.pk), decision="changes_requested")


def test_lead_reads_then_sends_a_first_review(a, proposal, learner):
    trainer = program_of(a.trainer)

    (row,) = ok(trainer("GET", "/proposals"))
    whole = ok(trainer("GET", f"/proposals/{row['id']}"))
    assert (whole["message"], whole["remarks"][0]["body"]) == ("Presque.", "Il manque un index.")
    assert ok(learner("GET", f"/submissions/{proposal.submission.pk}"))["reviews"] == []
    sent = ok(trainer("POST", f"/proposals/{row['id']}/send"))
    assert sent["decision"] == "changes_requested"
    assert Review.objects.get(pk=sent["id"]).reviewer.first_name == "Ilham"
    assert ok(trainer("POST", f"/proposals/{row['id']}/send"), 409)["state"] == "changes_requested"
    assert ok(trainer("GET", "/proposals")) == []


def test_lead_gives_it_back_and_its_author_goes_on(a, proposal):
    trainer, author = program_of(a.trainer), program_of(proposal.claim.holder)

    assert "word" in ok(trainer("POST", f"/proposals/{proposal.pk}/return", {"word": " "}), 422)["errors"]
    ok(trainer("POST", f"/proposals/{proposal.pk}/return", {"word": "Dites d’abord ce qui va."}), 204)
    (note,) = ok(author("GET", f"/submissions/{proposal.submission.pk}/notes"))
    assert note["body"] == "Dites d’abord ce qui va."
    again = ok(author("POST", f"/submissions/{proposal.submission.pk}/propose", {"decision": "changes_requested"}))
    ok(author("POST", f"/proposals/{again['id']}/take-back"), 204)
    assert ok(author("GET", f"/proposals/{again['id']}"))["message"] == ""
    assert trainer("POST", f"/proposals/{again['id']}/send").status_code == 409
