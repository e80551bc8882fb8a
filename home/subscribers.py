"""When public pages change, visitors see it at once."""

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.events import subscribe_to_all
from home import public
from home.models import SiteSettings
from programme.models import City, Domain, Programme, Region

ANNOUNCED = ("cohorts.cohort.", "cohorts.enrolment.", "accounts.organisation.")


@subscribe_to_all
def announce(event) -> None:
    """A cohort opens, moves or fills: the catalogue says so."""
    if event.verb.startswith(ANNOUNCED):
        public.purge()


def public_page_changed(sender, **kwargs) -> None:
    public.purge()


for signal in (page_published, page_unpublished, post_page_move):
    signal.connect(public_page_changed)
post_delete.connect(public_page_changed, sender=Page)
for model in (SiteSettings, Region, City, Domain, Programme):
    post_save.connect(public_page_changed, sender=model)
    post_delete.connect(public_page_changed, sender=model)
