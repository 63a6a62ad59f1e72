"""The peer: django-helpdesk as its documentation sets it up, its API under gunicorn with PostgreSQL. Runs in an environment of
its own (bench/requirements-helpdesk.txt), with nothing of ours in it.

    gunicorn _helpdesk:application        python bench/_helpdesk.py migrate → the token of a member of staff

    (DATABASE_HOST, DATABASE_PORT, DATABASE_NAME)
"""

# Django is configured before anything of it is imported that reads its settings.
# ruff: noqa: E402
import os
import sys
from typing import Any

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    STATIC_URL="/static/",
    SITE_ID=1,
    INSTALLED_APPS=[
        *("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
        *("django.contrib.sites", "django.contrib.humanize", "django.contrib.messages", "django.contrib.staticfiles"),
        *("rest_framework", "rest_framework.authtoken", "helpdesk"),
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["DATABASE_HOST"],
            "PORT": os.environ["DATABASE_PORT"],
            "NAME": os.environ["DATABASE_NAME"],
            "USER": "fairlead",
            # A connection of its own for each request would cost it more than half.
            "CONN_MAX_AGE": None,
        }
    },
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]},
    # No mail leaves, which costs it nothing.
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    HELPDESK_ACTIVATE_API_ENDPOINT=True,
    HELPDESK_TEAMS_MODE_ENABLED=False,
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.urls import include, path

urlpatterns: list[Any] = [path("", include("helpdesk.urls", namespace="helpdesk"))]
application = get_wsgi_application()


def migrate() -> str:
    """A queue, and a member of staff; his token."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from helpdesk.models import Queue
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    staff = get_user_model().objects.create_user(
        "staff", "staff@bench.example", "bench", is_staff=True, is_superuser=True
    )
    Queue.objects.create(title="Wallets", slug="wallets", allow_public_submission=True)
    return str(Token.objects.create(user=staff).key)


if __name__ == "__main__":
    print(migrate() if sys.argv[1] == "migrate" else "")
