"""Makers of rows for tests: plain functions, every argument optional, no surprise."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Site

from accounts.models import Membership, Organisation, Role, User
from cohorts.models import Cohort, Enrolment, Presence, Session, StaffAssignment
from core.permissions import forget
from courses.models import (
    BootcampPage,
    LessonPage,
    ModulePage,
    OperatorPage,
    ProjectPage,
    RubricCriterion,
)
from home.models import CataloguePage, HomePage
from programme.models import City, Domain, Programme, Region
from projects import actions as project_actions
from projects.models import Assignment, Submission, Team, TeamMember, Thread

CASABLANCA = ZoneInfo("Africa/Casablanca")
PASSPHRASE = "un métier à tisser"
_number = itertools.count(1)


def user(email=None, first_name="Salma", last_name="Benali", **fields) -> User:
    """A person with a verified address and the pass phrase PASSPHRASE."""
    email = email or f"person{next(_number)}@demo.example"
    person = User.objects.create_user(email, PASSPHRASE, first_name=first_name, last_name=last_name, **fields)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def region(code="MA-06", name_fr="Casablanca-Settat", **fields) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name_fr": name_fr, "slug": code.lower(), **fields})[0]


def city(name_fr="Casablanca", **fields) -> City:
    return City.objects.get_or_create(
        name_fr=name_fr, defaults={"region": fields.pop("region", None) or region(), **fields}
    )[0]


def domain(code="dev", name_fr="Développement logiciel") -> Domain:
    return Domain.objects.get_or_create(code=code, defaults={"name_fr": name_fr})[0]


def programme(**fields) -> Programme:
    defaults = {"name_fr": "Talents Numériques 2026", "starts_on": date(2025, 1, 1), "ends_on": date(2027, 12, 31)}
    return Programme.objects.get_or_create(code="talents-2026", defaults=defaults | fields)[0]


def operator(name="Atlas Code Academy", **fields) -> Organisation:
    slug = fields.pop("slug", f"operator-{next(_number)}")
    return Organisation.objects.create(kind=Organisation.Kind.OPERATOR, name=name, slug=slug, city=city(), **fields)


def programme_owner() -> Organisation:
    return Organisation.objects.get_or_create(
        slug="programme", defaults={"kind": Organisation.Kind.PROGRAMME, "name": "Programme Talents Numériques"}
    )[0]


def member(organisation, role: Role, **person) -> User:
    """A new person holding ``role`` in ``organisation``."""
    someone = user(**person)
    Membership.objects.create(user=someone, organisation=organisation, role=role)
    return someone


def home() -> HomePage:
    """The site's root pages, made once."""
    existing = HomePage.objects.first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="Minwal", slug="accueil", headline="Apprendre en faisant"))
    site = Site.objects.first() or Site(hostname="localhost", is_default_site=True)
    site.root_page = page
    site.save()
    return page


def catalogue() -> CataloguePage:
    return CataloguePage.objects.first() or home().add_child(
        instance=CataloguePage(title="Formations", slug="formations")
    )


def operator_page(organisation=None) -> OperatorPage:
    organisation = organisation or operator()
    existing = OperatorPage.objects.filter(operator=organisation).first()
    return existing or catalogue().add_child(
        instance=OperatorPage(title=organisation.name, slug=organisation.slug, operator=organisation)
    )


def bootcamp(organisation=None, title="Développeur·se web", **fields) -> BootcampPage:
    number = next(_number)
    defaults = {
        "code": f"BC{number}",
        "domain": domain(),
        "occupation": "Développeur full-stack junior",
        "audience": "Bac+2",
        "summary": "Concevoir, coder, tester.",
        "weeks": 16,
    }
    page = BootcampPage(title=title, slug=f"bootcamp-{number}", **(defaults | fields))
    return operator_page(organisation).add_child(instance=page)


def module(parent=None, title="Bases de données") -> ModulePage:
    return (parent or bootcamp()).add_child(instance=ModulePage(title=title, slug=f"module-{next(_number)}"))


def lesson(parent=None, title="Transactions, contraintes, index", **fields) -> LessonPage:
    defaults = {"kind": "atelier", "hours": Decimal(4), "objective": "Vous savez écrire une transaction."}
    page = LessonPage(title=title, slug=f"lesson-{next(_number)}", **(defaults | fields))
    return (parent or module()).add_child(instance=page)


def project(parent=None, title="Registre d'une coopérative", criteria=(60, 40), **fields) -> ProjectPage:
    """A brief with one criterion per weight in ``criteria``, published with a revision."""
    defaults = {"hours": Decimal(55), "team_size": 1, "summary": "Modéliser une base."}
    page = ProjectPage(title=title, slug=f"project-{next(_number)}", **(defaults | fields))
    page.criteria = [RubricCriterion(title=f"Critère {n}", weight=w, sort_order=n) for n, w in enumerate(criteria, 1)]
    (parent or module()).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def cohort(page=None, state=Cohort.State.RUNNING, **fields) -> Cohort:
    page = page or bootcamp()
    today = timezone.localdate()
    defaults = {
        "code": f"COHORT-{next(_number)}",
        "operator": OperatorPage.objects.ancestor_of(page).get().operator,
        "city": city(),
        "starts_on": today - timedelta(weeks=8),
        "ends_on": today + timedelta(weeks=8),
        "seats": 24,
    }
    return Cohort.objects.create(bootcamp=page, state=state, **(defaults | fields))


def staff(group: Cohort, role="mentor", **person) -> User:
    """A new trainer or mentor of the cohort's operator, assigned to the cohort."""
    someone = member(group.operator, Role(role), **person)
    StaffAssignment.objects.create(cohort=group, user=someone, role=role)
    return someone


def enrolment(group: Cohort, learner=None, state=Enrolment.State.ACTIVE, **person) -> Enrolment:
    now = datetime.now(CASABLANCA)
    return Enrolment.objects.create(cohort=group, learner=learner or user(**person), state=state, enrolled_at=now)


def session(group: Cohort, state=Session.State.SCHEDULED, **fields) -> Session:
    now = datetime.now(CASABLANCA)
    defaults = {"title": "Revue de code collective", "starts_at": now, "ends_at": now + timedelta(hours=2)}
    return Session.objects.create(cohort=group, state=state, **(defaults | fields))


def presence(row: Session, person: User, minutes: int = 90) -> Presence:
    """A stay in the session's room, from its start."""
    end = row.starts_at + timedelta(minutes=minutes)
    return Presence.objects.create(session=row, user=person, joined_at=row.starts_at, seen_at=end, left_at=end)


def assignment(group: Cohort, page=None, **fields) -> Assignment:
    """A project given to the cohort with its rubric frozen, open for a month."""
    page = page or ProjectPage.objects.descendant_of(group.bootcamp).first()
    now = datetime.now(CASABLANCA)
    dates = {
        "opens_at": now - timedelta(days=7),
        "due_at": now + timedelta(days=7),
        "closes_at": now + timedelta(days=14),
    }
    given = Assignment.objects.create(
        cohort=group,
        project=page,
        brief=page.live_revision,
        title=page.title,
        team_size=page.team_size,
        **(dates | fields),
    )
    for position, row in enumerate(page.criteria.all(), 1):
        given.criteria.create(position=position, title=row.title, weight=row.weight)
    return given


def submission(given: Assignment, *enrolments: Enrolment) -> Submission:
    """The draft of a team of those learners."""
    team = Team.objects.create(assignment=given, name="Les tisserandes" if len(enrolments) > 1 else "")
    for row in enrolments:
        TeamMember.objects.create(team=team, assignment=given, enrolment=row)
        forget(row.learner)
    return Submission.objects.create(assignment=given, team=team)


def handed_in(given: Assignment, *enrolments: Enrolment) -> Submission:
    """A submission that waits in the queue."""
    row = submission(given, *enrolments)
    by = enrolments[0].learner
    project_actions.save_draft(row, by=by, note="Notre travail.", repository_url="https://example.org/depot")
    project_actions.submit(row, by=by)
    return row


def scored_review(row: Submission, by: User, level: int = 2, message: str = "Bon travail.") -> None:
    """The holder's draft review with every criterion at ``level``."""
    levels = {criterion.pk: level for criterion in row.assignment.criteria.all()}
    project_actions.save_review(row, by=by, message=message, scores=levels)


def sent_remark(side, **fields) -> Thread:
    """A remark of A's mentor on Salma's work, in a review that asked for changes."""
    row = handed_in(assignment(side.cohort, side.project), side.enrolment)
    project_actions.claim(row, by=side.mentor)
    project_actions.add_remark(row, by=side.mentor, **{"kind": "must_fix", "body": "Un index ?", **fields})
    return project_actions.request_changes(row, by=side.mentor).threads.get()


# Of Windows: the header alone, which runs nothing.
PROGRAM = b"MZ" + b"\0" * 58 + (64).to_bytes(4, "little") + b"PE\0\0"


def upload(name: str = "modele.py", content: bytes = b"class Adherente: pass\n") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def picture(name: str = "schema.png") -> SimpleUploadedFile:
    """A picture of one pixel."""
    content = BytesIO()
    Image.new("RGB", (1, 1)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
