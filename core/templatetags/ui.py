"""The components of every screen. In a list's row at most two of them, so they are plain functions."""

from datetime import date, datetime, timedelta

from django import template
from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

from core.components import look_of
from core.icons import PATHS
from core.idempotency import FIELD, new_key
from core.markdown import unmarked as unmarked_words
from core.markdown import written as written_html
from core.typography import comma, french_html, french_spaces, initials_of, isolated, listed, towards

register = template.Library()
HUES = 5
UNCUT = 16


@register.simple_tag
def request_key() -> SafeString:
    """A hidden field by which a form sent twice is answered once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())


@register.filter
def written(text: str | None) -> SafeString:
    """What people write to each other, with its lists, its code and its links."""
    return format_html('<div class="written">{}</div>', written_html(text or ""))


@register.filter
def unmarked(text: str) -> str:
    """The same, words alone."""
    return unmarked_words(text)


@register.simple_tag
def icon(name: str, flip: bool = False) -> SafeString:
    """A drawing beside a word; ``flip`` mirrors arrows in right-to-left pages."""
    # The paths are constants of ours, in core/icons.py.
    path = mark_safe(PATHS[name])  # noqa: S308
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"{}>{}</svg>', " data-flip" if flip else "", path
    )


@register.simple_tag
def pill(thing, word: str = "", element_id: str = "") -> SafeString:
    """A state: icon, word and tone, of an enum's member or of a row that has one."""
    look, label = look_of(thing)
    tone = format_html(' data-tone="{}"', look.tone) if look.tone else ""
    mark = format_html(' id="{}"', element_id) if element_id else ""
    return format_html('<span class="pill"{}{}>{}{}</span>', tone, mark, icon(look.icon), word or label)


@register.simple_tag
def tone_pill(tone: str, drawing: str, word: str) -> SafeString:
    """A pill that is no state: a promise, a count."""
    return format_html('<span class="pill" data-tone="{}">{}{}</span>', tone, icon(drawing), word)


@register.simple_tag
def avatar(person, online: bool = False) -> SafeString:
    """A person's initials; their name stands beside it in text."""
    hue = (person.pk or 0) % HUES + 1
    return format_html(
        '<span class="av" data-hue="{}" aria-hidden="true"{}>{}</span>',
        hue,
        " data-on" if online else "",
        initials_of(str(person)),
    )


@register.simple_tag
def thread(done: int, total: int, label: str, now: bool = True) -> SafeString:
    """The thread of progress: one segment per step, saffron for the current one."""
    states = ["done" if n < done else "now" if now and n == done else "" for n in range(total)]
    segments = format_html_join("", '<i data-s="{}"></i>', ((state,) for state in states))
    return format_html('<div class="thread" role="img" aria-label="{}">{}</div>', label, segments)


@register.simple_tag
def bar(value, maximum, label: str, tone: str = "") -> SafeString:
    """A proportion, always beside the same figures in text."""
    return format_html(
        '<progress class="bar {}" value="{}" max="{}" aria-label="{}"></progress>',
        f"tone-{tone}" if tone else "",
        value,
        maximum or 1,
        label,
    )


@register.inclusion_tag("components/field.html")
def field(bound, hint: str = "") -> dict:
    """A field with its label, its hint and its error, joined for screen readers."""
    described = " ".join(
        name
        for name, there in (
            (f"{bound.id_for_label}-h", hint or bound.help_text),
            (f"{bound.id_for_label}-e", bound.errors),
        )
        if there
    )
    attributes = {"aria-describedby": described} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or widget.__class__.__name__.lower()
    if kind == "select":
        # Django's own empty choice is a row of dashes.
        empty = gettext("Choose…")
        widget.choices = [(value, label if str(label).strip("-") else empty) for value, label in widget.choices]
    grouped = kind == "radio" or (kind == "checkbox" and getattr(widget, "allow_multiple_selected", False))
    if not grouped:
        attributes["class"] = {"select": "select", "textarea": "area", "checkbox": "", "file": ""}.get(kind, "input")
    return {
        "bound": bound,
        "hint": hint or bound.help_text,
        "widget": bound.as_widget(attrs=attributes),
        "kind": "group" if grouped else kind,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form) -> dict:
    """What a refused form says first, with links to its fields."""
    return {"form": form, "fields": [bound for bound in form.visible_fields() if bound.errors] if form.is_bound else []}


@register.inclusion_tag("components/empty.html")
def empty(drawing: str, title: str, text: str = "", url: str = "", action: str = "") -> dict:
    """Nothing here: what is missing, what will happen, one thing to do."""
    return {"icon": drawing, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, name: str = "page") -> dict:
    """Links to the previous and next page of a list, with the filters kept; ``name`` tells two lists of a screen
    apart in its address.
    """
    kept = context["request"].GET.copy()
    kept.pop(name, None)
    return {"page": page, "kept": kept.urlencode(), "name": name}


@register.simple_tag
def frame_language() -> SafeString:
    """Attributes of an interface text that stands inside a French part of a curriculum: its own language."""
    return format_html('lang="{}" dir="{}"', get_language(), "rtl" if get_language_bidi() else "ltr")


@register.filter
def french(text: str) -> str:
    """French spaces in the words of a curriculum, which is French in every language of the frame."""
    return french_spaces(str(text))


@register.filter
def french_text(html) -> SafeString:
    """The same in a rich text: a plain string is escaped first; then only spaces change."""
    return mark_safe(french_html(conditional_escape(html)))  # noqa: S308


register.filter(listed)
register.simple_tag(comma)
register.simple_tag(towards)


@register.filter
def isolate(text) -> str:
    """A title inside a sentence: in Arabic it keeps its own direction; elsewhere it is as it is."""
    return isolated(str(text)) if get_language() == "ar" else str(text)


@register.filter
def in_one_piece(code: str) -> SafeString:
    """A code inside a title, fenced off, and not cut at its hyphens as long as it fits the line of a phone."""
    if len(code) > UNCUT:
        return format_html("<bdi>{}</bdi>", code)
    return format_html('<bdi class="uncut">{}</bdi>', code)


@register.filter
def initials(person) -> str:
    """A person's initials, beside their name."""
    return initials_of(str(person))


@register.filter
def hour(moment: datetime | None) -> str:
    """Morocco's wall time: « 14 h 30 » in French, 14:30 elsewhere."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if get_language() == "fr":
        return f"{local.hour} h {local.minute:02}".replace(" ", "\u00a0").removesuffix("\u00a000")
    return f"{local.hour:02}:{local.minute:02}"


@register.filter
def day(moment: datetime | date | None) -> str:
    """A day in words, without the year when it is this one: lundi 24 novembre."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    form = "l j F" if local.year == timezone.localdate().year else "l j F Y"
    words = date_format(local, form)
    return words.replace(" 1 ", " 1er ", 1) if get_language() == "fr" and local.day == 1 else words


@register.filter
def near_day(moment: datetime | date | None) -> str:
    """Today, tomorrow, yesterday, else the day in words."""
    if moment is None:
        return ""
    local = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    away = (local - timezone.localdate()).days
    words = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    return words.get(away) or day(moment)


@register.filter
def moment(value: datetime | None) -> str:
    """A near day and its hour: « aujourd’hui, 14 h 30 »."""
    return f"{near_day(value)}{comma()}{hour(value)}" if value else ""


@register.filter
def lasting(span: timedelta | None) -> str:
    """A length of time as people say it, that no one takes for a clock's: 12 min, 3 hours, 3 h 48 min, 2 days."""
    if span is None:
        return ""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _hours_and(minutes // 60, minutes % 60)
    days = minutes // (24 * 60)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _hours_and(whole: int, minutes: int) -> str:
    if minutes:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": whole, "minutes": minutes}
    return ngettext("%(hours)d hour", "%(hours)d hours", whole) % {"hours": whole}


@register.filter
def since(value: datetime | None) -> str:
    """How long ago that was."""
    return lasting(timezone.now() - value) if value else ""


@register.filter
def hours(value) -> str:
    """An amount of hours: 4 h, 2,5 h, in Arabic 4 س."""
    if value is None:
        return ""
    text = f"{float(value):g}"
    if get_language() == "en":
        return f"{text} h"
    return f"{text.replace('.', ',')}\u00a0{'س' if get_language() == 'ar' else 'h'}"


@register.filter
def figure(value) -> str:
    """A count for people, grouped by thousands as the language does: 15 000."""
    return number_format(value, force_grouping=True)


@register.filter
def percent(value) -> str:
    """A percentage, with its tenth if there is one: « 48,8 % » in French, 48.8% in English."""
    text = f"{value:g}" if get_language() == "en" else f"{value:g}".replace(".", ",")
    return f"{text}\u00a0%" if get_language() == "fr" else f"{text}%"
