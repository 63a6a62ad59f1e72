"""Locks a process up that looks into strangers' files: few seconds, little memory, and from before the first byte is looked at no
file and no socket can be opened. Such a process is started without an environment and imports nothing of ours but this.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW, _RET_EPERM = 0x7FFF0000, 0x00050001
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
# By machine: what the kernel calls it, and the numbers of read, write, close, fstat, lseek, mmap, mprotect, munmap, brk, the
# three of signals (action, mask, return), sched_yield, mremap, madvise, exit, futex, clock_gettime, exit_group, getrandom.
_CALLS = {
    "x86_64": (0xC000003E, (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 60, 202, 228, 231, 318)),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 124, 216, 233, 93, 98, 113, 94, 278),
    ),
}


def limit(*, memory: int, cpu_seconds: int) -> None:
    """At most so many bytes and seconds from here on, no file written and next to none opened."""
    # What the server has open may have come along: its sockets and its database.
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))
    # Who chats goes first.
    os.nice(10)


def lock_up() -> bool:
    """From here on only computing, reading and writing what is open already (seccomp, which needs no privilege). False where
    the kernel has no such lock."""
    known = _CALLS.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return False
    machine, calls = known
    libc = ctypes.CDLL(None)
    # A server that is killed takes this process with it.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    steps = [(_LOAD_WORD, 0, 0, 4), (_JUMP_IF_EQUAL, 0, len(calls) + 1, machine), (_LOAD_WORD, 0, 0, 0)]
    steps += [(_JUMP_IF_EQUAL, len(calls) - at, 0, call) for at, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _RET_EPERM), (_RETURN, 0, 0, _RET_ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(program), 0, 0)
