"""The hats of a person: one per role and per cohort learned in; the menu follows the one they wear."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import Role
from cohorts.models import READING, Cohort
from cohorts.permissions import own_cohorts

SESSION_KEY = "workspace"
LEARNER = "learner"
ORDER = [Role.ADMINISTRATOR, Role.OFFICER, Role.MANAGER, Role.TRAINER, Role.MENTOR]
ICONS = {
    Role.ADMINISTRATOR: "lock",
    Role.OFFICER: "chart",
    Role.MANAGER: "users",
    Role.TRAINER: "video",
    Role.MENTOR: "eye",
}
DENSE = {Role.MENTOR, Role.TRAINER, Role.MANAGER, Role.OFFICER, Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Workspace:
    """``kind`` is a role or ``learner``; a learner's has its cohort."""

    kind: str
    label: str
    cohort: Cohort | None = None
    current: bool = False

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "book")

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.cohort.pk}" if self.cohort else self.kind

    @property
    def is_dense(self) -> bool:
        return self.kind in DENSE


def available(user) -> list[Workspace]:
    """The person's workspaces: cohorts they learn in first, then their roles."""
    if not user.is_authenticated:
        return []
    learned = [
        Workspace(LEARNER, _("Learner · %(cohort)s") % {"cohort": cohort.code}, cohort)
        for cohort in own_cohorts(user)
        if cohort.enrolment_state in READING
    ]
    held = {role for role, _organisation in user.roles()}
    return learned + [Workspace(role, str(role.label)) for role in ORDER if role in held]


def current(request) -> Workspace | None:
    """The workspace chosen in this session, else the first; None for visitors and people without any."""
    found = available(request.user)
    chosen = request.session.get(SESSION_KEY) if len(found) > 1 else None
    return next((workspace for workspace in found if workspace.key == chosen), found[0] if found else None)


def choices(request) -> list[Workspace]:
    """The person's workspaces, the one they are in marked."""
    present = current(request)
    return [replace(workspace, current=workspace == present) for workspace in available(request.user)]


def switch(request, key: str) -> Workspace | None:
    """Remember in the session that the person now works as ``key``; None when it is not theirs."""
    workspace = next((found for found in available(request.user) if found.key == key), None)
    if workspace is not None:
        request.session[SESSION_KEY] = key
    return workspace
