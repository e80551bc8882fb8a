"""What each page and each list costs at 1 and at 100 times the rows: queries, bytes, and the CPU time of the server
and of its database as a ratio of the two, asked turn by turn: what else the machine does slows both.

    .venv/bin/python -m benchmarks.pages

On the server of DATABASE_URL (a database of its own is made there and removed), else on SQLite.
"""

from datetime import timedelta

from benchmarks import growth, world

ONE = 50  # rows of each kind at 1 x: a cohort's learners, what waits in the queue
BOOTCAMPS = 24  # a full page of the catalogue and of the explorer
GROWTH = 100
ROUNDS = 10
LIMIT = 1.25
# Pages that say how many of all there are: the base counts 5,000 rows for them, in milliseconds, and lists no more.
COUNTING_LIMIT = 1.6
COUNTING = {
    "catalogue, nothing kept",
    "the review queue",
    "a trainer’s day",
    "a manager’s day",
    "a cohort’s projects",
    "a project’s late teams",
    "a cohort’s reviews",
    "what a mentor holds",
    "an overview of a cohort",
    "the programme’s figures",
    "API: the queue",
}
HEAVIEST = 120  # KB, as they leave the server before they are compressed


def make_world():
    """One cohort with ``ONE`` learners and waiting submissions, and everyone who looks at it."""
    from tests import factories

    operator = factories.operator()
    bootcamp = factories.bootcamp(operator)
    modules = [factories.module(bootcamp, title=f"Module {n}") for n in range(9)]
    lessons = [factories.lesson(module, title=f"Leçon {n}") for module in modules for n in range(5)]
    project = factories.project(modules[0])
    other = factories.operator("Rif Digital")
    group, chosen = (
        factories.project(module, title=f"À plusieurs {n}", team_size=4) for n, module in enumerate(modules[1:3])
    )
    cohort = factories.cohort(bootcamp)
    mentor, trainer = factories.staff(cohort, "mentor"), factories.staff(cohort, "trainer")
    salma = factories.enrolment(cohort)
    given = factories.assignment(cohort, project)
    submission = factories.handed_in(given, salma)
    officer = factories.member(factories.programme_owner(), "officer")
    return {
        "cohort": cohort,
        "given": given,
        "group": factories.assignment(cohort, group),
        "chosen": factories.assignment(cohort, chosen, forming="by_learners"),
        "programme": factories.programme(),
        "other": other,
        "other_manager": factories.member(other, "manager"),
        "administrator": factories.member(factories.programme_owner(), "administrator"),
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
    growth.add_sessions(made, count)
    add_notices(made, count)
    growth.add_small_teams(made, enrolments)
    growth.add_organisations(made, people, prefix)
    growth.add_words(made, count)


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
    from django.utils import timezone

    code, operator = made["cohort"].code, made["operator"]
    given, group, chosen = ([code, made[name].pk] for name in ("given", "group", "chosen"))
    sessions, teams = reverse("cohorts:sessions", args=[code]), reverse("projects:teams", args=given)
    month = f"{timezone.localdate():%Y-%m}"
    return [
        ("the search", f"{reverse('search')}?q=web", made["learner"], 14),
        ("the path", reverse("learning:path", args=[code]), made["learner"], 10),
        ("the notices", reverse("inbox:list"), made["learner"], 8),
        ("one’s tokens", reverse("tokens"), made["learner"], 8),
        ("a trainer’s day", reverse("today"), made["trainer"], 12),
        ("a manager’s day", reverse("today"), made["manager"], 10),
        ("the past sessions of a cohort", f"{sessions}?quand=passees", made["trainer"], 10),
        ("the sessions of a month", f"{sessions}?mois={month}", made["learner"], 10),
        ("a cohort’s projects", reverse("projects:list", args=[code]), made["trainer"], 12),
        ("a project’s teams", teams, made["trainer"], 16),
        ("a project’s late teams", f"{teams}?etat=retard", made["trainer"], 16),
        ("a project’s learners without a team", reverse("projects:teams", args=group), made["trainer"], 16),
        ("the teams that classmates make", reverse("projects:own_team", args=chosen), made["learner"], 18),
        ("a cohort’s reviews", reverse("projects:figures", args=[code]), made["trainer"], 16),
        ("what a mentor holds", f"{reverse('projects:queue')}?onglet=miennes", made["mentor"], 12),
        ("the ready-made comments", reverse("projects:comments"), made["mentor"], 12),
        ("an overview of a cohort", reverse("cohorts:detail", args=[code]), made["trainer"], 14),
        ("the programme’s figures", reverse("reports:programme"), made["officer"], 14),
        ("the figures from before", reverse("reports:baseline"), made["administrator"], 12),
        ("the operators", reverse("operators"), made["officer"], 8),
        ("an operator’s people", reverse("operator_edit", args=[made["other"].pk]), made["administrator"], 10),
        ("one’s colleagues", reverse("team"), made["other_manager"], 12),
        ("the editor’s explorer", reverse("wagtailadmin_explore", args=[operator.page.pk]), made["trainer"], 40),
    ]


def of_the_api(made: dict) -> list[tuple[str, str, object, int]]:
    """The lists of the API, as ``pages``, for programs of the same people."""
    given, group, chosen = (made[name].pk for name in ("given", "group", "chosen"))
    rows = [
        ("the queue", "queue", "mentor"),
        ("one’s works", "submissions", "learner"),
        ("a cohort’s projects", f"cohorts/{made['cohort'].code}/assignments", "trainer"),
        ("a project’s teams", f"assignments/{given}/teams", "trainer"),
        ("its learners without a team", f"assignments/{group}/teams", "trainer"),
        ("the teams that classmates make", f"assignments/{chosen}/open-teams", "learner"),
        ("the ready-made comments", "comments", "mentor"),
        ("first reviews to read", "proposals", "trainer"),
    ]
    return [
        (f"API: {name}", f"/api/v1/{path}", growth.Program(made[who], made["secrets"][who]), 14)
        for name, path, who in rows
    ]


class Look:
    """What an address costs on one of the databases."""

    def __init__(self, connection, address: str, person):
        from django.test import Client

        self.connection, self.address = connection, address
        self.times: list[float] = []
        self.theirs, self.size, self.queries = 0.0, 0, 0
        self.use()
        self.program = isinstance(person, growth.Program)
        self.client = Client(headers=person.headers) if self.program else Client()
        self.signed_in = person is not None and not self.program
        if self.signed_in:
            self.client.force_login(person)

    def use(self) -> None:
        from django.core.cache import caches
        from django.db import connections

        connections["default"] = self.connection
        for name in caches:
            caches[name].clear()

    def once(self) -> None:
        """One more answer, nothing kept but the session, which is in the cache between two clicks."""
        self.use()
        if self.signed_in:
            self.client.get("/notifications/compte/")
        begun = world.spent()
        answer = self.client.get(self.address)
        ended = world.spent()
        assert answer.status_code == 200, (self.address, answer.status_code)
        self.times.append(ended[0] - begun[0])
        self.theirs += ended[1] - begun[1]
        self.size = len(answer.content)

    def count(self) -> None:
        from django.test.utils import CaptureQueriesContext

        self.use()
        if self.signed_in:
            self.client.get(self.address)
        with CaptureQueriesContext(self.connection) as made:
            self.client.get(self.address)
        self.queries = len(made)

    @property
    def seconds(self) -> float:
        """CPU time: this process's least, and the database's mean."""
        return min(self.times) + self.theirs / len(self.times)


def compare(few, many, address: str, person, limit: float) -> tuple[Look, Look]:
    """The same address on both databases, turn by turn: what else runs on the machine slows both.

    What seems to grow more than ``limit`` is asked four times more before it is said.
    """
    looks = Look(few, address, person), Look(many, address, person)
    _turns(looks, ROUNDS)
    if looks[1].seconds > limit * looks[0].seconds:  # chance, or the page: more turns tell
        _turns(looks, 4 * ROUNDS)
    for look in looks:
        look.count()
    return looks


def _turns(looks: tuple[Look, Look], rounds: int) -> None:
    for _ in range(rounds):
        for look in looks:
            look.once()


def measure() -> bool:
    folder = world.begin(ALLOWED_HOSTS="localhost,testserver")
    from django.db import connections

    from courses.actions import sync_operator

    many = connections["default"]
    print(f"{many.vendor}; 1 × = {ONE} learners and waiting submissions in the cohort, {GROWTH} × = {ONE * GROWTH}")
    made = make_world()
    growth.add_programs(made)
    sync_operator(made["operator"])
    add_rows(made, ONE, "un")
    add_bootcamps(made, BOOTCAMPS - 1)
    world.look_at_tables()
    few = world.copy_now(folder)
    add_rows(made, ONE * (GROWTH - 1), "cent")
    add_bootcamps(made, BOOTCAMPS * (GROWTH - 1))
    world.look_at_tables()
    kept = True
    for name, address, person, most in [*pages(made), *lists(made), *of_the_api(made)]:
        growth_limit = COUNTING_LIMIT if name in COUNTING else LIMIT
        first, last = compare(few, many, address, person, growth_limit)
        print(f"\n{name}: {last.queries} queries, {last.size / 1024:.0f} KB, {last.seconds * 1000:.1f} ms of CPU")
        kept = world.verdict("queries", last.queries, most) and kept
        kept = world.verdict("queries more than at 1 ×", last.queries - first.queries, 0) and kept
        kept = world.verdict("KB", last.size / 1024, HEAVIEST) and kept
        kept = world.verdict("bytes, ratio to 1 ×", last.size / first.size, LIMIT) and kept
        kept = world.verdict("CPU, ratio to 1 ×", last.seconds / first.seconds, growth_limit) and kept
    few.close()
    connections["default"] = many
    return kept


if __name__ == "__main__":
    raise SystemExit(not measure())
