"""What can be done with organisations, memberships, invitations, sessions and tokens."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import events
from accounts.models import ApiToken, Invitation, Membership, Organisation, Role, User
from core import mail
from core.events import emit
from core.models import Event
from core.permissions import forget
from core.rivals import unique_or

logger = logging.getLogger(__name__)

INVITATIONS_PER_DAY, RESENDS_PER_DAY = 200, 10
TOKENS_AT_ONCE = 10
PURPOSE_ROLES: dict[str, Role] = {
    Invitation.Purpose.MANAGER: Role.MANAGER,
    Invitation.Purpose.TRAINER: Role.TRAINER,
    Invitation.Purpose.MENTOR: Role.MENTOR,
    Invitation.Purpose.OFFICER: Role.OFFICER,
    Invitation.Purpose.ADMINISTRATOR: Role.ADMINISTRATOR,
}
# A manager gives the roles of a cohort; only an administrator makes managers and officers.
MANAGERS_MAY_GIVE = {Role.TRAINER, Role.MENTOR}


def _require(by: User, permission: str, thing=None) -> None:
    if not by.has_perm(permission, thing):
        raise PermissionDenied(permission)


@transaction.atomic
def create_organisation(*, by: User, name: str, slug: str, name_ar: str = "", city=None) -> Organisation:
    """Make a training operator; its pages and editors' group follow by event.

    Raises PermissionDenied unless ``by`` administers the programme.
    """
    _require(by, "accounts.add_organisation")
    with unique_or({"slug": _("Another organisation already has this short name.")}):
        operator = Organisation.objects.create(
            kind=Organisation.Kind.OPERATOR, name=name, name_ar=name_ar, slug=slug, city=city
        )
    emit(events.ORGANISATION_CREATE, target=operator, actor=by)
    return operator


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, by: User, name: str, name_ar: str = "", city=None
) -> Organisation:
    """Rename or move a training operator."""
    _require(by, "accounts.change_organisation", organisation)
    organisation.name, organisation.name_ar, organisation.city = name, name_ar, city
    organisation.save(update_fields=["name", "name_ar", "city"])
    emit(events.ORGANISATION_CHANGE, target=organisation, actor=by)
    return organisation


@transaction.atomic
def add_member(organisation: Organisation, *, by: User, user: User, role: str) -> Membership:
    """Give ``user`` a role in ``organisation``; giving it twice changes nothing.

    The system and administrators give any role, a manager those of a cohort's staff.
    """
    _require_giving(by, organisation, role)
    membership, created = Membership.objects.get_or_create(organisation=organisation, user=user, role=role)
    if created:
        forget(user)
        emit(events.MEMBERSHIP_ADD, target=membership, actor=by, data={"role": role, "user": user.pk})
    return membership


def _require_giving(by: User, organisation: Organisation, role: str) -> None:
    _require(by, "accounts.invite_into_organisation", organisation)
    if role not in MANAGERS_MAY_GIVE and not (
        by.is_system or by.has_perm("accounts.change_organisation", organisation)
    ):
        raise PermissionDenied("accounts.invite_into_organisation")


def _lock(organisation: Organisation) -> None:
    """An update is a lock on every database: of two rivals the second sees what the first did."""
    Organisation.objects.filter(pk=organisation.pk).update(slug=F("slug"))


def say_room(*, is_low: bool, is_fine: bool) -> None:
    """Tell the administrators once that the platform has little room left; again only after it was fine.

    Between low and fine nothing is said: a disk that goes up and down around the limit is told once.
    """
    owner = Organisation.objects.filter(kind=Organisation.Kind.PROGRAMME).first()
    if owner is None or not (is_low or is_fine) or _knows_room(owner, is_low):
        return
    with transaction.atomic():
        _lock(owner)
        if not _knows_room(owner, is_low):  # another worker has just said it
            kind = events.ORGANISATION_LACK_ROOM if is_low else events.ORGANISATION_HAVE_ROOM
            emit(kind, target=owner, actor=User.system())


def _knows_room(owner: Organisation, is_low: bool) -> bool:
    lacks, has = events.ORGANISATION_LACK_ROOM.name, events.ORGANISATION_HAVE_ROOM.name
    last = Event.objects.about(owner).filter(verb__in=[lacks, has]).last()
    return is_low == bool(last and last.verb == lacks)


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """Take a role back; the person's open sockets are judged again within five seconds.

    Raises ValidationError for the last administrator, whom nobody could replace.
    """
    organisation = membership.organisation
    _require(by, "accounts.change_membership", organisation)
    _require_giving(by, organisation, membership.role)
    _lock(organisation)
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR).exclude(pk=membership.pk)
    if membership.role == Role.ADMINISTRATOR and not administrators.exists():
        raise ValidationError(_("The programme keeps at least one administrator."))
    emit(
        events.MEMBERSHIP_REMOVE,
        target=membership,
        actor=by,
        data={"role": membership.role, "user": membership.user_id, "organisation": organisation.pk},
    )
    membership.delete()


@transaction.atomic
def invite(organisation: Organisation, *, by: User, email: str, purpose: str) -> Invitation:
    """Invite an address to take a role; the e-mail leaves by a task.

    Raises ValidationError when that address already has an open invitation for the role, or when
    ``by`` invited too many people today.
    """
    _require_giving(by, organisation, PURPOSE_ROLES.get(purpose, Role.MENTOR))
    _lock(organisation)
    email = User.objects.normalize_email(email).lower()
    now = timezone.now()
    open_ones = Invitation.objects.open(at=now).filter(organisation=organisation, email=email, purpose=purpose)
    if purpose != Invitation.Purpose.LEARNER and open_ones.exists():
        raise ValidationError(
            {"email": _("This address already has an invitation; you can send it again from the list.")}
        )
    if Invitation.objects.filter(invited_by=by, created_at__gt=now - timedelta(days=1)).count() >= INVITATIONS_PER_DAY:
        raise ValidationError(
            _("You have sent %(limit)d invitations today; carry on tomorrow.") % {"limit": INVITATIONS_PER_DAY}
        )
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        purpose=purpose,
        invited_by=by,
        token_hash=Invitation.hash(Invitation.new_token()),
        expires_at=now + Invitation.VALIDITY,
    )
    emit(events.INVITATION_CREATE, target=invitation, actor=by)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Send a fresh link; the earlier one no longer works.

    Raises ValidationError once accepted or revoked, or when ``RESENDS_PER_DAY`` have left today.
    """
    _require(by, "accounts.change_invitation", invitation)
    resent = events.INVITATION_RESEND.name
    sent = Event.objects.about(invitation).filter(verb=resent, at__gt=timezone.now() - timedelta(days=1))
    if sent.count() >= RESENDS_PER_DAY:
        raise ValidationError(
            _("This link was sent %(limit)d times today; try again tomorrow.") % {"limit": RESENDS_PER_DAY}
        )
    now = timezone.now()
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        sent_at=None, refused_at=None, attempts=0, due_at=now, expires_at=now + Invitation.VALIDITY
    )
    if not changed:
        raise ValidationError(_("This invitation is closed: send a new one."))
    invitation.refresh_from_db()
    emit(events.INVITATION_RESEND, target=invitation, actor=by)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> Invitation:
    """Close an invitation that nobody accepted; revoking twice changes nothing."""
    _require(by, "accounts.change_invitation", invitation)
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    invitation.refresh_from_db()
    if changed:
        emit(events.INVITATION_REVOKE, target=invitation, actor=by)
    return invitation


@transaction.atomic
def close(invitation: Invitation, *, by: User) -> Invitation:
    """Nobody takes it: for the app that holds something for the invited person, which judged that ``by`` may."""
    now = timezone.now()
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now):
        emit(events.INVITATION_REVOKE, target=invitation, actor=by)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Invitation:
    """``by`` takes the role offered to their address; of two clicks one wins.

    Raises ValidationError when the link was used, revoked, is too old, or is for another address.
    """
    if by.email.lower() != invitation.email.lower():
        raise ValidationError(_("This invitation is for another address."))
    now = timezone.now()
    won = Invitation.objects.open(at=now).filter(pk=invitation.pk).update(accepted_at=now, accepted_by=by)
    if not won:
        raise ValidationError(_("This invitation has been used, or is closed."))
    invitation.refresh_from_db()
    if invitation.purpose in PURPOSE_ROLES:
        role = PURPOSE_ROLES[invitation.purpose]
        add_member(invitation.organisation, by=User.system(), user=by, role=role)
    emit(events.INVITATION_ACCEPT, target=invitation, actor=by)
    return invitation


def send_invitation(invitation: Invitation) -> bool:
    """Mail a fresh link, if it is due; the token exists only in the mail, its hash in the row.

    A failure waits twice as long before the next try; a refused address is not tried again.
    """
    token, now, attempts = Invitation.new_token(), timezone.now(), invitation.attempts + 1
    row = Invitation.objects.filter(pk=invitation.pk)
    mine = Invitation.objects.due(at=now).filter(pk=invitation.pk, token_hash=invitation.token_hash)
    if not mine.update(token_hash=Invitation.hash(token), attempts=attempts, due_at=now + mail.wait_after(attempts)):
        return False
    try:
        _invitation_mail(invitation, token).send()
    except mail.FAILURES as failure:
        logger.warning("invitation %s not sent", invitation.pk, exc_info=True)
        row.update(refused_at=now if mail.is_refused(failure) else None)
        return False
    row.update(sent_at=timezone.now())
    return True


def _invitation_mail(invitation: Invitation, token: str) -> EmailMessage:
    known = User.objects.filter(email=invitation.email).first()
    with translation.override(known.language if known else settings.LANGUAGE_CODE):
        context = {"invitation": invitation, "url": settings.BASE_URL + reverse("invitation", args=[token])}
        subject = _("%(organisation)s invites you to join Minwal") % {"organisation": invitation.organisation}
        body = render_to_string("emails/accounts/invitation.txt", context)
    # The sender's own address is the platform's: an answer goes to the person who invites.
    answer_to = [invitation.invited_by.email]
    return EmailMessage(" ".join(subject.split()), body, to=[invitation.email], reply_to=answer_to)


@transaction.atomic
def end_sessions(user: User) -> None:
    """Close every session, socket and token of ``user``: after a changed password, a lost device, a blocked account."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    revoke_tokens_of(user)
    emit(events.USER_END_SESSIONS, target=user, actor=user)


# Tokens


@transaction.atomic
def create_token(*, by: User, name: str, scope: str, days: int, second_factor: bool) -> tuple[ApiToken, str]:
    """A token of ``by`` for ``days`` days, and its secret, which is kept nowhere.

    ``second_factor`` says whether the session showed one. Raises PermissionDenied when that session was ended
    meanwhile, ValidationError when ``by`` has ``TOKENS_AT_ONCE`` already.
    """
    # This update is the lock: two tokens at once follow each other, and a changed pass phrase comes before or after.
    mine = User.objects.filter(pk=by.pk, session_epoch=by.session_epoch)
    if not mine.update(session_epoch=F("session_epoch")):
        raise PermissionDenied("accounts.create_token")
    now = timezone.now()
    if by.tokens.usable(at=now).count() >= TOKENS_AT_ONCE:
        raise ValidationError(
            _("You have %(limit)d tokens: revoke one that no longer serves.") % {"limit": TOKENS_AT_ONCE}
        )
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        user=by, name=name, scope=scope, second_factor=second_factor, expires_at=now + timedelta(days=days),
        digest=ApiToken.hash(secret), prefix=secret[: ApiToken.SHOWN],
    )  # fmt: skip
    emit(events.TOKEN_CREATE, target=token, actor=by, data={"scope": scope, "days": days})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> bool:
    """The token opens nothing any more; says whether it still did. Raises PermissionDenied for another's token."""
    if token.user_id != by.pk:
        raise PermissionDenied("accounts.revoke_token")
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    emit(events.TOKEN_REVOKE, target=token, actor=by)
    return True


def revoke_tokens_of(user: User) -> int:
    """Revoke all of a person's tokens: what had been shown to make them is no longer sure. Returns how many."""
    return sum(revoke_token(token, by=user) for token in user.tokens.filter(revoked_at=None))


def use_token(secret: str, *, at: datetime) -> ApiToken | None:
    """The usable token of that secret, with its person; None for any other. Its use is noted once a minute."""
    token = ApiToken.objects.usable(at=at).filter(digest=ApiToken.hash(secret)).select_related("user").first()
    if token and (token.last_used_at is None or token.last_used_at <= at - ApiToken.USE_NOTED):
        # Of requests at once, one writes.
        earlier = Q(last_used_at=None) | Q(last_used_at__lte=at - ApiToken.USE_NOTED)
        ApiToken.objects.filter(earlier, pk=token.pk).update(last_used_at=at)
    return token
