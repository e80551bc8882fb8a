"""The components of every screen. In a list's row at most two of them, so they are plain functions."""

from django import template
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext

from core import times
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


for words in (times.hour, times.day, times.near_day, times.moment, times.lasting, times.since, times.hours):
    register.filter(words)


@register.filter
def figure(value) -> str:
    """A count for people, grouped by thousands as the language does: 15 000."""
    return number_format(value, force_grouping=True)


@register.filter
def percent(value) -> str:
    """A percentage, with its tenth if there is one: « 48,8 % » in French, 48.8% in English."""
    text = f"{value:g}" if get_language() == "en" else f"{value:g}".replace(".", ",")
    return f"{text}\u00a0%" if get_language() == "fr" else f"{text}%"
