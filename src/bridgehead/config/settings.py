"""Settings, read from the environment; every default is safe for one machine and SQLite."""

from __future__ import annotations

import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.limits import MOST_COUNTS

env = environ.Env()

PACKAGE = Path(__file__).resolve().parents[1]
#: Where the database, stored files and the secret key lie. One host, local disk.
DATA = Path(env.str("BRIDGEHEAD_DATA", default=str(Path.cwd() / ".data"))).resolve()
#: The demo shows sample people and lets a visitor enter as one of them. Never in production.
DEMO = env.bool("BRIDGEHEAD_DEMO", default=False)
DEBUG = env.bool("BRIDGEHEAD_DEBUG", default=False)
#: Whether the site is reached by https only; off for the demo and for tests on the loopback address.
HTTPS = env.bool("BRIDGEHEAD_HTTPS", default=not (DEBUG or DEMO))


def _kept_secret() -> str:
    """Return the secret key of this installation, made once and kept beside its data."""
    DATA.mkdir(parents=True, exist_ok=True)
    kept = DATA / "secret-key"
    if not kept.exists():
        key = secrets.token_urlsafe(64)
        fresh = DATA / f"secret-key.{secrets.token_hex(8)}"
        fresh.touch(mode=0o600)
        fresh.write_text(key)
        # Linked when it is whole: of processes that start together one wins, and none reads half a key.
        with suppress(FileExistsError):
            kept.hardlink_to(fresh)
        fresh.unlink()
    return kept.read_text()


SECRET_KEY = env.str("BRIDGEHEAD_SECRET_KEY", default="") or _kept_secret()
ALLOWED_HOSTS = env.list("BRIDGEHEAD_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "bridgehead.web.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and not host.startswith("[")]

INSTALLED_APPS = [
    "bridgehead.foundation",
    "bridgehead.web",
    "bridgehead.accounts",
    "bridgehead.directory",
    "bridgehead.agreements",
    "bridgehead.places",
    "bridgehead.programmes",
    "bridgehead.events",
    "bridgehead.partnering",
    "bridgehead.newsroom",
    "bridgehead.outcomes",
    "bridgehead.home",
    "bridgehead.config",
    # Wagtail is the newsroom's desk and nothing more: its own pages, sites and documents are served nowhere.
    "wagtail.admin",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail",
    "taggit",
    "modelcluster",
    # django_cotton stands before template_partials: both wrap the loaders, and the first one must see the raw text.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "bridgehead.web.kept.KeptPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bridgehead.accounts.middleware.WayBackMiddleware",
    "bridgehead.accounts.middleware.ActorMiddleware",
    "bridgehead.web.middleware.PrivateResponseMiddleware",
    "bridgehead.web.middleware.ReadableMiddleware",
    "bridgehead.web.middleware.RefusalMiddleware",
    "bridgehead.newsroom.middleware.OldAddressMiddleware",
]

ROOT_URLCONF = "bridgehead.config.urls"
WSGI_APPLICATION = "bridgehead.config.wsgi.application"
ASGI_APPLICATION = "bridgehead.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LOADERS: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bridgehead.web.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "bridgehead.web.forms.ThemeRenderer"

# --- Database -------------------------------------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    found: dict[str, Any] = env.db("DATABASE_URL", default=f"sqlite:///{DATA / 'bridgehead.sqlite3'}")
    if found["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: without it most contended writes fail with "database is locked" (measured, see docs/decisions).
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        found["OPTIONS"] = {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            "options": "-c lock_timeout=3000",
            # What asks for it is planned once for each connection, and nothing else however often it is asked.
            "prepare_threshold": sys.maxsize if env.bool("BRIDGEHEAD_PREPARED", default=True) else None,
        }
    return found


DATABASES = {"default": _database()}
#: Counts that limit what somebody may do, the same for all processes. Each is a write: nothing else belongs here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "foundation_limitcount",
        "KEY_FUNCTION": "bridgehead.foundation.limits.sealed_key",
        "OPTIONS": {"MAX_ENTRIES": MOST_COUNTS},
    },
    # Where drawn photographs lie is read from the database.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

#: Keep public news ready-made in memory for readers who are not signed in.
KEEP_PAGES = env.bool("BRIDGEHEAD_KEEP_PAGES", default=not DEBUG)
#: Touched by whatever changes what public pages show; all processes look at it.
CHANGES_FILE = DATA / "changed"

# --- Accounts -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["bridgehead.accounts.adapters.signed_in.SignedIn"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:onward"
LOGOUT_REDIRECT_URL = "home:start"
ACCOUNT_ADAPTER = "bridgehead.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_CHANGE_EMAIL = True
#: The person hears by mail of each change to how they sign in.
ACCOUNT_EMAIL_NOTIFICATIONS = True
#: Five guesses per code and twenty codes an hour per address: one chance in ten thousand an hour.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,20/h/key",
    # Letters that ask an address to confirm that it follows the news; anybody can have them sent to anybody.
    # What the screen at a door does without an account, by the screen; a code of six digits is not found by trying.
    "door": "10/m/key,60/h/key",
    "ask_by_mail": "10/m/ip,100/d/ip,3/h/key,6/d/key",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "bridgehead.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "bridgehead.accounts.forms.SecondFactorForm",
    "reauthenticate": "bridgehead.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "bridgehead.accounts.forms.AuthenticatorForm",
    "add_webauthn": "bridgehead.accounts.forms.PasskeyForm",
    "edit_webauthn": "bridgehead.accounts.forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bridgehead"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
#: Officers and administrators must hold a second factor; the demo's sample people need none.
STAFF_SECOND_FACTOR = env.bool("BRIDGEHEAD_STAFF_SECOND_FACTOR", default=not DEMO)

# --- Words and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
USE_I18N = True
#: The Korean that Wagtail's own catalogues lack; these words stand above those of every installed app.
LOCALE_PATHS = [PACKAGE / "newsroom" / "admin" / "wagtail_words"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
#: The zone of the agency at home: the second clock for a reader of whom nothing is known.
HOME_ZONE = env.str("BRIDGEHEAD_HOME_ZONE", default="Asia/Seoul")
#: Into which amounts are restated at the rate of the day of signing, side by side; never added across currencies.
REPORTING_CURRENCIES = env.list("BRIDGEHEAD_REPORTING_CURRENCIES", default=["KRW", "USD"])
#: Who has papers signed electronically: none, local (a test provider, demo only) or the dotted path of a provider.
ESIGN = env.str("BRIDGEHEAD_ESIGN", default="none")
BRIDGEHEAD_NAVIGATION = "bridgehead.config.navigation.navigation"

# --- Files and mail -------------------------------------------------------------------------------------------------

#: Serve the package's own files as they are, without collecting and hashing them first.
PLAIN_STATIC = env.bool("BRIDGEHEAD_PLAIN_STATIC", default=DEBUG or DEMO)
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORED_FILES_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STORED_FILES_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC
#: The most that a request may carry, files included; the largest file that is taken in is smaller.
MAX_BODY_BYTES = 12_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

_mail = env.email_url("BRIDGEHEAD_MAIL_URL", default="filemail://" if DEMO else "consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
#: A mail server that does not answer must not hold up the worker.
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("BRIDGEHEAD_MAIL_FROM", default="Bridgehead <bridgehead@localhost>")
#: The address that mails and calendar feeds link to.
SITE_ADDRESS = env.str("BRIDGEHEAD_ADDRESS", default="http://127.0.0.1:8000")

# --- The newsroom's desk --------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Bridgehead"
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
#: Nothing that an editor's browser would ask of somebody else.
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
#: People sign in and keep their account where everybody does.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "bridgehead.newsroom.forms.PhotoForm"
#: No drawing: it may hold programs.
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000

#: The climate clock of the front page: until when, what it counts, and who says so.
CLIMATE_DEADLINE = env.str("BRIDGEHEAD_CLIMATE_DEADLINE", default="2029-07-22T16:00:00Z")
CLIMATE_LABEL_KO = env.str("BRIDGEHEAD_CLIMATE_LABEL_KO", default="지구 평균기온 1.5 ℃ 상승까지 남은 시간")
CLIMATE_LABEL_EN = env.str("BRIDGEHEAD_CLIMATE_LABEL_EN", default="left until the world is 1.5 °C warmer")
CLIMATE_SOURCE = env.str("BRIDGEHEAD_CLIMATE_SOURCE", default="Climate Clock")
CLIMATE_SOURCE_ADDRESS = env.str("BRIDGEHEAD_CLIMATE_SOURCE_ADDRESS", default="https://climateclock.world/")

# --- Safety ---------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "bridgehead.accounts.adapters.signed_in"
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
_BEHIND_PROXY = env.bool("BRIDGEHEAD_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_PROXY else None
#: Whose sign-ins are counted: behind a proxy its last entry in X-Forwarded-For, or all visitors would be one.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_BEHIND_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_tokens": {"()": "bridgehead.config.logs.WithoutTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_tokens"]},
    },
    # The decoder of pictures tells in its finest lines what a camera wrote into a photograph: where it was taken.
    "loggers": {"PIL": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": env.str("BRIDGEHEAD_LOG_LEVEL", default="WARNING" if DEMO else "INFO")},
}
