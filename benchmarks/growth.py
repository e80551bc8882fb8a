"""The rows that make each list of the product long."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass
class Program:
    """Somebody's program: it shows a token."""

    person: object
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.secret}"}


def add_programs(made: dict) -> None:
    """A token of each person whose lists the API gives too."""
    from django.utils import timezone

    from accounts.models import ApiToken

    made["secrets"] = {}
    for who in ("learner", "mentor", "trainer"):
        secret = made["secrets"][who] = ApiToken.new_secret()
        ends = timezone.now() + timedelta(days=30)
        ApiToken.objects.create(
            user=made[who], name="Mesure", digest=ApiToken.hash(secret), prefix=secret[:10], expires_at=ends
        )


def add_sessions(made: dict, count: int) -> None:
    """``count`` more sessions of the cohort on each side of now, four a day: those held, with the learner there, and
    those to come.
    """
    from django.utils import timezone

    from cohorts.models import Presence, Session

    now, cohort = timezone.now(), made["cohort"]
    first = cohort.sessions.count() // 2 + 1
    steps = [timedelta(hours=6 * number) for number in range(first, first + count)]
    hours = [(now - step, "ended") for step in steps] + [(now + step, "scheduled") for step in steps]
    rows = Session.objects.bulk_create(
        [
            Session(cohort=cohort, title="Séance", starts_at=at, ends_at=at + timedelta(hours=3), state=state)
            for at, state in hours
        ]
    )
    Presence.objects.bulk_create(
        [
            Presence(
                session=row,
                user=made["learner"],
                joined_at=row.starts_at,
                seen_at=row.ends_at,
                left_at=row.ends_at,
            )
            for row in rows
            if row.state == "ended"
        ]
    )


def add_small_teams(made: dict, enrolments: list) -> None:
    """A team of one, begun and late, of each of those learners where classmates make their teams."""
    from projects.models import Submission, Team, TeamMember

    given = made["chosen"]
    teams = Team.objects.bulk_create([Team(assignment=given, name="Équipe") for _row in enrolments])
    TeamMember.objects.bulk_create(
        [TeamMember(team=team, assignment=given, enrolment=row) for team, row in zip(teams, enrolments, strict=True)]
    )
    Submission.objects.bulk_create([Submission(assignment=given, team=team) for team in teams])


def add_organisations(made: dict, people: list, prefix: str) -> None:
    """An operator that each of those people manages; they are mentors of another, which invites as many."""
    from django.utils import timezone

    from accounts.models import Invitation, Membership, Organisation

    operators = Organisation.objects.bulk_create(
        [
            Organisation(name=f"Opérateur {prefix} {n}", slug=f"operateur-{prefix}-{n}", kind="operator")
            for n in range(len(people))
        ]
    )
    rows = [Membership(organisation=made["other"], user=person, role="mentor") for person in people]
    managers = [
        Membership(organisation=operator, user=person, role="manager")
        for operator, person in zip(operators, people, strict=True)
    ]
    Membership.objects.bulk_create([*rows, *managers])
    Invitation.objects.bulk_create(
        [
            Invitation(
                organisation=made["other"],
                email=f"invite-{prefix}{n}@demo.example",
                purpose="mentor",
                token_hash=f"{prefix}{n}",
                invited_by=made["other_manager"],
                expires_at=timezone.now() + timedelta(days=7),
            )
            for n in range(len(people))
        ]
    )


def add_words(made: dict, count: int) -> None:
    """``count`` ready-made comments, figures from before, and tokens of the learner."""
    from django.utils import timezone

    from accounts.models import ApiToken
    from programme.models import Region
    from projects.models import SavedComment
    from reports.models import ImportedFigure

    start, today = SavedComment.objects.count(), timezone.localdate()
    SavedComment.objects.bulk_create(
        [
            SavedComment(
                operator=made["operator"], title=f"Commentaire {start + n}", body="À dire", author=made["mentor"]
            )
            for n in range(count)
        ]
    )
    region = Region.objects.first()
    figure = {"programme": made["programme"], "region": region, "as_of": today, "by": made["administrator"]}
    ImportedFigure.objects.bulk_create(
        [ImportedFigure(trained=n, in_training=n, reason="Compté", **figure) for n in range(count)]
    )
    ApiToken.objects.bulk_create(
        [
            ApiToken(
                user=made["learner"],
                name=f"Jeton {start + n}",
                digest=f"digest-{start + n}",
                prefix="mnw_",
                expires_at=timezone.now() + timedelta(days=30),
            )
            for n in range(count)
        ]
    )
