"""The menu, by workspace: short lists of addresses that exist."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Role
from home import queries, workspaces


@dataclass(frozen=True)
class Entry:
    """One line of the menu; ``key`` is what a page names in its ``here``, ``short`` the word of a phone's bar."""

    key: str
    label: str
    url: str
    icon: str
    short: str = ""


def entries(request) -> list[Entry]:
    """The entries of the person's workspace; a visitor's are pages."""
    if not request.user.is_authenticated:
        return visitor()
    workspace = workspaces.current(request)
    if workspace is None:
        return [today(), *visitor()]
    own = BY_KIND[workspace.kind](request.user, workspace)
    # An officer's and an administrator's first page is one of their own entries.
    return own if workspace.kind in (Role.OFFICER, Role.ADMINISTRATOR) else [today(), *own]


def visitor() -> list[Entry]:
    """The catalogue and the standing pages that editors put into menus."""
    shown = [page for page in queries.menu() if page.in_menu]
    return [
        Entry(
            "catalogue" if page.is_catalogue else page.url,
            page.title,
            page.url,
            "book" if page.is_catalogue else "file",
        )
        for page in shown
    ]


def today() -> Entry:
    return Entry("today", pgettext("menu", "Today"), reverse("today"), "home")


def _learner(user, workspace) -> list[Entry]:
    code = [workspace.cohort.code]
    return [
        Entry("path", _("My path"), reverse("learning:path", args=code), "book", pgettext("short", "Path")),
        Entry("projects", _("Projects"), reverse("projects:list", args=code), "box"),
        Entry("sessions", pgettext("cohort", "Sessions"), reverse("cohorts:sessions", args=code), "video"),
    ]


def _queue() -> Entry:
    return Entry("queue", _("Reviews"), reverse("projects:queue"), "eye")


def _cohorts() -> Entry:
    return Entry("cohorts", _("Cohorts"), reverse("cohorts:list"), "users")


def _editing() -> Entry:
    return Entry("cms", _("Edit the courses"), reverse("wagtailadmin_home"), "pen", pgettext("short", "Editor"))


def _mentor(user, workspace) -> list[Entry]:
    return [_queue(), _cohorts()]


def _trainer(user, workspace) -> list[Entry]:
    return [_queue(), _cohorts(), _editing()]


def _manager(user, workspace) -> list[Entry]:
    return [
        _cohorts(),
        Entry("team", _("Team"), reverse("team"), "user"),
        _editing(),
    ]


def _programme() -> Entry:
    return Entry("programme", _("Programme"), reverse("reports:programme"), "chart")


def _operators() -> Entry:
    return Entry("operators", _("Operators"), reverse("operators"), "brief")


def _officer(user, workspace) -> list[Entry]:
    return [_programme(), _cohorts(), _operators()]


def _administrator(user, workspace) -> list[Entry]:
    return [
        _operators(),
        _cohorts(),
        _programme(),
        Entry("reference", _("Reference data"), reverse("programme_programme:index"), "pen"),
    ]


BY_KIND = {
    workspaces.LEARNER: _learner,
    Role.MENTOR: _mentor,
    Role.TRAINER: _trainer,
    Role.MANAGER: _manager,
    Role.OFFICER: _officer,
    Role.ADMINISTRATOR: _administrator,
}
