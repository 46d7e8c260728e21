"""
Settings, all from the environment; docs/settings.md lists them. What a lead changes in working hours is data in the app, not a setting.
"""

import re
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from ambasador.config import env
from ambasador.config.home import home_dir, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = home_dir()

SECRET_KEY = env.text("AMBASADOR_SECRET_KEY") or secret_key(HOME)
DEBUG = env.flag("AMBASADOR_DEBUG")
SITE_URL = env.text("AMBASADOR_URL", "http://127.0.0.1:8321").rstrip("/")
ALLOWED_HOSTS = env.words("AMBASADOR_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
BEHIND_TLS = SITE_URL.startswith("https://")

# the organisation's own addresses: replies to tickets come to sprawa+<token>@MAIL_DOMAIN
MAIL_DOMAIN = env.text("AMBASADOR_MAIL_DOMAIN", "sprawy.localhost")
MAIL_FROM_NAME = env.text("AMBASADOR_MAIL_FROM_NAME", "Ambasador")
# where mail leaves: an smtp://user:password@host:port (or smtps://) address; empty keeps everything in the built-in outbox page
SMTP_URL = env.text("AMBASADOR_SMTP_URL")
SMTP_LISTEN = env.text("AMBASADOR_SMTP_LISTEN", "127.0.0.1:2525")
LMTP_LISTEN = env.text("AMBASADOR_LMTP_LISTEN", "127.0.0.1:2524")
# attachments above 64 KiB: a folder, or s3://bucket/prefix in any S3-compatible storage
FILES_DIR, FILES_BUCKET, FILES_PREFIX = env.place("AMBASADOR_FILES", HOME / "files")
S3_REGION = env.text("AMBASADOR_S3_REGION", "us-east-1")
S3_ENDPOINT = env.text("AMBASADOR_S3_ENDPOINT", f"https://s3.{S3_REGION}.amazonaws.com").rstrip("/")
S3_KEY, S3_SECRET = env.text("AMBASADOR_S3_KEY"), env.text("AMBASADOR_S3_SECRET")
if FILES_BUCKET and not (S3_KEY and S3_SECRET and re.fullmatch(r"https?://[^/\s]+", S3_ENDPOINT)):
    raise env.BadSetting("AMBASADOR_FILES names a bucket: AMBASADOR_S3_KEY, AMBASADOR_S3_SECRET and an http(s) AMBASADOR_S3_ENDPOINT are needed too")
# names of the receiving mail servers whose Authentication-Results are believed; "-" stands for servers that leave their name out
MAIL_RECEIVERS = frozenset(name.lower() for name in env.words("AMBASADOR_MAIL_RECEIVERS"))
MAX_MESSAGE_MB = env.number("AMBASADOR_MAX_MESSAGE_MB", 60)
# the virus scanner: unix:/run/clamav/clamd.ctl or tcp:host:3310; required holds every file back until it was found clean
CLAMAV = env.text("AMBASADOR_CLAMAV")
CLAMAV_REQUIRED = env.flag("AMBASADOR_CLAMAV_REQUIRED")
if CLAMAV and not re.fullmatch(r"unix:/.+|tcp:.+:\d{1,5}", CLAMAV):
    raise env.BadSetting(f"AMBASADOR_CLAMAV must be unix:/path or tcp:host:port, not {CLAMAV!r}")
if CLAMAV_REQUIRED and not CLAMAV:
    raise env.BadSetting("AMBASADOR_CLAMAV_REQUIRED needs AMBASADOR_CLAMAV, the scanner's address")
# what people may hand in with one message: each file, all of them, how many
MAX_UPLOAD_MB = env.number("AMBASADOR_MAX_UPLOAD_MB", 25)
MAX_UPLOAD_TOTAL_MB = env.number("AMBASADOR_MAX_UPLOAD_TOTAL_MB", 60)
MAX_FILES = env.number("AMBASADOR_MAX_FILES", 20)
# where webhooks of procedures may go besides https addresses of the open internet: named hosts that may be inside, and http at all
WEBHOOK_HOSTS = frozenset(host.lower() for host in env.words("AMBASADOR_WEBHOOK_HOSTS"))
WEBHOOKS_MAY_USE_HTTP = env.flag("AMBASADOR_WEBHOOK_HTTP")
# how many proxies of ours stand before the web server: from behind them, the visitor's address is taken from X-Forwarded-For
PROXIES = env.number("AMBASADOR_PROXIES", 0)
DEMO = env.flag("AMBASADOR_DEMO")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
    "ambasador.journal",
    "ambasador.accounts",
    "ambasador.search",
    "ambasador.customers",
    "ambasador.directory",
    "ambasador.channels",
    "ambasador.procedures",
    "ambasador.outreach",
    "ambasador.tickets",
    "ambasador.promises",
    "ambasador.conversations",
    "ambasador.web",
    "ambasador.portal",
    "ambasador.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ambasador.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ambasador.web.middleware.reader_language",
    "ambasador.web.middleware.reading_settings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ambasador.web.middleware.refusals",
]

ROOT_URLCONF = "ambasador.config.urls"
WSGI_APPLICATION = "ambasador.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ambasador.web.context.frame",
            ],
            "builtins": ["ambasador.web.templatetags.ambasador"],
        },
    }
]

DATABASE_URL = env.text("DATABASE_URL", "postgresql://ambasador@127.0.0.1:1/ambasador")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True)}
DATABASES["default"].setdefault("OPTIONS", {}).update({"connect_timeout": 5, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3})
# Values travel apart from the statement, and a statement asked for again is planned once: a quarter less time for every verb and page.
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": env.number("AMBASADOR_DB_PREPARE", 2) or None}
if env.flag("AMBASADOR_DB_POOL"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": env.number("AMBASADOR_DB_POOL_SIZE", 12), "timeout": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_NAME = "__Host-ambasador" if BEHIND_TLS else "ambasador"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = MAX_FILES + 180  # too many are refused by name; this is for floods

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("AMBASADOR_TIME_ZONE", "Europe/Warsaw")
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env.flag("AMBASADOR_PLAIN_STATIC"):  # tests: no manifest, files straight from the packages
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = env.flag("AMBASADOR_PLAIN_STATIC")
WHITENOISE_MAX_AGE = 3600

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = None
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("AMBASADOR_LOG_LEVEL", "WARNING")},
}
