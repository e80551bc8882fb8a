"""What a person may see in the Wagtail admin, by model."""

from django.contrib.auth import get_user_model
from django.http import Http404
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

FILE_VERBS = ["change", "delete", "choose"]


def sees_every_operator(user) -> bool:
    return user.has_perm("accounts.see_every_operator")


def explorable(model, user):
    """The pages, images or documents that ``user`` may see in the admin; any other model has none for them."""
    if issubclass(model, Page):
        seen = policy_registry.get_by_type(Page).explorable_instances(user)
        return model.objects.filter(pk__in=seen.values("pk"))
    if model in (get_image_model(), get_document_model()):
        return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, FILE_VERBS)
    raise Http404


def colleagues(user):
    """The editors of the operators that ``user`` edits for."""
    return get_user_model().objects.filter(
        pk__in=get_user_model().objects.filter(groups__in=user.groups.all()).values("pk")
    )
