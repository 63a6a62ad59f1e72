"""The table of commands and jobs: as `doors.py`, for frames of the socket and for what is worked off later."""

from tests.gate.doors import Door, Shape, agent, customer, fresh

C = {"conversation": "conversation"}
NAMED = {"client_id": fresh}
SAID = NAMED | {"text": "hello"}
MOVED = NAMED | {"note": "a"}
SEND = "client_id text note held release.reason reply_to translated.original translated.to translated.from locale context as_is"


def both(*, plain: str = "", fill: dict[str, object] | None = None) -> tuple[Door, ...]:
    return (customer(C, plain, fill=fill), agent(C, plain, fill=fill))


# Of each command: how customers and how agents may ask; who may not at all is refused alike whatever he names.
COMMANDS: dict[str, tuple[Door, ...]] = {
    "hello": (customer({}, "version session ticket locale"),),  # a test of its own
    "subscribe": both(plain="workspace after", fill={"after": 0}),
    "unsubscribe": both(plain="workspace"),
    "send": (
        customer(C | {"files[]": "unsent", "mentions[]": "agent"}, SEND,
                 shapes=(Shape(("conversation", "files[]"), SAID), Shape(("files[]",), SAID))),
        agent(C | {"files[]": "unsent", "mentions[]": "agent"}, SEND,
              shapes=(Shape(("conversation", "files[]"), SAID),
                      Shape(("conversation", "mentions[]"), SAID | {"note": True}))),
    ),
    "delivered": both(plain="number", fill={"number": 1}),
    "read": both(plain="number", fill={"number": 1}),
    "typing": both(plain="on", fill={"on": True}),
    "viewing": both(plain="writing", fill={"writing": "reply"}),
    "handover": both(plain="client_id", fill=NAMED),
    "assign": (
        customer(C | {"to": "agent"}, "client_id", shapes=(Shape(("conversation",), NAMED | {"to": None}),)),
        agent(C | {"to": "agent"}, "client_id", shapes=(Shape(("conversation", "to"), NAMED),)),
    ),
    "transfer": (
        customer(C | {"to_agent": "agent", "to_team": "team"}, "client_id note", shapes=(Shape(("conversation",), MOVED),)),
        agent(C | {"to_agent": "agent", "to_team": "team"}, "client_id note",
              shapes=(Shape(("conversation", "to_agent"), MOVED), Shape(("conversation", "to_team"), MOVED),
                      Shape(("conversation", "to_agent", "to_team"), MOVED))),
    ),
    "close": both(plain="client_id", fill=NAMED),
    "reopen": both(plain="client_id", fill=NAMED),
    "redact": (
        customer(C | {"entry": "entry"}, "client_id", fill=NAMED),
        agent(C | {"entry": "entry"}, "client_id", fill=NAMED),
    ),
    "edit": (
        customer(C | {"entry": "own_note", "mentions[]": "agent"}, "client_id text", shapes=(Shape(("conversation",), SAID | {"entry": fresh}),)),
        agent(C | {"entry": "own_note", "mentions[]": "agent"}, "client_id text",
              shapes=(Shape(("conversation", "entry"), SAID), Shape(("conversation", "entry", "mentions[]"), SAID))),
    ),
    "release": (
        customer(C | {"entry": "held"}, "client_id reason", fill=NAMED | {"reason": "he asked for it twice"}),
        agent(C | {"entry": "held"}, "client_id reason", fill=NAMED | {"reason": "he asked for it twice"}, role="lead"),
    ),
    "rate_answer": (
        customer(C | {"entry": "bot_entry"}, "client_id helpful", fill=NAMED | {"helpful": True}),
        agent(C | {"entry": "bot_entry"}, "client_id helpful", fill=NAMED | {"helpful": True}),
    ),
    "ping": (customer(), agent()),
}  # fmt: skip

# Of each kind of job: what its payload names. Who writes a job is the house itself; but what it names may be gone or another's
# by the time it runs.
JOBS: dict[str, dict[str, str]] = {
    "preview": {"blob": "blob"},
    # Written with the decision; what was decided otherwise since is left alone.
    "publish_article": {"translation": "translation", "publish_at": "number", "by": "actor"},
    # Names nothing: it counts for every brand.
    "heat_articles": {},
    "look_at_facts": {},
    # Its articles are public, and what they teach is the house's.
    "bot_learn": {"brand": "brand", "locale": "locale", "revision": "number"},
    "tickets.wake": {"ticket": "ticket", "until": "number"},
    "tickets.due": {"ticket": "ticket", "since": "number", "step": "number"},
    # Who is called, told, frozen follows from the rows; the alarm is what stands in the job.
    "emergency.call": {"emergency": "emergency", "step": "number", "since": "number"},
    "emergency.notice": {"emergency": "emergency", "step": "number", "device": "call_device"},
    "emergency.post": {"id": "text"},
    "emergency.raise": {"emergency": "emergency"},
    "emergency.freeze": {"freeze": "freeze"},
    # Of a brand's clocks those that follow the one that is named, in the order of ids; the same of open conversations.
    "promises.revise": {"brand": "brand", "after": "id", "at": "number"},
    "promises.adopt": {"after": "id"},
    "promises.customer": {"customer": "customer"},
    # What waited is done only where it is still so.
    "automation.due": {"rule": "rule", "conversation": "conversation", "seq": "number"},
    "push": {"device": "device", "conversation": "conversation", "number": "number"},
    # What was noted with what happened; only its endpoint's brand is in it.
    "webhook": {"delivery": "webhook_delivery", "begun": "number", "attempt": "number"},
}
