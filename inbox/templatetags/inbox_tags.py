"""What a page says of its reader's notices."""

from django import template
from django.db.models import Q

from inbox.models import Notice

register = template.Library()


@register.simple_tag(takes_context=True)
def notice_that_led_here(context) -> Notice | None:
    """The reader's latest notice whose link is this page; None where nobody is known."""
    request = context["request"]
    if not hasattr(request, "user"):
        return None
    here = request.get_full_path()
    return Notice.objects.visible_to(request.user).filter(Q(url=here) | Q(url__startswith=f"{here}#")).first()
