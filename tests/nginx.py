"""A real nginx with the configuration we ship (deploy/nginx.conf): only its names, ports, files and seconds are changed."""

import datetime as dt
import re
import shutil
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.services import Missing, Service, free_port

SHIPPED = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"
NAME = "localhost"
MAIN = """daemon off; pid {folder}/pid; error_log {folder}/errors info; worker_processes 2; worker_rlimit_nofile 16384; user root;
events {{ worker_connections 8192; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/fairlead.conf;
}}
"""


def certificate(folder: Path, name: str) -> None:
    """`both.pem`: a key and a certificate for `name` that trusts itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, form, plain)
    (folder / "both.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))


class Nginx(Service):
    """`port` is its TLS port, `plain_port` the one that leads there."""

    name = "nginx"

    def __init__(self, upstream: int, *, head_seconds: float = 1.0, body_seconds: float = 20.0) -> None:
        self._program = shutil.which("nginx") or "/usr/sbin/nginx"
        if not Path(self._program).exists():
            raise Missing("nginx is not installed")
        super().__init__()
        self.plain_port = free_port()
        certificate(self.folder, NAME)
        self.trust = ssl.create_default_context(cafile=self.folder / "both.pem")
        shipped = SHIPPED.read_text("utf-8")
        for pattern, value in (
            (r"127\.0\.0\.1:8300", f"127.0.0.1:{upstream}"),
            (r"listen 443\b", f"listen 0.0.0.0:{self.port}"),
            (r"listen 80\b", f"listen 0.0.0.0:{self.plain_port}"),
            (r"(ssl_certificate(?:_key)?\s+)/etc\S+;", rf"\1{self.folder}/both.pem;"),
            (r"/var/log/nginx/fairlead\.log", f"{self.folder}/access"),
            (r"https://support\.example", f"https://{NAME}:{self.port}"),
            (r"server_name support\.example", f"server_name {NAME}"),
            (r"(client_header_timeout)\s+\S+;", rf"\1 {head_seconds * 1000:.0f}ms;"),
            (r"(client_body_timeout)\s+\S+;", rf"\1 {body_seconds * 1000:.0f}ms;"),
        ):
            shipped, changed = re.subn(pattern, value, shipped)
            assert changed, pattern
        (self.folder / "fairlead.conf").write_text(shipped)
        (self.folder / "main.conf").write_text(MAIN.format(folder=self.folder))

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    def command(self) -> list[str]:
        return [
            self._program,
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "main.conf"),
            "-e",
            str(self.folder / "errors"),
        ]

    def ready(self) -> bool:
        return (self.folder / "pid").exists() and (self.folder / "pid").read_text().strip() != ""

    def said(self, name: str) -> str:
        """`access` or `errors`."""
        path = self.folder / name
        return path.read_text(errors="replace") if path.exists() else ""
