"""设置: one settings file (xiaoneng.toml) or environment variables; everything has a safe default for one machine and SQLite."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from xiaoneng.config.options import database, load_options, one_of, secret_key

TESTING = "pytest" in sys.modules
OPTIONS = load_options(os.environ)
if TESTING:
    OPTIONS = replace(OPTIONS, data=tempfile.mkdtemp(prefix="xiaoneng-test-"))
DATA = Path(OPTIONS.data).resolve()
"""数据文件夹: the database (SQLite), uploaded files, keys and checkpoints."""
SECRET_KEY = secret_key(OPTIONS, DATA)
DEBUG = False
ALLOWED_HOSTS = list(OPTIONS.hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "xiaoneng.audit",
    "xiaoneng.org",
    "xiaoneng.ledger",
    "xiaoneng.matters",
    "xiaoneng.merit",
    "xiaoneng.web",
]
MIDDLEWARE = [
    "xiaoneng.web.logs.RequestLog",
    "xiaoneng.web.access.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
    "xiaoneng.web.requests.ViewerMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "xiaoneng.config.urls"
WSGI_APPLICATION = "xiaoneng.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xiaoneng.web.requests.shell",
            ],
        },
    }
]
DATABASES = {"default": database(OPTIONS, DATA)}
AUTH_USER_MODEL = "org.Account"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

POLICIES = yaml.safe_load(resources.files("xiaoneng.config").joinpath("policies.yaml").read_text(encoding="utf-8"))
PASSWORD_POLICY = POLICIES[one_of("password_policy", OPTIONS.password_policy, tuple(POLICIES))]
SECOND_FACTOR = one_of("second_factor", OPTIONS.second_factor, ("off", "administrators", "everybody"))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "xiaoneng.org.passwords.LengthAndKinds"},
    {"NAME": "xiaoneng.org.passwords.NotOneself"},
    {"NAME": "xiaoneng.org.passwords.NotUsedBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# A name and an address wait together: whoever guesses elsewhere never locks out the owner's own machine.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = OPTIONS.failures
AXES_COOLOFF_TIME = timedelta(minutes=OPTIONS.wait_minutes)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
# Who signed in, and who failed to, is in the chain; a name that was typed is kept as a digest only.
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "draft", "csrfmiddlewaretoken", "once"]
AXES_LOCKOUT_CALLABLE = "xiaoneng.web.access.waits.told_to_wait"
AXES_USERNAME_CALLABLE = "xiaoneng.web.access.waits.name_key"
AXES_CLIENT_IP_CALLABLE = "xiaoneng.web.access.addresses.address_of"
PROXIES = OPTIONS.proxies
IDLE_SECONDS = OPTIONS.idle_minutes * 60
SESSION_SECONDS = OPTIONS.session_hours * 3600
# The row outlives the session by a while: so it is known whose half-written form comes in after its end.
SESSION_COOKIE_AGE = SESSION_SECONDS + 24 * 3600
SESSION_COOKIE_NAME = "__Host-session" if OPTIONS.https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if OPTIONS.https else "csrftoken"
CSRF_FAILURE_VIEW = "xiaoneng.web.access.drafts.stale_form"
# Between two pages, a message may hold a one-time password: it stays on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if TESTING:
    STATIC_ROOT.mkdir()
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not OPTIONS.database_url:
        # A file, so that a browser's several requests have a connection each; nothing of it has to survive a power cut.
        DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}
        DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

SIGNING_KEY = OPTIONS.signing_key or DATA / "signing-key.pem"
HASH_ALG = one_of("hash_alg", OPTIONS.hash_alg, ("sha256", "sm3"))
CHECKPOINTS = OPTIONS.checkpoints or DATA / "checkpoints.jsonl"
MOST_FILE_BYTES = OPTIONS.file_mb * 1024 * 1024
# Several files may come with one form; whoever is not known here sends no more than a form without any.
MOST_REQUEST_BYTES, MOST_STRANGER_BYTES = 5 * MOST_FILE_BYTES, 1024 * 1024
MOST_OFFICE_BYTES = OPTIONS.office_gb * 1024 * 1024 * 1024
NOTICE_HOURS = (OPTIONS.notice_from, OPTIONS.notice_to)

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = OPTIONS.https
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS.https else 0
# Whether other names of the domain speak HTTPS, and who sends plain requests on, is the affair of the server in front.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# One JSON line an event on stderr, without personal data; what keeps it is the machine's own affair.
LOGGING_CONFIG = None if TESTING else "logging.config.dictConfig"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "xiaoneng.web.logs.Plain"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A 404 or a refused sign-in is no fault of the program, and its line carries the address.
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "ERROR"}, "django": {"handlers": [], "propagate": True}},
}
