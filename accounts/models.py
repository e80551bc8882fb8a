"""People, organisations, roles and invitations."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.permissions import remembered
from programme.models import City


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person known by ``email``; without a password they cannot sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ARABIC = "ar", "العربية"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")


class User(AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is the identifier. What they may do is in rows elsewhere."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    first_name_ar = models.CharField(_("first name in Arabic"), max_length=80, blank=True)
    last_name_ar = models.CharField(_("last name in Arabic"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FRENCH)
    theme = models.CharField(_("appearance"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("active"), default=True)
    is_system = models.BooleanField(default=False, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.UniqueConstraint(fields=["is_system"], condition=models.Q(is_system=True), name="one_system"),
        ]

    def __str__(self):
        return self.get_full_name()

    @classmethod
    def system(cls) -> "User":
        """Who acts when the system does something by itself (expiry, end of a session)."""
        defaults = {"email": "system@minwal.invalid", "first_name": "Minwal", "last_name": "", "is_active": False}
        return cls.objects.get_or_create(is_system=True, defaults=defaults)[0]

    def get_full_name(self) -> str:
        arabic = f"{self.first_name_ar} {self.last_name_ar}".strip() if get_language() == "ar" else ""
        return arabic or f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        return (self.first_name_ar if get_language() == "ar" else "") or self.first_name or self.email

    def roles(self) -> set[tuple[str, int]]:
        """The person's (role, organisation id) pairs."""
        return remembered(self, "roles", lambda: set(self.memberships.values_list("role", "organisation_id")))

    def event_groups(self) -> list[str]:
        return [f"user-{self.pk}"]


class Organisation(models.Model):
    """An operator, an employer or the programme's owner."""

    class Kind(models.TextChoices):
        OPERATOR = "operator", _("Training operator")
        EMPLOYER = "employer", _("Employer")
        PROGRAMME = "programme", _("Programme")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    name_ar = models.CharField(_("name in Arabic"), max_length=150, blank=True)
    slug = models.SlugField(_("short name for addresses"), unique=True)
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("city"))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return (self.name_ar if get_language() == "ar" else "") or self.name

    def event_groups(self) -> list[str]:
        return [f"organisation-{self.pk}"]


class Role(models.TextChoices):
    MANAGER = "manager", _("Manager")
    TRAINER = "trainer", _("Trainer")
    MENTOR = "mentor", _("Mentor")
    OFFICER = "officer", _("Programme officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    RECRUITER = "recruiter", _("Recruiter")


STAFF_ROLES = {Role.MANAGER, Role.TRAINER, Role.MENTOR, Role.OFFICER, Role.ADMINISTRATOR}


class HeldByOrganisation(models.QuerySet):
    """Rows of an organisation: whoever manages it sees them, an administrator sees all."""

    def visible_to(self, user):
        roles = user.roles() if user.is_authenticated else set()
        if any(role == Role.ADMINISTRATOR for role, _organisation in roles):
            return self
        return self.filter(organisation__in=[pk for role, pk in roles if role == Role.MANAGER])


class Membership(models.Model):
    """A role of a person in an organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    objects = HeldByOrganisation.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_per_role")]

    def __str__(self):
        return f"{self.user} {self.get_role_display()} {self.organisation}"

    def event_groups(self) -> list[str]:
        return [f"user-{self.user_id}", f"organisation-{self.organisation_id}"]


class InvitationQuerySet(HeldByOrganisation):
    def open(self, *, at):
        """Invitations that can still be accepted at instant ``at``."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def due(self, *, at):
        """Open invitations whose e-mail is to leave, or to be tried again, by ``at``, the longest due first."""
        return self.open(at=at).filter(sent_at=None, refused_at=None, due_at__lte=at).order_by("due_at")


class Invitation(models.Model):
    """A single-use link by e-mail that gives a role; the link's token is stored hashed (ASVS 6.4)."""

    class Purpose(models.TextChoices):
        MANAGER = "manager", _("Manager")
        TRAINER = "trainer", _("Trainer")
        MENTOR = "mentor", _("Mentor")
        OFFICER = "officer", _("Programme officer")
        ADMINISTRATOR = "administrator", _("Administrator")
        LEARNER = "learner", _("Learner")

    VALIDITY = timedelta(days=7)

    email = models.EmailField(_("e-mail address"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    purpose = models.CharField(_("role"), max_length=15, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="accepted_invitations"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    refused_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["organisation", "-created_at", "-id"], name="invitation_latest")]

    def __str__(self):
        return f"{self.email} {self.get_purpose_display()}"

    @staticmethod
    def new_token() -> str:
        """A token of 256 bits for a link."""
        return secrets.token_urlsafe(32)

    @staticmethod
    def hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    def event_groups(self) -> list[str]:
        return [f"organisation-{self.organisation_id}"]


class Consent(models.Model):
    """A person agreed to a version of the data-protection notice (law 09-08)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="consents")
    policy_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        constraints = [models.UniqueConstraint(fields=["user", "policy_version"], name="one_consent_per_version")]

    def __str__(self):
        return f"{self.user_id} {self.policy_version}"


class ApiTokenQuerySet(models.QuerySet):
    def usable(self, *, at):
        """Tokens that open the API at instant ``at``: not revoked, not too old, of an account that is not closed."""
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)


class ApiToken(models.Model):
    """What a person's own program shows instead of them; only the digest of its secret is kept (ASVS 6.4)."""

    class Scope(models.TextChoices):
        READ = "read", _("Read only")
        WRITE = "write", _("Read and write")

    MARK = "mnw_"  # by which those who look for leaked secrets know it
    SHOWN = 10
    USE_NOTED = timedelta(minutes=1)

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(max_length=SHOWN, editable=False)
    scope = models.CharField(_("what it may do"), max_length=5, choices=Scope, default=Scope.READ)
    # Whether the session that made it had shown a second factor: staff's tokens open nothing without.
    second_factor = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @classmethod
    def new_secret(cls) -> str:
        """A secret of 256 bits, shown once."""
        return cls.MARK + secrets.token_urlsafe(32)

    @staticmethod
    def hash(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def event_groups(self) -> list[str]:
        return [f"user-{self.user_id}"]
