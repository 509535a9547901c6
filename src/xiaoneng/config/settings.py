"""设置: one settings file (xiaoneng.toml) or environment variables; everything has a safe default for one machine and SQLite."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

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

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": OPTIONS.password_length}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["username"]}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# A name and an address wait together: whoever guesses elsewhere never locks out the owner's own machine.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = OPTIONS.failures
AXES_COOLOFF_TIME = timedelta(minutes=OPTIONS.wait_minutes)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "xiaoneng.web.access.views.locked"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
SESSION_COOKIE_AGE = OPTIONS.idle_minutes * 60

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
MOST_OFFICE_BYTES = OPTIONS.office_gb * 1024 * 1024 * 1024
NOTICE_HOURS = (OPTIONS.notice_from, OPTIONS.notice_to)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
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
