"""The form of every curriculum page in the Wagtail admin."""

from collections.abc import Iterator

from django.db.models import ForeignKey
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from core.visible import VisibleTexts
from courses.explorable import explorable, sees_every_operator

Reference = tuple[type, str]


def _judged(model: type) -> type | None:
    if issubclass(model, Page):
        return Page
    return model if model in (get_image_model(), get_document_model()) else None


def _references(field, value) -> Iterator[Reference]:
    """The pages, images and documents that a field's value points to."""
    if not value:
        return
    if hasattr(field, "extract_references"):
        found = ((model, str(pk)) for model, pk, *_path in field.extract_references(value))
    elif isinstance(field, ForeignKey):
        found = [(field.related_model, str(getattr(value, "pk", value)))]
    else:
        return
    yield from ((_judged(model), pk) for model, pk in found if _judged(model))


class CurriculumForm(VisibleTexts, WagtailAdminPageForm):
    """A chooser shows only what its user may see; this form refuses an id typed by hand."""

    def clean(self) -> dict:
        cleaned = super().clean()
        user = self.for_user
        if user is not None and not sees_every_operator(user):
            # An administrator may have put another operator's picture here: what was there stays.
            for model, pk in self._pointed_to(cleaned) - self._pointed_to(vars(self.instance)):
                if not explorable(model, user).filter(pk=pk).exists():
                    # An error beside the field would show the chosen object's title.
                    raise Http404
        self._check_bootcamp(cleaned)
        return cleaned

    def _check_bootcamp(self, cleaned: dict) -> None:
        """A bootcamp lasts a week at least, and no other of the same operator has its code, whatever the capitals."""
        if cleaned.get("weeks") == 0:
            self.add_error("weeks", _("A bootcamp lasts one week at least."))
        code, parent = cleaned.get("code"), self.parent_page or self.instance.get_parent()
        if code and parent:
            same = type(self.instance).objects.child_of(parent).filter(code__iexact=code)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("code", _("Another bootcamp already has this code."))

    def _pointed_to(self, values: dict) -> set[Reference]:
        fields = (field for field in self.instance._meta.get_fields() if field.concrete)
        return {
            reference
            for field in fields
            for reference in _references(field, values.get(field.name, values.get(getattr(field, "attname", ""))))
        }
