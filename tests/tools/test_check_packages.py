"""Packages are pinned and hashed, and asked about: by a real server that answers as osv.dev does (https://google.github.io/osv.dev)."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.services import free_port
from tools import check_packages
from tools.check_packages import Package, Unanswered, faults_of_lock, faults_of_requirements, holes, locked

HASH = "    --hash=sha256:" + "0" * 64


@contextmanager
def osv(known: dict[tuple[str, str, str], list[str]], raw: bytes | None = None) -> Iterator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            results: list[Any] = []
            for each in asked:
                ids = known.get((each["package"]["ecosystem"], each["package"]["name"], each["version"]), [])
                results.append(
                    {"vulns": [{"id": found, "modified": "2026-11-01T00:00:00Z"} for found in ids]} if ids else {}
                )
            body = json.dumps({"results": results}).encode() if raw is None else raw
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name its parent gave it
            """Nothing to say."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/querybatch"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_every_package_we_lock_is_pinned_and_hashed():
    root = check_packages.ROOT
    assert [fault for path in (root / "requirements").glob("*.txt") for fault in faults_of_requirements(path)] == []
    assert list(faults_of_lock(root / "package-lock.json")) == []
    found = locked()
    assert {"PyPI", "npm"} == {package.ecosystem for package in found}
    names = {package.name for package in found}
    assert {"litestar", "uvicorn", "vue", "@lucide/vue", "hatchling"} <= names


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"a==1.0 \\\n{HASH}\nb==2.0 \\\n", "no hash"),
        (f"a>=1.0 \\\n{HASH}\n", "not pinned"),
        ("a @ git+https://github.com/a/a\n", "not pinned"),
        (f"a==1.* \\\n{HASH}\n", "not pinned"),
        ("--index-url https://elsewhere.example/simple\n", "not pinned"),
        ("a==1.0\n", "not pinned"),
    ],
)
def test_a_lock_that_is_none_is_told(tmp_path: Path, text: str, fault: str):
    path = tmp_path / "runtime.txt"
    path.write_text(text)
    assert any(fault in told for told in faults_of_requirements(path))
    path.write_text(f"a==1.0 ; python_version < '3.12' \\\n{HASH} \\\n{HASH}\n    # via b\n")
    assert list(faults_of_requirements(path)) == []


@pytest.mark.parametrize(
    "entry",
    [
        {"version": "1.0.0"},
        {"version": "1.0.0", "integrity": "sha1-abc"},
        {"version": "^1.0.0", "integrity": "sha512-abc"},
        {"version": "1.0.0", "integrity": "sha512-abc", "resolved": "git+ssh://git@github.com/a/a.git#1"},
        {"version": "1.0.0", "integrity": "sha512-abc", "resolved": "https://evil.example/a.tgz"},
    ],
)
def test_a_front_end_package_from_anywhere_is_told(tmp_path: Path, entry: dict[str, str]):
    path = tmp_path / "package-lock.json"
    path.write_text(json.dumps({"packages": {"": {}, "node_modules/a": entry}}))
    assert list(faults_of_lock(path))


def test_a_known_hole_is_told_and_nothing_else():
    packages = [Package("PyPI", "jinja2", "2.0"), Package("PyPI", "vue", "3.5.45"), Package("npm", "vue", "3.5.45")]
    with osv(
        {("PyPI", "jinja2", "2.0"): ["GHSA-462w-v97r-4m45", "PYSEC-2019-217"], ("npm", "vue", "2.0.0"): ["GHSA-x"]}
    ) as source:
        assert holes(packages, source) == {packages[0]: ["GHSA-462w-v97r-4m45", "PYSEC-2019-217"]}


@pytest.mark.parametrize("raw", [b"", b"<html>", b'{"results": []}', b'{"code": 3}', b'{"results": [3]}', b"[]"])
def test_an_answer_that_is_none_is_no_all_clear(raw: bytes):
    with osv({}, raw) as source, pytest.raises(Unanswered):
        holes([Package("npm", "vue", "3.5.45")], source)


def test_without_a_net_it_says_so_loudly_and_lets_the_build_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(check_packages.holes, "__defaults__", (f"http://127.0.0.1:{free_port()}/v1/querybatch",))
    assert check_packages.main() == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith("NOT SCANNED: ")


def test_with_a_net_a_hole_ends_the_build(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    package = next(found for found in locked() if found.name == "litestar")
    with osv({tuple(package): ["GHSA-made-up"]}) as source:
        monkeypatch.setattr(check_packages.holes, "__defaults__", (source,))
        assert check_packages.main() == 1
        assert f"litestar {package.version} (PyPI): GHSA-made-up" in capsys.readouterr().err
        monkeypatch.setitem(check_packages.ALLOWED, "GHSA-made-up", "a test's")
        assert check_packages.main() == 0
