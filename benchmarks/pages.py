"""What each page and each list costs at 1 and at 100 times the rows: queries, bytes, and the CPU time of the server
and of its database as a ratio within one run: another program's work is not counted.

    .venv/bin/python -m benchmarks.pages

On the server of DATABASE_URL (a database of its own is made there and removed), else on SQLite.
"""

from datetime import timedelta

from benchmarks import world

ONE = 50  # rows of each kind at 1 x: a cohort's learners, what waits in the queue
BOOTCAMPS = 20  # a full page of the catalogue and of the explorer
GROWTH = 100
ROUNDS = 15
LIMIT = 1.25


def make_world():
    """One cohort with ``ONE`` learners and waiting submissions, and everyone who looks at it."""
    from tests import factories

    operator = factories.operator()
    bootcamp = factories.bootcamp(operator)
    modules = [factories.module(bootcamp, title=f"Module {n}") for n in range(9)]
    lessons = [factories.lesson(module, title=f"Leçon {n}") for module in modules for n in range(5)]
    project = factories.project(modules[0])
    cohort = factories.cohort(bootcamp)
    mentor, trainer = factories.staff(cohort, "mentor"), factories.staff(cohort, "trainer")
    salma = factories.enrolment(cohort)
    given = factories.assignment(cohort, project)
    submission = factories.handed_in(given, salma)
    officer = factories.member(factories.programme_owner(), "officer")
    factories.programme()
    return {
        "cohort": cohort,
        "given": given,
        "lesson": lessons[0],
        "submission": submission,
        "learner": salma.learner,
        "mentor": mentor,
        "trainer": trainer,
        "manager": factories.member(operator, "manager"),
        "enrolment": salma,
        "officer": officer,
        "operator": operator,
        "bootcamp": bootcamp,
        "catalogue": factories.catalogue(),
    }


def add_rows(made: dict, count: int, prefix: str) -> None:
    """``count`` more learners with lessons done and a waiting submission each, in the same cohort."""
    from django.utils import timezone

    from cohorts.models import Enrolment
    from learning.models import Progress
    from projects.models import Submission, Team, TeamMember, Version

    people = world.many_people(count, prefix)
    now, given = timezone.now(), made["given"]
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(cohort=made["cohort"], learner=person, state="active", enrolled_at=now) for person in people]
    )
    Progress.objects.bulk_create([Progress(enrolment=row, lesson=made["lesson"]) for row in enrolments])
    teams = Team.objects.bulk_create([Team(assignment=given) for _row in enrolments])
    TeamMember.objects.bulk_create(
        [TeamMember(team=team, assignment=given, enrolment=row) for team, row in zip(teams, enrolments, strict=True)]
    )
    rows = Submission.objects.bulk_create(
        [
            Submission(assignment=given, team=team, state="queued", queued_at=moment, rank_at=moment)
            for team, moment in zip(teams, (now - timedelta(seconds=n) for n in range(count)), strict=True)
        ]
    )
    Version.objects.bulk_create([Version(submission=row, number=1, submitted_at=now) for row in rows])
    add_sessions(made, count)
    add_notices(made, count)


def add_sessions(made: dict, count: int) -> None:
    """``count`` sessions of the cohort, past and to come."""
    from django.utils import timezone

    from cohorts.models import Session

    hours = [timezone.now() + timedelta(hours=6 * (number - count // 2)) for number in range(count)]
    Session.objects.bulk_create(
        [Session(cohort=made["cohort"], title="Séance", starts_at=at, ends_at=at + timedelta(hours=3)) for at in hours]
    )


def add_notices(made: dict, count: int) -> None:
    """``count`` notices of the learner."""
    from django.contrib.contenttypes.models import ContentType

    from cohorts.models import Cohort
    from core.models import Event
    from inbox.models import Notice

    told = {"title": "Séance", "when": "demain", "cohort": made["cohort"].code}
    about = {"content_type": ContentType.objects.get_for_model(Cohort), "object_id": made["cohort"].pk}
    events = [Event.objects.create(verb="cohorts.session.change", **about) for _ in range(count)]
    Notice.objects.bulk_create(
        [
            Notice(user=made["learner"], event=event, verb="cohorts.session.change", data=told, url="/aujourdhui/")
            for event in events
        ]
    )


def add_bootcamps(made: dict, count: int) -> None:
    """``count`` more bootcamps, each with an announced cohort."""
    from tests import factories

    for _ in range(count):
        factories.cohort(factories.bootcamp(made["operator"]))


def pages(made: dict) -> list[tuple[str, str, object, int]]:
    """(name, address, who looks, most queries)."""
    from django.urls import reverse

    code = made["cohort"].code
    return [
        ("home page, nothing kept", "/fr/", None, 8),
        ("catalogue, nothing kept", made["catalogue"].url, None, 8),
        ("a bootcamp, nothing kept", made["bootcamp"].url, None, 8),
        ("Aujourd’hui", reverse("today"), made["learner"], 10),
        ("a lesson", reverse("learning:lesson", args=[code, made["lesson"].pk]), made["learner"], 12),
        ("the review queue", reverse("projects:queue"), made["mentor"], 10),
        ("a submission", reverse("projects:submission", args=[made["submission"].pk]), made["learner"], 14),
        ("a cohort’s progress", reverse("reports:progress", args=[code]), made["trainer"], 10),
        ("the people of a cohort", reverse("cohorts:people", args=[code]), made["manager"], 10),
        ("a learner’s page", reverse("reports:learner", args=[code, made["enrolment"].pk]), made["trainer"], 20),
        ("the sessions of a cohort", reverse("cohorts:sessions", args=[code]), made["manager"], 10),
        ("the list of cohorts", reverse("cohorts:list"), made["manager"], 10),
    ]


def lists(made: dict) -> list[tuple[str, str, object, int]]:
    """Every other list of the product, as ``pages``."""
    from django.urls import reverse

    code, given = made["cohort"].code, [made["cohort"].code, made["given"].pk]
    return [
        ("the search", f"{reverse('search')}?q=web", made["learner"], 14),
        ("the path", reverse("learning:path", args=[code]), made["learner"], 10),
        ("the notices", reverse("inbox:list"), made["learner"], 8),
        ("a cohort’s projects", reverse("projects:list", args=[code]), made["trainer"], 12),
        ("a project’s teams", reverse("projects:teams", args=given), made["trainer"], 16),
        ("a cohort’s reviews", reverse("projects:figures", args=[code]), made["trainer"], 16),
        ("what a mentor holds", f"{reverse('projects:queue')}?onglet=miennes", made["mentor"], 12),
        ("an overview of a cohort", reverse("cohorts:detail", args=[code]), made["trainer"], 14),
        ("the programme’s figures", reverse("reports:programme"), made["officer"], 14),
        ("the operators", reverse("operators"), made["officer"], 8),
        (
            "the editor’s explorer",
            reverse("wagtailadmin_explore", args=[made["operator"].page.pk]),
            made["trainer"],
            40,
        ),
    ]


def look(address: str, person) -> tuple[int, int, float]:
    """Queries, bytes, and the CPU seconds of an answer: this process's least, and the database's mean."""
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if person:
        client.force_login(person)
    times, theirs, size = [], 0.0, 0

    def forget() -> None:
        for name in caches:
            caches[name].clear()

    for _ in range(ROUNDS):
        forget()
        if person:
            client.get("/notifications/compte/")  # the session is in the cache, as it is between two clicks
        begun = world.spent()
        answer = client.get(address)
        ended = world.spent()
        times.append(ended[0] - begun[0])
        theirs += ended[1] - begun[1]
        assert answer.status_code == 200, (address, answer.status_code)
        size = len(answer.content)
    client.get(address)
    if not person:
        forget()
    with CaptureQueriesContext(connection) as made:
        client.get(address)
    return len(made), size, min(times) + theirs / ROUNDS


def measure() -> bool:
    world.begin(ALLOWED_HOSTS="localhost,testserver")
    from django.db import connection

    print(
        f"{connection.vendor}; 1 × = {ONE} learners and waiting submissions in the cohort, {GROWTH} × = {ONE * GROWTH}"
    )
    from courses.actions import sync_operator

    made = make_world()
    sync_operator(made["operator"])
    add_rows(made, ONE, "un")
    add_bootcamps(made, BOOTCAMPS - 1)
    before = {name: look(address, person) for name, address, person, _most in [*pages(made), *lists(made)]}
    add_rows(made, ONE * (GROWTH - 1), "cent")
    add_bootcamps(made, BOOTCAMPS * (GROWTH - 1))
    world.look_at_tables()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("analyze")
    kept = True
    for name, address, person, most in [*pages(made), *lists(made)]:
        queries, size, seconds = look(address, person)
        first_queries, first_size, first_seconds = before[name]
        print(f"\n{name}: {queries} queries, {size / 1024:.0f} KB, {seconds * 1000:.1f} ms of CPU")
        kept = world.verdict("queries", queries, most) and kept
        kept = world.verdict("queries more than at 1 ×", queries - first_queries, 0) and kept
        kept = world.verdict("bytes, ratio to 1 ×", size / first_size, LIMIT) and kept
        kept = world.verdict("CPU, ratio to 1 ×", seconds / first_seconds, LIMIT) and kept
    return kept


if __name__ == "__main__":
    raise SystemExit(not measure())
