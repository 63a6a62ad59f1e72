"""How long a process stood in line for a processor, so that a deadline is one of the server and not of the machine."""

from pathlib import Path


def stood_in_line(pid: int) -> float:
    """Seconds in which the one of its threads that waited longest could have run and the processors were others' (Linux,
    proc(5): the second figure of `schedstat`). 0 for a process that is gone, and where the system does not tell."""
    waited = [0]
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            waited.append(int(task.read_text().split()[1]))
        except (OSError, IndexError, ValueError):
            continue
    return max(waited) / 1e9
