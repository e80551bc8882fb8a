"""By the API as by the pages: the whole journey, the same refusals, once however often it is sent."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import RepeatedRequest
from projects import actions
from projects.models import Claim, Reply, Submission, Thread, Version
from tests import factories
from tests.programs import Program, ok, program_of

CODE = b"class Adherente:\n    nom = ''\n" * 50


@pytest.fixture
def learner(a) -> Program:
    return program_of(a.enrolment.learner)


@pytest.fixture
def mentor(a) -> Program:
    return program_of(a.mentor)


def _send_file(learner, pk: int, path: str, content: bytes) -> None:
    upload = ok(learner("POST", f"/submissions/{pk}/uploads", {"path": path, "size": len(content)}))
    address, half = f"/uploads/{upload['token']}", len(content) // 2
    assert ok(learner("PUT", address, raw=content[:half], Upload_Offset="0"))["received"] == half
    refused = learner("PUT", address, raw=content[:half], Upload_Offset="0")
    assert (refused.status_code, refused.json()["received"]) == (409, half)
    ok(learner("PUT", address, raw=content[half:], Upload_Offset=str(half)))
    ok(learner("POST", f"{address}/finish"))


def _scores(work: dict, level: int) -> dict:
    return {str(row["id"]): level for row in work["criteria"]}


def test_whole_journey(a, draft, learner, mentor, committed):
    pk, root = draft.pk, f"/submissions/{draft.pk}"

    # The draft and its files
    saved = ok(learner("PUT", f"{root}/draft", {"note": "v1", "how_to_run": "python modele.py"}))
    assert ok(learner("GET", f"{root}/draft")) == saved
    _send_file(learner, pk, "app/modele.py", CODE)
    (file,) = ok(learner("GET", f"{root}/draft/files"))["items"]
    assert (file["path"], file["sha256"]) == ("app/modele.py", hashlib.sha256(CODE).hexdigest())
    with committed():
        first = ok(learner("POST", f"{root}/submit"))
    assert first["receipt"] == f"R-{pk:06d}-1"
    work = ok(learner("GET", root))
    assert (work["state"], work["available"]) == ("queued", ["replace", "withdraw"])
    assert work["promised_at"]

    # The review
    (line,) = ok(mentor("GET", "/queue"))["items"]
    assert (line["id"], line["members"][0]["name"]) == (pk, "Salma Benali")
    assert ok(mentor("POST", "/queue/next"))["submission"] == pk
    assert ok(learner("GET", root))["held_by"]["person"]["name"] == str(a.mentor)
    reply = mentor("GET", f"/files/{file['id']}/content")
    assert b"".join(reply.streaming_content) == CODE
    remark = ok(
        mentor(
            "POST", f"{root}/remarks", {"body": "Un index ?", "kind": "must_fix", "path": "app/modele.py", "line": 2}
        )
    )
    assert remark["quote"] == "    nom = ''"
    review = ok(mentor("PUT", f"{root}/review", {"message": "Presque", "scores": _scores(work, 1), "revision": 0}))
    assert review["revision"] == 1
    assert len(review["obstacles"]) == 2  # the mean, the remark
    with committed():
        assert ok(mentor("POST", f"{root}/request-changes"))["decision"] == "changes_requested"

    # Corrected and handed in again
    work = ok(learner("GET", root))
    (sent,) = work["reviews"]
    assert (work["state"], sent["message"], sent["remarks"][0]["body"]) == (
        "changes_requested",
        "Presque",
        "Un index ?",
    )
    assert [row["level"] for row in sent["scores"]] == [1, 1]
    answer = {"body": "Fait", "stance": "corrected"}
    assert ok(learner("POST", f"/remarks/{remark['id']}/answers", answer))["body"] == "Fait"
    _send_file(learner, pk, "app/modele.py", CODE + b"index = 1\n")
    ok(learner("POST", f"{root}/submit"))

    # Approved
    ok(mentor("POST", f"{root}/claim"))
    assert ok(mentor("POST", f"{root}/remarks/{remark['id']}/confirm"))["state"] == "confirmed"
    ok(mentor("PUT", f"{root}/review", {"message": "Très bien", "scores": _scores(work, 3)}))
    with committed():
        ok(mentor("POST", f"{root}/approve"))
    work = ok(learner("GET", root))
    assert (work["state"], [row["number"] for row in work["versions"]]) == ("approved", [2, 1])
    assert work["reviews"][1]["remarks"][0]["answers"][0]["body"] == "Fait"


# Refused as on the pages


@pytest.mark.parametrize(
    ("who", "method", "path", "data"),
    [
        ("learner", "POST", "submit", None),
        ("learner", "POST", "replace", None),
        ("learner", "POST", "withdraw", None),
        ("learner", "PUT", "draft", {"note": "x"}),
        ("learner", "POST", "uploads", {"path": "a.py", "size": 3}),
        ("mentor", "POST", "claim", None),
    ],
)
def test_wrong_state_is_409_with_what_it_is_now(a, waiting, learner, mentor, who, method, path, data):
    actions.claim(waiting, by=a.mentor)

    reply = {"learner": learner, "mentor": mentor}[who](method, f"/submissions/{waiting.pk}/{path}", data)

    assert reply.status_code == 409
    assert reply.json()["state"] == "in_review"
    assert "En revue" in reply.json()["detail"]


def test_empty_draft_is_refused_in_words(draft, learner):
    ok(learner("PUT", f"/submissions/{draft.pk}/draft", {"note": "Rien"}))

    reply = learner("POST", f"/submissions/{draft.pk}/submit")

    assert reply.status_code == 422
    assert "Il n’y a encore rien à relire" in reply.json()["detail"]


def test_wrong_fields_are_told_beside_their_names(draft, learner):
    data = {"repository_url": "http://localhost/depot", "commit": "pas un commit", "note": "x" * 5001}

    told = learner("PUT", f"/submissions/{draft.pk}/draft", data).json()["errors"]

    assert set(told) == {"repository_url", "commit", "note"}
    assert told["repository_url"] == ["L’adresse commence par https://"]


@pytest.mark.parametrize("text", ["avec un \0", "un demi \ud83e"], ids=["NUL", "half a character"])
def test_text_that_no_row_can_hold_is_refused(a, waiting, mentor, text):
    actions.claim(waiting, by=a.mentor)

    reply = mentor("PUT", f"/submissions/{waiting.pk}/review", {"message": text})

    assert reply.status_code == 422
    assert set(reply.json()["errors"]) == {"message"}


def test_answers_speak_the_persons_language(a, draft):
    type(a.mentor).objects.filter(pk=a.enrolment.learner_id).update(language="ar")

    reply = program_of(a.enrolment.learner)("GET", "/submissions/999999")

    assert reply.headers["Content-Language"] == "ar"
    assert reply.json() == {"detail": "هذا غير موجود أو ليس لك."}


def test_approval_is_refused_while_scores_forbid_it(a, waiting, mentor):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, level=1)

    reply = mentor("POST", f"/submissions/{waiting.pk}/approve")

    assert reply.status_code == 422
    assert "60" in reply.json()["detail"]
    assert Submission.objects.get().state == "in_review"


def test_review_saved_elsewhere_is_not_written_over(a, waiting, mentor):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, message="De l’autre onglet")

    reply = mentor("PUT", f"/submissions/{waiting.pk}/review", {"message": "D’ici", "revision": 0})

    assert reply.status_code == 409
    assert reply.json()["review"]["message"] == "De l’autre onglet"
    assert reply.json()["review"]["revision"] == 1


def test_team_mates_draft_is_not_written_over(a, given):
    mate = factories.enrolment(a.cohort, first_name="Karim")
    row = factories.submission(given, a.enrolment, mate)
    learner, other = program_of(a.enrolment.learner), program_of(mate.learner)
    seen = ok(learner("PUT", f"/submissions/{row.pk}/draft", {"note": "Moi"}))["saved_at"]
    ok(other("PUT", f"/submissions/{row.pk}/draft", {"note": "Lui", "seen_at": seen}))

    reply = learner("PUT", f"/submissions/{row.pk}/draft", {"note": "Moi encore", "seen_at": seen})

    assert reply.status_code == 409
    assert reply.json()["draft"]["note"] == "Lui"


def test_claim_that_lapsed_keeps_the_words(a, waiting, mentor):
    actions.claim(waiting, by=a.mentor)
    later = timezone.now() + timedelta(minutes=40)

    with time_machine.travel(later):
        kept = ok(mentor("PUT", f"/submissions/{waiting.pk}/review", {"message": "Long à écrire"}))
        refused = mentor("POST", f"/submissions/{waiting.pk}/request-changes")

    assert kept["holds"] is False
    assert kept["message"] == "Long à écrire"
    assert (refused.status_code, refused.json()["state"]) == (409, "queued")
    assert Submission.objects.get().state == "queued"


def test_new_mentors_first_review_is_laid_before_a_lead(a, waiting, mentor):
    actions.expect_first_review(a.mentor)
    root = f"/submissions/{waiting.pk}"
    ok(mentor("POST", f"{root}/claim"))
    ok(mentor("PUT", f"{root}/review", {"message": "Il manque un test."}))

    assert mentor("POST", f"{root}/request-changes").status_code == 403
    assert mentor("POST", f"{root}/propose", {"decision": "to the moon"}).status_code == 422
    assert ok(mentor("POST", f"{root}/propose", {"decision": "changes_requested"}))["decision"] == "changes_requested"

    waiting.refresh_from_db()
    assert waiting.state == "in_review"
    assert waiting.claims.get().proposals.get().outcome == ""


def test_keeping_prolongs_and_says_when_it_is_over(a, waiting, mentor):
    actions.claim(waiting, by=a.mentor)

    assert mentor("POST", f"/submissions/{waiting.pk}/keep").status_code == 204
    actions.release(waiting, by=a.mentor)
    assert mentor("POST", f"/submissions/{waiting.pk}/keep").status_code == 409


def test_review_passes_to_a_colleague(a, waiting, mentor, other_mentor):
    actions.claim(waiting, by=a.mentor)
    root = f"/submissions/{waiting.pk}"

    names = {row["id"]: row["name"] for row in ok(mentor("GET", f"{root}/successors"))}
    passed = ok(mentor("POST", f"{root}/hand-over", {"to": other_mentor.pk, "note": "Je pars"}))

    assert other_mentor.pk in names
    assert a.mentor.pk not in names
    assert passed["holder"]["id"] == other_mentor.pk
    assert waiting.staff_notes.get().body == "Je pars"
    outsider = mentor("POST", f"{root}/hand-over", {"to": a.enrolment.learner_id})
    assert outsider.status_code == 403  # it is the colleague's now


def test_nothing_waits(mentor):
    assert mentor("POST", "/queue/next").status_code == 204


def test_sent_review_is_mended(a, mentor):
    thread = factories.sent_remark(a)

    changed = mentor(
        "PATCH", f"/reviews/{thread.review_id}", {"message": "Mieux dit", "remarks": {thread.pk: "Deux ?"}}
    )

    assert ok(changed) == {"changed": 2}
    thread.refresh_from_db()
    assert thread.body == "Deux ?"


def test_remark_is_taken_out(a, waiting, mentor):
    actions.claim(waiting, by=a.mentor)
    remark = ok(mentor("POST", f"/submissions/{waiting.pk}/remarks", {"body": "Non"}))

    assert mentor("DELETE", f"/submissions/{waiting.pk}/remarks/{remark['id']}").status_code == 204
    assert not Thread.objects.exists()


def test_team_resolves_and_mentor_opens_again(a, learner, mentor):
    thread = factories.sent_remark(a)
    root = f"/submissions/{thread.submission.pk}/remarks/{thread.pk}"

    assert ok(learner("POST", f"/remarks/{thread.pk}/resolve"))["state"] == "resolved"
    assert learner("POST", f"/remarks/{thread.pk}/resolve").status_code == 409
    assert ok(mentor("POST", f"{root}/reopen"))["state"] == "open"


def test_draft_loses_a_file_then_all(a, draft, learner):
    actions.save_draft(
        draft, by=a.enrolment.learner, files=[factories.upload("a.py"), factories.upload("b.py", b"b\n")]
    )
    rows = ok(learner("GET", f"/submissions/{draft.pk}/draft/files"))["items"]

    assert learner("DELETE", f"/files/{rows[0]['id']}").status_code == 204
    assert [row["path"] for row in ok(learner("GET", f"/submissions/{draft.pk}/draft/files"))["items"]] == ["b.py"]
    assert learner("DELETE", f"/submissions/{draft.pk}/draft/files").status_code == 204
    assert ok(learner("GET", f"/submissions/{draft.pk}/draft/files"))["items"] == []


def test_upload_is_given_up(a, draft, learner):
    token = ok(learner("POST", f"/submissions/{draft.pk}/uploads", {"path": "gros.sql", "size": 9}))["token"]

    assert ok(learner("GET", f"/uploads/{token}"))["received"] == 0
    assert learner("POST", f"/uploads/{token}/finish").json()["received"] == 0
    assert learner("DELETE", f"/uploads/{token}").status_code == 204
    assert learner("GET", f"/uploads/{token}").status_code == 404


# Sent twice


def test_same_key_hands_in_once(a, draft, learner):
    actions.save_draft(draft, by=a.enrolment.learner, repository_url="https://example.org/d")

    replies = [learner("POST", f"/submissions/{draft.pk}/submit", Idempotency_Key="cle-1") for _ in range(3)]

    assert {reply.status_code for reply in replies} == {200}
    assert {reply.json()["id"] for reply in replies} == {Version.objects.get().pk}


def test_same_key_with_another_text_is_refused(a, learner):
    thread = factories.sent_remark(a)
    address = f"/remarks/{thread.pk}/answers"
    ok(learner("POST", address, {"body": "Un"}, Idempotency_Key="cle"))

    again = learner("POST", address, {"body": "Un"}, Idempotency_Key="cle")
    other = learner("POST", address, {"body": "Deux"}, Idempotency_Key="cle")

    assert again.status_code == 200
    assert other.status_code == 409
    assert Reply.objects.count() == 1


def test_key_too_long_is_refused(a, draft, learner):
    actions.save_draft(draft, by=a.enrolment.learner, repository_url="https://example.org/d")

    assert learner("POST", f"/submissions/{draft.pk}/submit", Idempotency_Key="x" * 65).status_code == 422
    assert not RepeatedRequest.objects.exists()


# Lists


def test_own_works_by_pages(a, learner, mentor, monkeypatch):
    monkeypatch.setattr("projects.queries.dossiers.PAGE", 2)
    works = [
        factories.submission(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment) for _ in range(5)
    ]
    factories.submission(factories.assignment(a.cohort, factories.project(a.module)), factories.enrolment(a.cohort))

    seen, after = [], None
    while after != "":
        page = ok(learner("GET", "/submissions" + (f"?after={after}" if after else "")))
        seen += [row["id"] for row in page["items"]]
        after = page["next"]

    assert seen == [row.pk for row in reversed(works)]
    assert ok(mentor("GET", "/submissions"))["items"] == []


def test_queue_takes_the_filters_of_the_page(a, waiting, mentor):
    other = factories.handed_in(waiting.assignment, factories.enrolment(a.cohort, first_name="Karim"))

    def ids(question: str) -> list[int]:
        return [row["id"] for row in ok(mentor("GET", f"/queue?{question}"))["items"]]

    assert ids("") == [waiting.pk, other.pk]
    assert ids("words=karim") == [other.pk]
    assert ids("cohort=AUTRE") == []
    actions.claim(other, by=a.mentor)
    assert ids("tab=miennes") == [other.pk]
    assert Claim.objects.count() == 1


def test_files_by_pages(a, draft, learner, monkeypatch):
    monkeypatch.setattr("projects.queries.files.PAGE", 2)
    files = [factories.upload(f"f{number}.py", f"{number}\n".encode()) for number in range(3)]
    actions.save_draft(draft, by=a.enrolment.learner, files=files)

    first = ok(learner("GET", f"/submissions/{draft.pk}/draft/files"))
    last = ok(learner("GET", f"/submissions/{draft.pk}/draft/files?after={first['next']}"))

    assert [row["path"] for row in first["items"] + last["items"]] == ["f0.py", "f1.py", "f2.py"]
    assert last["next"] == ""
