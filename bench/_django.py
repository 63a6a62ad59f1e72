"""The environment of the Django peer: made once under var/, from pinned requirements, apart from everything of ours."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from bench._report import say
from bench._server import REPOSITORY, Process

REQUIREMENTS = REPOSITORY / "bench" / "requirements-django.txt"


def environment() -> Path:
    """Its interpreter; installs when it is missing or the requirements have changed."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    folder = REPOSITORY / "var" / "bench" / f"django-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        say(f"installing Django Channels into {folder.relative_to(REPOSITORY)}")
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
        # Warnings about a machine's own package folders go unseen; a failure is told in full.
        done = subprocess.run([*pip, "-r", str(REQUIREMENTS)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the Django peer could not be installed:\n{done.stderr[-2000:]}")
        (folder / "complete").touch()
    return python


def start(port: int, postgres_port: int, name: str, redis_url: str) -> Process:
    python = environment()
    env = {key: value for key, value in os.environ.items() if not key.startswith(("FAIRLEAD_", "PYTHON"))}
    env |= {"DATABASE_HOST": "127.0.0.1", "DATABASE_PORT": str(postgres_port), "DATABASE_NAME": name}
    env["REDIS_URL"] = redis_url
    script = str(REPOSITORY / "bench" / "_django_chat.py")
    subprocess.run([str(python), script, "migrate"], env=env, check=True, stdout=sys.stderr)
    return Process([str(python), script, str(port)], env=env)
