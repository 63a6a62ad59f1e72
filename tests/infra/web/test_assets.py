"""Built files on the wire: packed when the browser takes it, kept for good when the name says so, and no path beyond."""

import gzip
from pathlib import Path

import pytest

from fairlead.infra.web.assets import Assets
from fairlead.kit.errors import NotFound


def test_a_script_is_packed_once_and_a_small_one_is_not(tmp_path: Path):
    (tmp_path / "app-abc.js").write_text("x" * 5000)
    (tmp_path / "tiny.js").write_text("x")
    assets = Assets(tmp_path)
    found = assets.read("/app-abc.js")
    assert found.type == "text/javascript"
    assert found.packed is not None
    assert gzip.decompress(found.packed) == found.content
    assert assets.read("/app-abc.js") is found
    assert assets.read("/tiny.js").packed is None


@pytest.mark.parametrize("name", ["/../secret", "/index.html", "/nothing.js", "//etc/passwd", "/app.js.map", ""])
def test_only_built_files_are_given_out(tmp_path: Path, name: str):
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "app.js.map").write_text("{}")
    with pytest.raises(NotFound):
        Assets(tmp_path).read(name)
