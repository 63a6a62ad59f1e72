"""Counters and gauges for operators, in Prometheus' text format. Labels never carry ids of people or matters."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry = CollectorRegistry()

ENTRIES = Counter("fairlead_entries_total", "Entries committed to timelines.", ["kind"], registry=registry)
BATCH = Histogram(
    "fairlead_batch_entries",
    "Entries per group commit.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
    registry=registry,
)
COMMIT = Histogram(
    "fairlead_commit_seconds",
    "Time of a group commit.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2),
    registry=registry,
)
SOCKETS = Gauge("fairlead_sockets", "Open sockets.", ["kind"], registry=registry)
CLOSED = Counter("fairlead_sockets_closed_total", "Sockets closed by us, by code.", ["code"], registry=registry)
REFUSED = Counter(
    "fairlead_refused_total", "Requests and frames answered with an error, by code.", ["code"], registry=registry
)
REQUESTS = Histogram("fairlead_request_seconds", "Time of HTTP requests.", ["method", "status"], registry=registry)
BOT_MODEL = Counter(
    "fairlead_bot_model_total", "Answers asked of the bot's language model, by outcome.", ["outcome"], registry=registry
)
BOT_EMBEDDER = Counter(
    "fairlead_bot_embedder_total", "Questions asked of the bot's embedder, by outcome.", ["outcome"], registry=registry
)
BOT_MODEL_SECONDS = Histogram(
    "fairlead_bot_model_seconds",
    "Time of an answer of the bot's language model.",
    buckets=(0.1, 0.2, 0.5, 1, 1.5, 2, 2.5, 3),
    registry=registry,
)
ASSIGNED = Counter("fairlead_assigned_total", "Matters the queue gave to agents.", registry=registry)
TAKEN_BACK = Counter(
    "fairlead_taken_back_total", "Matters taken back from agents who went away or did not react.", registry=registry
)
WEBHOOKS = Counter(
    "fairlead_webhooks_total",
    "Tries to deliver a webhook, by outcome: delivered, refused, or no answer.",
    ["outcome"],
    registry=registry,
)
WEBHOOK_SECONDS = Histogram(
    "fairlead_webhook_seconds",
    "Time of a try to deliver a webhook.",
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=registry,
)
WEBHOOKS_OFF = Gauge("fairlead_webhooks_off", "Webhooks that were switched off by themselves.", registry=registry)
PROMISES = Counter(
    "fairlead_promises_total",
    "Promises that ended: kept, broken (kept too late), or dropped with the matter.",
    ["metric", "outcome"],
    registry=registry,
)
PROMISE_DELAY = Histogram(
    "fairlead_promise_delay_seconds",
    "How long after its moment a clock's warning, end or escalation was written.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 30, 300),
    registry=registry,
)
UNREADABLE = Counter(
    "fairlead_unreadable_total", "Sealed records that did not open when they were read.", registry=registry
)
BOT_TRAININGS = Counter(
    "fairlead_bot_trainings_total",
    "Trainings of the bot from articles, by what became of them: kept, refused by its check, or broke.",
    ["outcome"],
    registry=registry,
)
JOBS_DUE = Gauge("fairlead_jobs_due", "Jobs that wait for a worker.", registry=registry)
JOBS_DEAD = Gauge("fairlead_jobs_dead", "Jobs that failed for good and wait for a person.", registry=registry)


def render() -> bytes:
    return generate_latest(registry)
