"""Every operation of the API × every actor: what is answered. An operation without a line fails.

The codes are those of the pages (tests/guards/address_table.py), 401 without a usable token. All things are operator
A's; a word in braces names one of tests/guards/address_world.py.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import ApiToken
from lms.api import api
from projects import actions
from projects.models import Assignment, Proposal, Submission, Thread, Version, VersionFile
from tests import factories
from tests.guards.api_table import ACTORS, body, lines, shape
from tests.guards.test_docs import reference
from tests.programs import Program, program_of, secret_of


def operations() -> set[tuple[str, str]]:
    """(method, path) of every operation that the API describes, what stands in it left out."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {(method.upper(), shape(path)) for path, found in paths.items() for method in found}


@pytest.fixture
def programs(a, b, known, stranger, officer) -> dict[str, Program]:
    """A program for each of ACTORS, in their order; no limit of tokens is met."""
    learner = a.enrolment.learner
    expired, revoked = secret_of(learner), secret_of(learner)
    ApiToken.objects.filter(digest=ApiToken.hash(expired)).update(expires_at=timezone.now() - timedelta(seconds=1))
    account_actions.revoke_token(ApiToken.objects.get(digest=ApiToken.hash(revoked)), by=learner)
    mate = factories.enrolment(a.cohort, first_name="Rachid").learner
    people = [stranger, learner, mate, b.enrolment.learner, a.mentor, a.trainer, a.manager, b.mentor, officer]
    found = [Program(), Program(expired), Program(revoked), *(program_of(person) for person in people)]
    return dict(zip(ACTORS, found, strict=True))


def ask(program: Program, method: str, path: str, data) -> tuple[int, str]:
    """The code and the text of one request, whose changes are undone."""
    with transaction.atomic():
        reply = program(method, path, data)
        text = b"".join(reply.streaming_content) if reply.streaming else reply.content
        transaction.set_rollback(True)
    return reply.status_code, text.decode(errors="replace")


def test_every_operation_has_a_line():
    assert operations() == {(method, shape(path)) for method, path, _codes in lines()}


def test_the_reference_names_every_operation():
    named = {(method, shape(path)) for method, _, path in (word.partition(" ") for word in reference("api.md"))}

    assert operations() - named == set()


@pytest.mark.anywhere
def test_each_actor_gets_the_expected_code(programs, known):
    wrong = []
    for method, path, expected in lines():
        got = [ask(program, method, path.format(**known), body(path, known))[0] for program in programs.values()]
        wrong += [
            f"{method} {path} {actor}: {code}, expected {wanted}"
            for actor, code, wanted in zip(ACTORS, got, expected, strict=True)
            if code != wanted
        ]

    assert not wrong, "\n".join(wrong)


def test_what_is_not_visible_does_not_exist(programs, known):
    """The same bytes for another's work as for a number that nobody has."""
    for method, path, codes in lines():
        if codes[ACTORS.index("mate")] != 404:
            continue
        there = ask(programs["mate"], method, path.format(**known), body(path, known))
        nowhere = {name: "0" * 32 if name == "upload" else 987654 for name in known}
        assert there == ask(programs["mate"], method, path.format(**nowhere), body(path, known)), path


def test_token_that_only_reads_changes_nothing(a, known):
    program = program_of(a.mentor, "read")
    events = Submission.objects.count(), Version.objects.count()

    for method, path, codes in lines():
        code, text = ask(program, method, path.format(**known), body(path, known))
        if method == "GET":
            assert code == codes[ACTORS.index("mentor_a")], path
        else:
            assert (code, "ne fait que lire" in text) == (403, True), path
    assert (Submission.objects.count(), Version.objects.count()) == events


def test_learners_read_no_draft_review_no_note_and_no_other_teams_work(a, programs, known):
    """Every address that reads, with every number there is."""
    held = Submission.objects.get(pk=known["held"])
    actions.save_review(held, by=a.mentor, message="SECRET-BROUILLON", scores={})
    actions.add_remark(held, by=a.mentor, kind="question", body="SECRET-REMARQUE")
    actions.add_staff_note(held, by=a.mentor, body="SECRET-NOTE")
    other = factories.submission(held.assignment, factories.enrolment(a.cohort, first_name="Secrète"))
    learner = other.team.members.get().enrolment.learner
    actions.save_draft(other, by=learner, note="SECRET-AUTRE", files=[factories.upload("s.py", b"SECRET-FICHIER\n")])
    actions.submit(other, by=learner)
    numbers = {
        "submissions": Submission.objects.values_list("pk", flat=True),
        "versions": Version.objects.values_list("pk", flat=True),
        "files": VersionFile.objects.values_list("pk", flat=True),
        "remarks": Thread.objects.values_list("pk", flat=True),
        "assignments": Assignment.objects.values_list("pk", flat=True),
        "proposals": Proposal.objects.values_list("pk", flat=True),
        "cohorts": [a.cohort.code],
    }

    for path in {shape(path) for method, path, _codes in lines() if method == "GET"}:
        for number in numbers.get(path.split("/")[1], [0]):
            for actor in ("stranger", "learner_a", "mate", "learner_b"):
                text = ask(programs[actor], "GET", path.replace("{}", str(number)), None)[1]
                assert "SECRET" not in text, (path, number, actor)


# Nonsense

BODIES = {
    "empty": b"",
    "cut": b'{"note": ',
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 200_000,
    "NUL": b'{"note": "\\u0000", "message": "\\u0000", "body": "\\u0000", "path": "\\u0000", "size": 1, "to": 1}',
    "half a character": b'{"note": "\\ud800", "message": "\\ud800", "body": "\\ud800", "path": "\\ud800", "size": 1}',
    "too large": b'{"size": 1e400, "path": "a", "to": 99999999999999999999999, "message": "a", "revision": 1e300}',
    "far too large": b'{"size": ' + b"9" * 5000 + b', "path": "a"}',
    "wrong kinds": b'{"note": [1], "size": {}, "path": 3, "to": "x", "message": {"a": 1}, "scores": [], "body": null}',
    "wrong keys": b'{"message": "a", "scores": {"x": 9, "-1": 3}, "own_levels": {"1": 9}, "remarks": {"x": "a"}}',
    "negative": b'{"message": "a", "scores": {"1": -1}, "body": "a", "line": -1, "size": -1, "path": "a", "to": -1}',
    "unknown": b'{"message": "a", "scores": {"1": 3}, "body": "a", "line": 7, "kind": "x", "stance": "x", "to": 999}',
    "long": b'{"path": "' + b"a/" * 400 + b'b", "size": 3, "body": "a", "seen_at": "hier", "message": "a"}',
    "not text": b"\xff\xfe\x00",
}


def accepted() -> list[tuple[str, str, str]]:
    """(method, path, the first of ACTORS who may) of every operation that changes something."""
    return [
        (method, path, next(actor for actor, code in zip(ACTORS, codes, strict=True) if code < 400))
        for method, path, codes in lines()
        if method != "GET" and min(codes) < 400
    ]


@pytest.mark.parametrize("sent", BODIES.values(), ids=BODIES)
def test_nonsense_in_a_body_is_refused_in_words(programs, known, sent):
    wrong = []
    for method, path, actor in accepted():
        with transaction.atomic():
            address, headers = f"/api/v1{path.format(**known)}", programs[actor].headers
            sends = programs[actor].client.generic
            reply = sends(method, address, sent, content_type="application/json", headers=headers)
            transaction.set_rollback(True)
        told = reply.status_code < 400 or bool(reply.json()["detail"])
        wrong += [] if reply.status_code < 500 and told else [f"{method} {path} {actor}: {reply.status_code}"]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000, "0", "-1", "x", "%00", "1%00"])
def test_nonsense_in_an_address_is_404_in_json(programs, number):
    for path in ("/submissions/{}", "/versions/{}", "/files/{}/content", "/uploads/{}", "/submissions/{}/review"):
        reply = programs["mentor_a"]("GET", path.format(number))

        assert reply.status_code in (400, 404), path
        assert reply.json()["detail"]


@pytest.mark.parametrize("question", ["after=%00", "after=nan-1", "after=1e300-1", f"after={'9' * 5000}", "project=x"])
def test_nonsense_after_the_question_mark_is_no_error(programs, known, question):
    for path in ("/submissions", "/queue", f"/versions/{known['sent_version']}/files"):
        reply = programs["mentor_a"]("GET", f"{path}?{question}")

        assert reply.status_code < 500, path
        assert reply.headers["Content-Type"].startswith("application/json")


def test_form_and_huge_body_are_refused(programs, known):
    program, address = programs["learner_a"], f"/api/v1/submissions/{known['draft']}/draft"

    form = program.client.post(address.replace("/draft", "/uploads"), {"path": "a"}, headers=program.headers)
    huge = program("PUT", f"/submissions/{known['draft']}/draft", {"note": "x" * (3 * 2**20)})
    piece = program("PUT", f"/uploads/{known['upload']}", raw=b"x" * (3 * 2**20), Upload_Offset="0")

    assert (form.status_code, huge.status_code, piece.status_code) == (415, 413, 422)
    assert form.json()["detail"] == "Envoyez du JSON."


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer mnw_é", "Bearer " + "x" * 5000, "mnw_x"]
)
def test_nonsense_for_a_token_is_no_token(db, value):
    program = Program()
    program.headers = {"Authorization": value}

    reply = program("GET", "/me")

    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"] == "Bearer"


# Around it


def test_cookie_says_nothing_to_the_api(client, a, settings):
    """No session opens it, so no other site's form can use one; nor does one that owes its second factor close it."""
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(a.mentor)
    learner = secret_of(a.enrolment.learner)

    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {learner}"}).json()["name"] == "Salma Benali"


def test_too_many_requests(programs, settings):
    settings.API_REQUESTS_PER_MINUTE = 3

    with time_machine.travel(timezone.now().replace(second=0), tick=False):
        replies = [programs["stranger"]("GET", "/me") for _ in range(4)]
        other = programs["officer"]("GET", "/me")

    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert replies[-1].headers["Retry-After"] == "60"
    assert other.status_code == 200


def test_description_is_open_and_loads_nothing_from_elsewhere(client, db):
    reply = client.get("/api/v1/openapi.json")

    assert reply.status_code == 200
    assert reply.json()["info"]["title"] == "Minwal"
    assert client.get("/api/v1/docs").status_code == 404
    assert client.get("/api/v1/").json()["detail"]


def test_other_methods_are_refused_in_json(programs):
    reply = programs["stranger"]("DELETE", "/me")

    assert reply.status_code == 405
    assert reply.json()["detail"]


def _cost(program: Program, path: str) -> int:
    program("GET", path)
    with CaptureQueriesContext(connection) as made:
        assert program("GET", path).status_code == 200
    return len(made)


def test_lists_cost_the_same_at_every_size(a):
    given = factories.assignment(a.cohort, a.project)
    learner, mentor, trainer = (program_of(person) for person in (a.enrolment.learner, a.mentor, a.trainer))
    given.reviewers.set([a.mentor])
    row = factories.submission(given, a.enrolment)
    costs = []
    for number in (1, 3, 10):
        for n in range(number):
            factories.handed_in(given, factories.enrolment(a.cohort))
            factories.submission(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment)
            actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload(f"{number}-{n}.py", b"%d" % n)])
        files = f"/submissions/{row.pk}/draft/files"
        lists = ["/submissions", files, f"/cohorts/{a.cohort.code}/assignments"]
        staff = [f"/cohorts/{a.cohort.code}/assignments", f"/assignments/{given.pk}/teams", "/proposals", "/comments"]
        costs.append(
            (
                *(_cost(learner, path) for path in lists),
                _cost(mentor, "/queue"),
                *(_cost(trainer, path) for path in staff),
            )
        )

    assert len(set(costs)) == 1, costs
    assert max(costs[0]) <= 10


def test_work_costs_the_same_however_much_was_said(a):
    thread = factories.sent_remark(a)
    row, team = thread.submission, a.enrolment.learner
    learner, path = program_of(team), f"/submissions/{thread.submission.pk}"
    before = _cost(learner, path)

    for number in range(3):
        actions.answer(thread, by=team, body="Oui")
        actions.save_draft(
            row, by=team, repository_url="https://example.org/d", files=[factories.upload(f"{number}.py")]
        )
        actions.submit(row, by=team)
        actions.claim(row, by=a.mentor)
        factories.scored_review(row, a.mentor, level=1)
        actions.add_remark(row, by=a.mentor, kind="question", body="Et là ?")
        actions.request_changes(row, by=a.mentor)

    assert _cost(learner, path) == before
    assert before <= 22


def described() -> dict:
    return api.get_openapi_schema(path_prefix="")


def test_each_state_is_described_by_its_own_words():
    named = described()["components"]["schemas"]

    assert named["SubmissionState"]["enum"] == Submission.State.values
    assert named["ThreadState"]["enum"] == Thread.State.values
    assert [name for name in named if "__" in name or name == "State"] == []
    for thing, state in {
        "SubmissionRow": "SubmissionState",
        "RemarkOut": "ThreadState",
        "TeamOut": "SubmissionState",
    }.items():
        assert named[thing]["properties"]["state"] == {"$ref": f"#/components/schemas/{state}"}


def test_every_code_that_may_be_answered_is_described():
    told = {"400", "401", "403", "404", "429"}
    lacking = [
        (method, path, told - set(map(str, operation["responses"])))
        for path, found in described()["paths"].items()
        for method, operation in found.items()
        if not told <= set(map(str, operation["responses"]))
    ]

    assert lacking == []


@pytest.mark.parametrize("sent", [[None, None], [], "word", 5])
def test_body_that_is_not_what_is_expected_is_refused(programs, known, sent):
    """Also where every field may be left out: a list is no object."""
    for method, path in (("POST", "/reviews/{review}/thanks"), ("PUT", "/assignments/{group}/never-alone")):
        got = {ask(program, method, path.format(**known), sent)[0] for program in programs.values()}
        assert got == {401, 422}, path
