"""Settings, from the environment alone; the table is in docs/reference/settings.md."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DEFAULT_SECRET_KEY = "insecure-for-development-only-0123456789-0123456789"  # noqa: S105  a check refuses it elsewhere
SECRET_KEY = env("SECRET_KEY", default=DEFAULT_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default="http://localhost:8000")
HOST = env("HOST", default="127.0.0.1")
WEB_PROCESSES = env.int("WEB_PROCESSES", default=1)
HTTPS = env.bool("HTTPS", default=False)

OWN_APPS = [
    "core",
    "programme",
    "accounts",
    "inbox",
    "courses",
    "cohorts",
    "learning",
    "projects",
    "live",
    "reports",
    "home",
]
INSTALLED_APPS = [
    "daphne",
    *OWN_APPS,
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rules",
    "channels",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "lms.apps.WiringConfig",  # last: it wires what the packages have connected
]

MIDDLEWARE = [
    "core.middleware.reference_number",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.content_policy",
    # Above WhiteNoise: the embedded default compresses its static files too; production has them ready made.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.plain_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.middleware.PlainText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.IdleLimit",
    "core.middleware.choose_language",
    "core.api.api_frame",
    "home.middleware.public_cache",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.StaffSecondFactor",
    "courses.wall.OperatorWall",
    "courses.keeping.KeepWhatIsUsed",
    "courses.autosave.SecondTry",
    "courses.malformed.MalformedForm",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.Refusals",
]

ROOT_URLCONF = "lms.urls"
ASGI_APPLICATION = "lms.asgi.application"
WSGI_APPLICATION = "lms.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "home.context_processors.frame",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    }
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
    ),
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
REDIS_PREFIX = env("REDIS_PREFIX", default="minwal")  # platforms that share a server do not hear each other
if REDIS_URL:
    REDIS = {"BACKEND": "core.caches.TolerantRedis", "LOCATION": REDIS_URL}
    CACHES = {
        "default": {**REDIS, "KEY_PREFIX": REDIS_PREFIX, "OPTIONS": {"COUNTED": ["allauth", "api-"]}},
        "pages": {**REDIS, "KEY_PREFIX": f"{REDIS_PREFIX}-pages"},
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "core.layers.BoundedLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
else:
    # Sessions and the counts of log-in limits are apart from public pages, whose number a stranger decides:
    # a full cache drops entries, and with them a count.
    MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    CACHES = {
        "default": {**MEMORY, "OPTIONS": {"MAX_ENTRIES": 50_000}},
        "pages": {**MEMORY, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}},
    }
    # One channel hears everything for its process: it is long where the others of Channels are short.
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}},
    }

TASKS = {"default": {"BACKEND": env("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}

# Accounts: one log-in door, allauth's
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "core.permissions.RuleBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
# A class of forty sits behind one address: limits hold per account and browser (accounts.devices), not per address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/300s/key",
    "signup": "100/m/ip",
    "confirm_email": "4/10m/key",
    "reset_password": "100/m/ip",  # and few letters an hour to one address: accounts.entrance
}
ACCOUNT_FORMS = {
    "login": "accounts.entrance.LoginForm",
    "reset_password": "accounts.entrance.ResetPasswordForm",
}
# A person's programs together: a file of 200 MB is two hundred pieces.
API_REQUESTS_PER_MINUTE = 600
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Minwal"
MFA_TOTP_TOLERANCE = 1  # a code typed as its half minute ends, or a slow phone (RFC 6238 §5.2)
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = False
POLICY_VERSION = "2026-11"

SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Without a click for so long, a session ends by itself.
SESSION_IDLE_SECONDS, STAFF_IDLE_SECONDS = 7 * 24 * 3600, 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# Languages: French first; the browser's own choice is ignored until a language is complete
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lms.formats"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = USE_TZ = True
# Figures for people are grouped by the filter `figure`: a number in an attribute or an address must stay plain.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Africa/Casablanca"

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
MANIFEST_STATIC = env.bool("MANIFEST_STATIC", default=False)
WHITENOISE_USE_FINDERS = not MANIFEST_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "media/"
MEDIA_SERVED = env.bool("MEDIA_SERVED", default=not HTTPS)
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STORAGES = {
    # Pictures of pages are public: the web server that serves them runs as somebody else.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MANIFEST_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# In one form; and in one version, whatever it came by.
UPLOAD_MAX_FILES, UPLOAD_MAX_BYTES = 10, 10 * 2**20
VERSION_MAX_FILES, VERSION_MAX_BYTES = 5000, 200 * 2**20
# Below this share of a disk, or this many bytes, whichever is more, /healthz says that room is low.
ROOM_WARNING_SHARE, ROOM_WARNING_BYTES = 0.05, env.int("ROOM_WARNING_BYTES", default=2**30)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# Mail: files in var/mail unless a server is named
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Minwal <ne-pas-repondre@minwal.example>")

# Wagtail
WAGTAIL_SITE_NAME = "Minwal"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("ar", "العربية"), ("en", "English")]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = [
    *["csv", "docx", "ipynb", "json", "key", "md", "odp", "ods", "odt", "pdf", "pptx", "py", "sql", "txt", "xlsx"],
    *["css", "html", "js", "sqlite", "tsv", "xml", "yaml", "yml", "zip"],
]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"] = "french"

# frame-ancestors is said by core.middleware.content_policy.
SILENCED_SYSTEM_CHECKS = ["security.W002"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "lms.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    # It tells a lost Redis once a second, with its traceback: core.caches and core.listening say it once.
    "loggers": {"channels_redis.pubsub": {"level": "CRITICAL"}},
}
