"""What a server loads before anybody needs it costs every start, and every small machine, for as long as it runs."""

import subprocess
import sys

# What trains, reckons with matrices, draws, or reads pictures and PDFs comes with its first use, or in a process of its own.
HEAVY = ("numpy", "scipy", "PIL", "pypdfium2", "pikepdf", "rjieba", "Crypto", "playwright", "pytest")


def test_a_server_begins_without_what_only_some_of_its_work_needs():
    said = f"import sys, fairlead.serve; print(*sorted({set(HEAVY)!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True).stdout.split()
    assert loaded == []
