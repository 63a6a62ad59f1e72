"""The search for keys and tokens finds what it is for, in the repository as in the package, and nothing there today."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from tools import find_leaks

LEAKS = {
    "an AWS key": "aws = AKIAIOSFODNN7EXAMPLE",
    "a GitHub token": "token: ghp_" + "a1B2" * 9,
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "a model's key": "OPENAI_API_KEY=sk-proj-" + "Ab1_" * 8,
    "npm's token": "//registry.npmjs.org/:_authToken=abc",
    "a session of ours": "curl -H 'Authorization: Bearer fls_" + "A" * 43 + "'",
    "a password in an address": "postgresql is at https://admin:hunter22@db.internal/x",
    "a wallet's key": "key = 5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "a two-factor key": "otpauth://totp/Fairlead:marco?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Fairlead",
}


@pytest.mark.parametrize("what", LEAKS)
def test_v22_each_kind_is_found(what: str):
    assert find_leaks.found_in("src/a.py", f"# harmless\n{LEAKS[what]}\n".encode())
    assert find_leaks.found_in("a.js", b"x" * 19_990 + b" " + LEAKS[what].encode()), "also in one long line"


def test_v22_what_only_looks_like_one_is_left_alone():
    for text in ("sha256:" + "0a" * 32, "https://user:password@host/name", "http://a:b@x.example", "sk-learn", "fls_…"):
        assert find_leaks.found_in("docs/a.md", text.encode()) == [], text


@pytest.mark.parametrize(
    "name", [".env", "deploy/.env.production", "certs/server.key", "var/fairlead.db", "id_rsa", "var/keys.json"]
)
def test_v22_some_files_belong_nowhere(name: str):
    assert find_leaks.found_in(name, b"anything")


def test_v22_the_repository_is_read_as_git_keeps_it(tmp_path: Path):
    (tmp_path / "kept.py").write_text(LEAKS["an AWS key"])
    (tmp_path / "not_kept.py").write_text(LEAKS["an AWS key"])
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "kept.py"], cwd=tmp_path, check=True)
    assert [leak.path for leak in find_leaks.repository(tmp_path)] == ["kept.py"]


def test_v22_neither_the_repository_nor_the_package_holds_a_secret(tmp_path: Path):
    assert list(find_leaks.repository()) == []
    wheel = find_leaks.built(tmp_path)
    assert list(find_leaks.package(wheel)) == []
    with zipfile.ZipFile(wheel, "a") as packed:
        assert any(name.endswith("static/widget/frame.html") for name in packed.namelist()), "with the front ends"
        packed.writestr("fairlead/static/desk/assets/index-x.js", f"const key='{LEAKS['an AWS key']}'")
    assert [leak.kind for leak in find_leaks.package(wheel)] == ["token"]
