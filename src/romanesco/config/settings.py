"""Django's settings, from what `env.py` read. Values that nobody changes are written plainly."""

from pathlib import Path

from django.utils.csp import CSP

from romanesco.config import env
from romanesco.config.reply_url import webhook_settings
from romanesco.mail.way_in import Webhook

HERE = Path(__file__).resolve().parent.parent
ENV = env.load()
HOME = ENV.home

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts
PUBLIC_URL = ENV.public_url()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_vite",
    "romanesco",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "romanesco.web.refusals.RefusalMiddleware",
    *(["romanesco.web.mail_in.SmallElsewhere"] if isinstance(ENV.way_in, Webhook) else []),
]
ROOT_URLCONF = "romanesco.config.urls"
ASGI_APPLICATION = "romanesco.config.asgi.application"
WORK = "romanesco.config.background.run"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates", HERE / "mail" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "romanesco.web.frame.frame",
            ],
            "libraries": {
                "agenda": "romanesco.web.templatetags.agenda",
                "assets": "romanesco.web.templatetags.assets",
                "fields": "romanesco.web.templatetags.fields",
                "goals": "romanesco.web.templatetags.goals",
                "mark": "romanesco.web.templatetags.mark",
                "times": "romanesco.web.templatetags.times",
                "words": "romanesco.web.templatetags.words",
            },
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Kept open between requests, because the threads that answer them last (pages.py).
DATABASES = {"default": {**ENV.database, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"

# People and their logins
AUTH_USER_MODEL = "romanesco.Person"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are not unique: the password decides
AUTHENTICATION_BACKENDS = ["romanesco.people.sign_in.PasswordDecides"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
HAS_MAIL = ENV.mail is not None
WAY_IN = ENV.way_in  # how answers to letters come in; None: they do not
ANYMAIL = webhook_settings(ENV.way_in)

ACCOUNT_ADAPTER = "romanesco.people.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = HAS_MAIL
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = HAS_MAIL
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip",
    "signup_address": "6/h/key",
    "own_calendar": "20/h/key",
    "takeout": "20/h/key",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.is_https else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # uvicorn already put the address of the client in its place
PASSWORD_RESET_TIMEOUT = 60 * 60

MFA_ADAPTER = "romanesco.people.sign_in.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.is_https

# Letters
DEFAULT_FROM_EMAIL = (ENV.mail and ENV.mail.sender) or "Romanesco <romanesco@localhost>"
MAILERS = {
    "default": ENV.mail.mailer if ENV.mail else {"BACKEND": "romanesco.mail.backend.KeptLetters"}
}

# Where requests may go besides the open internet (base/outgoing.py)
PRIVATE_NETWORKS = ENV.private_networks

# What a browser may do with our pages
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_https
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "romanesco.web.refusals.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# A letter that a provider posts is large (web/mail_in.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = (32 if isinstance(ENV.way_in, Webhook) else 1) * 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# What the browser loads: served by `asgi.py`, built by Vite
STATIC_URL = "/static/"
BUILT = HERE / "web" / "static" / "built"
STATICFILES_DIRS = [HERE / "web" / "static"]
DJANGO_VITE = {
    "default": {
        "manifest_path": BUILT / ".vite" / "manifest.json",
        "static_url_prefix": "built",
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A path can hold a token, and what was not found is nobody's fault.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "mail.log": {"level": "CRITICAL"},  # aiosmtpd names addresses
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # a scanner's doing
    },
}
