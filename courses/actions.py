"""What keeps the Wagtail admin equal to the memberships: groups, collections, page permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from accounts.models import Organisation, Role, User
from courses.models import OperatorPage

EDITORS = {Role.TRAINER, Role.MANAGER}
PAGE_VERBS = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
FILE_VERBS = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
ADMINISTRATORS = "administrators"
# What an administrator edits besides pages: the programme's reference data and the site's settings.
REFERENCE_MODELS = ["programme", "region", "city", "domain", "target", "holiday", "ramadan"]
# The ground of every national figure: it ends on its last day, nobody deletes it.
NEVER_DELETED = {"programme"}


def group_name(operator: Organisation) -> str:
    """The name of the group of an operator's editors; it outlives a change of the operator's name."""
    return f"operator-{operator.pk}"


@transaction.atomic
def sync_operator(operator: Organisation) -> OperatorPage | None:
    """Make the operator's page, group, collection and permissions what its memberships say.

    Safe to repeat. Returns the operator's page, or None while the site has no catalogue yet.
    """
    group, _created = Group.objects.get_or_create(name=group_name(operator))
    page = _operator_page(operator)
    _set_permissions(group, [("wagtailadmin", "access_admin")])
    _set_page_permissions(group, page, PAGE_VERBS)
    _set_collection_permissions(group, _collection(operator, group), FILE_VERBS)
    group.user_set.set(
        User.objects.filter(memberships__organisation=operator, memberships__role__in=EDITORS).distinct()
    )
    return page


@transaction.atomic
def sync_administrators() -> Group:
    """Make the group of administrators what the memberships say: every page and file, reference data, settings."""
    group, _created = Group.objects.get_or_create(name=ADMINISTRATORS)
    reference = [
        ("programme", f"{verb}_{model}")
        for model in REFERENCE_MODELS
        for verb in ("add", "change", "delete", "view")
        if verb != "delete" or model not in NEVER_DELETED
    ]
    _set_permissions(group, [("wagtailadmin", "access_admin"), ("home", "change_sitesettings"), *reference])
    _set_page_permissions(group, Page.get_first_root_node(), PAGE_VERBS)
    _set_collection_permissions(group, Collection.get_first_root_node(), FILE_VERBS)
    group.user_set.set(User.objects.filter(memberships__role=Role.ADMINISTRATOR).distinct())
    return group


def sync_all() -> None:
    """Every operator's group and the administrators': after an import, or to repair."""
    for operator in Organisation.objects.filter(kind=Organisation.Kind.OPERATOR):
        sync_operator(operator)
    sync_administrators()


def _operator_page(operator: Organisation) -> OperatorPage | None:
    existing = OperatorPage.objects.filter(operator=operator).first()
    catalogue = Page.objects.filter(content_type__app_label="home", content_type__model="cataloguepage").first()
    if existing or catalogue is None:
        return existing
    return catalogue.add_child(
        instance=OperatorPage(title=operator.name, slug=_free_slug(catalogue, operator), operator=operator)
    )


def _free_slug(parent: Page, operator: Organisation) -> str:
    slug = slugify(operator.slug) or f"operateur-{operator.pk}"
    taken = parent.get_children().filter(slug=slug).exists()
    return f"{slug}-{operator.pk}" if taken else slug


def _collection(operator: Organisation, group: Group) -> Collection:
    own = Collection.objects.filter(group_permissions__group=group, depth__gt=1).first()
    return own or Collection.get_first_root_node().add_child(name=operator.name)


def _set_permissions(group: Group, wanted: list[tuple[str, str]]) -> None:
    found = Permission.objects.filter(codename__in=[codename for _app, codename in wanted]).select_related(
        "content_type"
    )
    group.permissions.set([row for row in found if (row.content_type.app_label, row.codename) in wanted])


def _set_page_permissions(group: Group, page: Page | None, verbs: list[str]) -> None:
    rows = GroupPagePermission.objects.filter(group=group)
    if page is None:
        rows.delete()
        return
    rows.exclude(page=page.pk, permission__codename__in=verbs).delete()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=verbs):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _set_collection_permissions(group: Group, collection: Collection, verbs: list[str]) -> None:
    rows = GroupCollectionPermission.objects.filter(group=group)
    rows.exclude(collection=collection, permission__codename__in=verbs).delete()
    apps = ("wagtailimages", "wagtaildocs")
    for permission in Permission.objects.filter(content_type__app_label__in=apps, codename__in=verbs):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
