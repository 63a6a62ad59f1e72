"""The one table of settings. Docs, `fairlead settings` and the start-up checks are made from it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "FAIRLEAD_"
# Said to one command, not to the installation: the full counts of `make prove`, the password for `admin create`.
NOT_SETTINGS = frozenset({PREFIX + "PROVE", PREFIX + "NEW_PASSWORD"})


class SettingsError(Exception):
    """A sentence for the operator: which setting is wrong and what it wants."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    type: type
    default: Any
    help: str
    secret: bool = False

    @property
    def env(self) -> str:
        return PREFIX + self.name.upper()


SETTINGS = (
    Setting(
        "public_url",
        str,
        "http://localhost:8300",
        "The address people reach this installation at; links are built from it only.",
    ),
    Setting("host", str, "127.0.0.1", "The address `fairlead serve` listens on."),
    Setting("port", int, 8300, "The port `fairlead serve` listens on."),
    Setting("data_dir", str, "var", "Folder for the SQLite database, local files and the search index."),
    Setting("database_url", str, "", "`postgresql://user:password@host/name`; empty: SQLite in the data folder."),
    Setting("database_pool", int, 10, "PostgreSQL connections a process may hold."),
    Setting(
        "redis_url", str, "", "`redis://host:6379/0` for more than one process; empty: wake-ups stay in the process."
    ),
    Setting("blob_url", str, "", "Where files lie: `s3://bucket/prefix`, `gs://…`, `az://…`; empty: the data folder."),
    Setting(
        "secret_key",
        str,
        "",
        "At least 32 random bytes in base64; signs cursors and digests. `fairlead keys` makes one.",
        secret=True,
    ),
    Setting(
        "sealing_keys",
        str,
        "",
        "`id:base64` of 32 random bytes, comma-separated, the current one first; seals texts and files.",
        secret=True,
    ),
    Setting(
        "worker",
        bool,
        True,
        "Whether `fairlead serve` also works off reactions and jobs; `--no-worker` switches it off.",
    ),
    Setting("trusted_proxies", str, "", "Networks (CIDR, comma-separated) whose X-Forwarded-For is believed."),
    Setting("metrics_bind", str, "", "`host:port` on which /metrics is served by itself; empty: only with the token."),
    Setting(
        "metrics_token", str, "", "Bearer token for /metrics on the main port; empty: not served there.", secret=True
    ),
    Setting("log_level", str, "info", "debug, info, warning or error."),
    Setting("session_hours", int, 720, "How long a customer's session lives, in hours."),
    Setting("agent_session_hours", int, 10, "How long an agent's sign-in lives, in hours."),
    Setting("message_rate", float, 2.0, "Messages a second one customer may send over time."),
    Setting("message_burst", int, 30, "Messages one customer may send at once."),
    Setting(
        "network_rate",
        float,
        50.0,
        "Messages a second all visitors of one network (an IPv4 address, an IPv6 /64) may send over time; no accounts.",
    ),
    Setting("network_burst", int, 1500, "Messages all visitors of one network may send at once."),
    Setting(
        "ticket_open_limit",
        int,
        10,
        "Matters one customer may have open at once before he is asked to add to one of them; 0: no limit.",
    ),
    Setting("ticket_day_limit", int, 10, "Matters one customer may open within 24 hours; 0: no limit."),
    Setting("session_rate", float, 1.0, "New visitor sessions a second from one network over time."),
    Setting("session_burst", int, 60, "New visitor sessions from one network at once."),
    Setting(
        "proof_after",
        int,
        20,
        "New visitors a minute from one network before their browsers must work for a moment first; 0: they never must.",
    ),
    Setting(
        "login_burst",
        int,
        10,
        "Failed sign-ins for one account from one address before it slows down (refills in 15 minutes).",
    ),
    Setting("login_network_burst", int, 100, "The same from one address (IPv6: one /64), whatever accounts are tried."),
    Setting(
        "login_account_burst",
        int,
        50,
        "The same for one account from all addresses together, but for those it was signed in to from before.",
    ),
    Setting("frame_rate", float, 100.0, "Frames a second one socket may send over time; twice as many at once."),
    Setting("file_bytes", int, 25 * 1024 * 1024, "Largest file that is no video, in bytes."),
    Setting("video_bytes", int, 200 * 1024 * 1024, "Largest video, in bytes."),
    Setting(
        "clamd",
        str,
        "",
        "Where ClamAV's `clamd` looks for malware in files, `host:port` or the path of its socket; empty: nobody does.",
    ),
    Setting(
        "translation_kind",
        str,
        "",
        "`libretranslate` or `openai` (any OpenAI-compatible endpoint) translates for agents; empty: nobody does.",
    ),
    Setting(
        "translation_url",
        str,
        "",
        "Where the translator is, e.g. `http://127.0.0.1:5000` or `https://api.example/v1`; also a private address.",
    ),
    Setting("translation_key", str, "", "The translator's API key; empty: none is sent.", secret=True),
    Setting("translation_model", str, "", "The model's name, shown to agents; `openai` needs it."),
    Setting("translation_timeout", float, 15.0, "Seconds a translation may take."),
    Setting(
        "translation_languages",
        str,
        "en,zh-CN,es,ja,ar",
        "Languages that agents may read and write in, as tags, comma-separated.",
    ),
    Setting(
        "bot_model_url",
        str,
        "",
        "An OpenAI-compatible endpoint with which the bot answers in freer words, e.g. `http://127.0.0.1:8080/v1`, also at a "
        "private address; empty: it answers with the articles' own.",
    ),
    Setting("bot_model_key", str, "", "That endpoint's API key; empty: none is sent.", secret=True),
    Setting("bot_model", str, "", "The model's name there."),
    Setting(
        "bot_model_timeout",
        float,
        2.5,
        "Seconds an answer of the model may take in all, from 0.2 to 2.8; after them the articles' own words are sent.",
    ),
    Setting(
        "bot_embedder_url",
        str,
        "",
        "An OpenAI-compatible endpoint with embeddings that has a say in which found article comes first, e.g. "
        "`http://127.0.0.1:8080/v1`, also at a private address; empty: the search and what the bot learned decide.",
    ),
    Setting("bot_embedder_key", str, "", "That endpoint's API key; empty: none is sent.", secret=True),
    Setting("bot_embedder", str, "", "The embedding model's name there."),
    Setting(
        "bot_embedder_timeout",
        float,
        0.3,
        "Seconds the embedder may take for a question, from 0.05 to 1; after them the order stays as it was without it.",
    ),
    Setting(
        "transaction_lookup_url",
        str,
        "",
        "The exchange's index of transactions, also at a private address: tells transaction ids from private keys by their "
        "first ten characters; empty: customers are asked.",
    ),
    Setting(
        "confirmation_url",
        str,
        "",
        "The exchange's own service that knows when a transaction has confirmations enough, also at a private address: tickets "
        "that wait for a chain go on by it; empty: people look at them after a day.",
    ),
    Setting(
        "confirmation_token",
        str,
        "",
        "What that service is shown as bearer token; empty: none.",
        secret=True,
    ),
    Setting(
        "facts_url",
        str,
        "",
        "The exchange's own service that tells its fees, assets and what its products can do, also at a private address: editors "
        "learn what changed and which articles mention it; empty: they look for the words themselves.",
    ),
    Setting("facts_token", str, "", "What that service is shown as bearer token; empty: none.", secret=True),
    Setting(
        "freeze_url",
        str,
        "",
        "The exchange's own service that freezes an account, also at a private address: called when a customer presses the "
        "emergency button, and by agents; empty: people do it by hand.",
    ),
    Setting("freeze_token", str, "", "What that service is shown as bearer token; empty: none.", secret=True),
    Setting(
        "alert_url",
        str,
        "",
        "Where each call to the people on call is posted as JSON, also at a private address; empty: nowhere.",
    ),
    Setting("alert_token", str, "", "What is shown there as bearer token; empty: none.", secret=True),
    Setting(
        "push_services",
        str,
        "fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
        "Push services that may be called: hosts (`*.` for all below one) or origins of your own; empty: no push.",
    ),
    Setting(
        "push_after", int, 20, "Seconds a reply may wait to be read, before the customer's browsers are told of it."
    ),
    Setting(
        "push_contact",
        str,
        "",
        "`mailto:` or `https:` address at which push services reach you; empty: the public URL.",
    ),
    Setting(
        "bot_learns",
        bool,
        True,
        "Whether the worker trains the bot anew when articles have changed, in a process of its own.",
    ),
    Setting(
        "webhook_origins",
        str,
        "",
        "Origins webhooks may reach though they are private or without https, comma-separated; empty: public https only.",
    ),
    Setting("webhook_off_days", int, 3, "After so many days in which nothing arrived a webhook is switched off."),
    Setting(
        "webhook_log_days", int, 30, "Days for which deliveries of webhooks are kept, to look at and to send again."
    ),
    Setting("shift_last_minutes", int, 10, "Minutes before the end of a shift in which an agent is given nothing new."),
    Setting(
        "shift_grace_minutes",
        int,
        15,
        "Minutes after the end of a shift before what its agent has not answered goes back.",
    ),
    Setting("event_days", int, 7, "Days for which a disconnected workspace can resume from its position."),
)


class Settings:
    """The values, by attribute: `settings.port`. Made once at start and handed down."""

    def __init__(self, **values: Any) -> None:
        known = {setting.name: setting for setting in SETTINGS}
        if unknown := set(values) - set(known):
            raise SettingsError(f"There is no setting called {', '.join(sorted(unknown))}.")
        for setting in SETTINGS:
            object.__setattr__(self, setting.name, values.get(setting.name, setting.default))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no setting {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("settings are read once, at start")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, **override: Any) -> "Settings":
        """Reads `FAIRLEAD_*`. Raises SettingsError for an unknown name or a value of the wrong type."""
        env = os.environ if env is None else env
        known = {setting.env: setting for setting in SETTINGS}
        values: dict[str, Any] = {}
        for name, raw in env.items():
            if not name.startswith(PREFIX) or name in NOT_SETTINGS:
                continue
            if name not in known:
                raise SettingsError(f"{name} is set, but there is no such setting; `fairlead settings` lists them.")
            values[known[name].name] = _parse(known[name], raw)
        return cls(**(values | override))

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).resolve()

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def origin(self) -> str:
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"


def _parse(setting: Setting, raw: str) -> Any:
    try:
        if setting.type is bool:
            switch: dict[str, bool] = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
            return switch[raw.lower()]
        return setting.type(raw)
    except (KeyError, ValueError):
        raise SettingsError(f"{setting.env} wants {setting.type.__name__}, not {raw!r}: {setting.help}") from None
