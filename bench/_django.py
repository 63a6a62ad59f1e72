"""The environments of the Django peers: made once under var/, from pinned requirements, apart from everything of ours."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from bench._report import say
from bench._server import REPOSITORY, Process

CHANNELS = REPOSITORY / "bench" / "requirements-django.txt"
HELPDESK = REPOSITORY / "bench" / "requirements-helpdesk.txt"


def environment(requirements: Path = CHANNELS) -> Path:
    """Its interpreter; installs when it is missing or the requirements have changed."""
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    folder = REPOSITORY / "var" / "bench" / f"django-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        say(f"installing {requirements.stem} into {folder.relative_to(REPOSITORY)}")
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
        # Warnings about a machine's own package folders go unseen; a failure is told in full.
        done = subprocess.run([*pip, "-r", str(requirements)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the Django peer could not be installed:\n{done.stderr[-2000:]}")
        (folder / "complete").touch()
    return python


def _env(postgres_port: int, name: str) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("FAIRLEAD_", "PYTHON"))}
    return env | {"DATABASE_HOST": "127.0.0.1", "DATABASE_PORT": str(postgres_port), "DATABASE_NAME": name}


def start(port: int, postgres_port: int, name: str, redis_url: str) -> Process:
    python = environment()
    env = _env(postgres_port, name) | {"REDIS_URL": redis_url}
    script = str(REPOSITORY / "bench" / "_django_chat.py")
    subprocess.run([str(python), script, "migrate"], env=env, check=True, stdout=sys.stderr)
    return Process([str(python), script, str(port)], env=env)


def start_helpdesk(port: int, postgres_port: int, name: str, *, workers: int) -> tuple[Process, str]:
    """On every core of the machine; and the token of a member of staff."""
    python, folder, env = environment(HELPDESK), REPOSITORY / "bench", _env(postgres_port, name)
    made = subprocess.run(
        [str(python), "_helpdesk.py", "migrate"], env=env, cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    command = [str(python), "-m", "gunicorn", "-w", str(workers), "-b", f"127.0.0.1:{port}", "--log-level", "error"]
    process = Process([*command, "_helpdesk:application"], env=env, cwd=folder)
    os.sched_setaffinity(process.pid, set(range(os.cpu_count() or 1)))
    return process, made.stdout.strip()
