"""What pages say of a person's sessions."""

from django import template

register = template.Library()

# The first that is found names it: Chrome's name stands in almost every other's.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")]
BROWSERS += [("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS")]
SYSTEMS += [("Linux", "Linux")]


@register.filter
def browser(agent: str) -> str:
    """A browser's long signature in two words: « Chrome, Android »; its first forty signs when it is not known."""
    found = [next((word for mark, word in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or agent[:40]
