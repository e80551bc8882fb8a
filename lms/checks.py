"""System checks of the wiring: what is dangerous does not start, what is half set is told by ``check --deploy``.

The first group is asked at every start (``refuse_to_start``) and by every command; the second, tagged as
deployment, only by ``manage.py check --deploy``.
"""

import ipaddress
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

TAG = "minwal"
# Morocco's clock since 20 September 2026: an older table of zones says one hour more.
WINTER_DAY = datetime(2026, 11, 30, 23, 59)
EXAMPLE_DOMAINS = (".example", ".invalid")


def public_hosts() -> list[str]:
    """The names of ALLOWED_HOSTS that the world can reach: all but this machine and private networks."""
    return [host for host in settings.ALLOWED_HOSTS if _is_public(host.strip("[]").lower())]


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        # A bare name (localhost, a container's) has no dot; "*" and ".domain" let the world in.
        return host == "*" or ("." in host and not host.endswith((".localhost", ".test")))


def _in_production() -> bool:
    return not (settings.DEMO or settings.DEBUG)


def _is_in_memory(backend: str) -> bool:
    return backend.endswith(("InMemoryChannelLayer", "LocMemCache", "DummyCache"))


# At every start


@register(TAG)
def demo_stays_at_home(app_configs, **kwargs) -> list[CheckMessage]:
    """The demo's accounts share one published pass phrase."""
    if not (settings.DEMO and public_hosts()):
        return []
    return [
        Error(
            f"DEMO is on and ALLOWED_HOSTS lets the world in ({', '.join(public_hosts())}).",
            hint="Everybody knows the demo's pass phrase. Set DEMO=0, or keep ALLOWED_HOSTS to localhost.",
            id="minwal.E001",
        )
    ]


def _listens_to_the_world() -> bool:
    """Whether the server's address is a public one, or every one of this machine's."""
    try:
        address = ipaddress.ip_address(settings.HOST.strip("[]"))
    except ValueError:
        return _is_public(settings.HOST)
    return address.is_unspecified or address.is_global


@register(TAG)
def demo_listens_at_home(app_configs, **kwargs) -> list[CheckMessage]:
    """Who reaches the port says any name of the site: ALLOWED_HOSTS alone keeps nobody out."""
    if not (settings.DEMO and _listens_to_the_world()):
        return []
    return [
        Error(
            f"DEMO is on and the server would listen to whoever reaches this machine (HOST={settings.HOST}).",
            hint="Everybody knows the demo's pass phrase. Set DEMO=0, leave HOST out, or, to show it in one room, "
            "name this machine's address in the private network in both HOST and ALLOWED_HOSTS (192.168.1.20).",
            id="minwal.E014",
        )
    ]


@register(TAG)
def debug_stays_at_home(app_configs, **kwargs) -> list[CheckMessage]:
    """Debug pages show settings and data to whoever meets an error."""
    if not (settings.DEBUG and public_hosts()):
        return []
    return [
        Error(
            f"DEBUG is on and ALLOWED_HOSTS lets the world in ({', '.join(public_hosts())}).",
            hint="An error page would show your settings to visitors. Set DEBUG=0.",
            id="minwal.E002",
        )
    ]


@register(TAG)
def hosts_are_named(app_configs, **kwargs) -> list[CheckMessage]:
    """With any name allowed, whoever asks writes the links of our letters and of our pages."""
    if "*" not in settings.ALLOWED_HOSTS or not _in_production():
        return []
    hint = "Name the site in ALLOWED_HOSTS, and this machine's address if a probe asks by it."
    return [Error("ALLOWED_HOSTS holds *: the site would answer to any name.", hint=hint, id="minwal.E015")]


def _own_key_wanted() -> list[CheckMessage]:
    if settings.SECRET_KEY != settings.DEFAULT_SECRET_KEY:
        return []
    return [
        Error(
            "SECRET_KEY is the one printed in the source: anybody could sign in as anybody.",
            hint='Make one: python3 -c "import secrets; print(secrets.token_urlsafe(50))" and give it as SECRET_KEY.',
            id="minwal.E003",
        )
    ]


@register(TAG)
def public_site_has_its_own_key(app_configs, **kwargs) -> list[CheckMessage]:
    """The default key is for one's own machine."""
    return _own_key_wanted() if public_hosts() else []


@register(TAG)
def processes_share_a_layer(app_configs, **kwargs) -> list[CheckMessage]:
    """The in-memory channel layer and cache live in one process: the others would hear and see nothing."""
    if settings.WEB_PROCESSES < 2:
        return []
    hint = "Name a Redis server in REDIS_URL, or set WEB_PROCESSES=1."
    found = []
    if _is_in_memory(settings.CHANNEL_LAYERS["default"]["BACKEND"]):
        text = f"{settings.WEB_PROCESSES} web processes with an in-memory channel layer: half the rooms would be deaf."
        found.append(Error(text, hint=hint, id="minwal.E004"))
    if any(_is_in_memory(cache["BACKEND"]) for cache in settings.CACHES.values()):
        text = f"{settings.WEB_PROCESSES} web processes with a cache in memory: limits count apart, old pages stay."
        found.append(Error(text, hint=hint, id="minwal.E005"))
    return found


@register(TAG)
def processes_share_a_database(app_configs, **kwargs) -> list[CheckMessage]:
    """SQLite has one writer at a time: several web processes would wait for each other."""
    if settings.WEB_PROCESSES < 2 or not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    return [
        Error(
            f"{settings.WEB_PROCESSES} web processes on SQLite, which takes one writer at a time.",
            hint="Name a PostgreSQL server in DATABASE_URL, or set WEB_PROCESSES=1.",
            id="minwal.E006",
        )
    ]


@register(TAG)
def clock_of_morocco(app_configs, **kwargs) -> list[CheckMessage]:
    """With an old table of time zones every deadline is an hour off."""
    offset = WINTER_DAY.replace(tzinfo=ZoneInfo("Africa/Casablanca")).utcoffset()
    if offset == timedelta(0):
        return []
    return [
        Error(
            f"Casablanca is {offset} ahead of UTC on {WINTER_DAY:%Y-%m-%d}; it is level with it since September 2026.",
            hint="Install the pinned tzdata package (requirements.txt), which lms/__init__.py makes Python read.",
            id="minwal.E007",
        )
    ]


# Before a deployment


@register(TAG, deploy=True)
def production_has_its_own_key(app_configs, **kwargs) -> list[CheckMessage]:
    """The same as above for a production not yet public."""
    return _own_key_wanted() if _in_production() and not public_hosts() else []


@register(TAG, deploy=True)
def public_site_is_encrypted(app_configs, **kwargs) -> list[CheckMessage]:
    """Without HTTPS a pass phrase crosses the network in clear."""
    if settings.HTTPS or not public_hosts():
        return []
    return [
        Error(
            f"{public_hosts()[0]} is public and HTTPS is off.",
            hint="Put a proxy with a certificate in front (docs/how-to) and set HTTPS=1.",
            id="minwal.E008",
        )
    ]


@register(TAG, deploy=True)
def base_url_is_the_sites(app_configs, **kwargs) -> list[CheckMessage]:
    """Links in e-mails are made from BASE_URL."""
    address = urlsplit(settings.BASE_URL)
    scheme = "https" if settings.HTTPS else "http"
    if address.scheme == scheme and validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            f"BASE_URL ({settings.BASE_URL}) is not this site's address: invitations would lead elsewhere.",
            hint=f"It begins with {scheme}:// (HTTPS is {'on' if settings.HTTPS else 'off'}) "
            "and names one of ALLOWED_HOSTS, without a final slash.",
            id="minwal.E009",
        )
    ]


@register(TAG, deploy=True)
def mail_leaves(app_configs, **kwargs) -> list[CheckMessage]:
    """Sign-up and invitations need e-mail."""
    if settings.EMAIL_URL or not _in_production():
        return []
    return [
        Error(
            "No mail server: nobody could sign up or be invited; mails would pile up in files.",
            hint="Name it in EMAIL_URL, e.g. smtp+tls://user:password@smtp.example.org:587",
            id="minwal.E010",
        )
    ]


@register(TAG, deploy=True)
def mail_has_a_sender(app_configs, **kwargs) -> list[CheckMessage]:
    """A mail from a domain that does not exist is thrown away as spam."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if not (_in_production() and sender.endswith(EXAMPLE_DOMAINS)):
        return []
    hint = "Give an address of your own domain in DEFAULT_FROM_EMAIL."
    return [Warning(f"E-mails would come from {sender}, which does not exist.", hint=hint, id="minwal.W011")]


@register(TAG, deploy=True)
def staff_show_a_second_factor(app_configs, **kwargs) -> list[CheckMessage]:
    """Staff read everybody's work: a pass phrase alone is not enough (ASVS 6.3.3)."""
    if settings.STAFF_SECOND_FACTOR or not _in_production():
        return []
    hint = "Set STAFF_SECOND_FACTOR=1, its value when DEMO is off."
    return [Warning("Staff sign in without a second factor.", hint=hint, id="minwal.W012")]


@register(TAG, deploy=True)
def proxies_are_counted(app_configs, **kwargs) -> list[CheckMessage]:
    """Behind a proxy that is not counted, all visitors are one address, and share its log-in limits."""
    if not settings.HTTPS or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    hint = "Set TRUSTED_PROXY_COUNT to the number of proxies in front, usually 1."
    return [Warning("HTTPS comes from a proxy, but no proxy is counted.", hint=hint, id="minwal.W013")]


def refuse_to_start() -> None:
    """Raise ImproperlyConfigured, in words for a person, when a check of the first group fails."""
    told = [f"{found.msg}\n    {found.hint} ({found.id})" for found in run_checks(tags=[TAG]) if found.is_serious()]
    if told:
        raise ImproperlyConfigured("Minwal does not start.\n  " + "\n  ".join(told))
