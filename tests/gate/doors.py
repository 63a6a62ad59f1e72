"""The table of doors: for each route what its parameters name. Whoever adds a route, a command or a job adds its row here.

A parameter names an object when somebody else's could stand in its place: its kind is one that `world.Things` can make. The
others are listed as `plain`. Names of a body's fields are paths: `items[].conversation`.
"""

from uuid import uuid4

from tests.gate.automation_doors import AUTOMATION_DOORS
from tests.gate.door import Door, Shape, agent, customer, form, public
from tests.gate.portal_doors import PORTAL_DOORS
from tests.gate.queue_doors import QUEUE_DOORS
from tests.gate.ticket_doors import TICKET_DOORS
from tests.gate.world import TUS


def fresh() -> str:
    return str(uuid4())


# Headers whose value is made anew for each request.
FRESH = {"Idempotency-Key"}
KEYED = {"Idempotency-Key": "fresh"}
C = {"conversation_id": "conversation"}
A = {"article_id": "help_article"}
T = {"translation_id": "translation"}
UPLOAD = {"upload_id": "upload"}
PIECE = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
FILTERS = "language channel tier verified"
# Nobody translates here: who gets so far was let in.
UNTRANSLATED = (200, 409)
NEWCOMER = {
    "email": lambda: f"{uuid4()}@desk.example", "name": "New", "password": "nobody guesses this one", "role": "agent",
}  # fmt: skip
TRANSLATED = "translated.original translated.to translated.from"

DOORS: dict[str, Door] = {
    # Customers.
    "DELETE /api/w/session": customer(),
    "GET /api/conversations": customer({"cursor": "cursor_own"}, "limit"),
    "GET /api/conversations/search": customer({}, "q", fill={"q": "deposit"}),
    "GET /api/conversations/{conversation_id}/entries": customer(C, "before limit"),
    "GET /api/conversations/{conversation_id}/transcript": customer(C),
    "GET /api/files/{file_id}": customer({"file_id": "file"}),
    "PUT /api/files/{file_id}/caption": customer({"file_id": "unsent"}, "caption as_is", fill={"caption": "a"}),
    "PUT /api/desk/files/{file_id}/caption": agent({"file_id": "unsent"}, "caption as_is", fill={"caption": "a"}),
    "GET /api/files/{file_id}/preview": customer({"file_id": "file"}, reached=(503,)),
    "POST /api/files/{file_id}/link": customer({"file_id": "file"}),
    "POST /api/transcripts/check": customer(
        {"conversation": "conversation"}, "made_at sha256 proof",
        fill={"made_at": "x", "sha256": "x", "proof": "x"}, tells=False,
    ),
    "POST /api/messages": customer(
        {"conversation": "conversation", "files[]": "unsent"}, "text locale context",
        shapes=(Shape(("conversation", "files[]"), {"text": "hello"}), Shape(("files[]",), {"text": "hello"}),
                Shape(("conversation",), {"text": "hello"})),
        headers=KEYED,
    ),
    "POST /api/files": customer(headers={"X-File-Name": "a.txt"}, content=b"words in a file"),
    "POST /api/uploads": customer(headers=TUS | {"Upload-Length": "5"}),
    "HEAD /api/uploads/{upload_id}": customer(UPLOAD, headers=TUS),
    "PATCH /api/uploads/{upload_id}": customer(UPLOAD, headers=PIECE, content=b"hello"),
    "DELETE /api/uploads/{upload_id}": customer(UPLOAD, headers=TUS),
    "POST /api/uploads/{upload_id}/file": customer({"upload_id": "whole_upload"}),
    "GET /api/push": customer(),
    "PUT /api/push": customer(
        {}, "endpoint keys.p256dh keys.auth locale",
        fill={"endpoint": "https://push.example/a", "keys.p256dh": "a", "keys.auth": "b"}, reached=(422, 403),
    ),
    "GET /api/notices": customer({}, "before"),
    "PUT /api/notices/choices": customer({}, "off[] quiet.begin quiet.end quiet.zone", reached=(200, 403)),
    "DELETE /api/push/{device_id}": customer({"device_id": "device"}),
    # Agents.
    "POST /api/desk/logout": agent(),
    "POST /api/desk/ticket": agent(),
    "GET /api/desk/me": agent(),
    "PUT /api/desk/password": agent({}, "current password", fill={"current": "a", "password": "b"}, reached=(403, 422)),
    "GET /api/desk/sessions": agent(),
    "DELETE /api/desk/sessions": agent({}, "keep_this", fill={"keep_this": "true"}),
    "DELETE /api/desk/sessions/{session_id}": agent({"session_id": "own_session"}),
    "GET /api/desk/agents": agent(role="admin"),
    "POST /api/desk/agents": agent(
        {"brands[]": "brand", "teams[]": "team"}, "email name password role",
        shapes=(Shape(("brands[]",), NEWCOMER), Shape(("brands[]", "teams[]"), NEWCOMER)), role="admin",
    ),
    "PUT /api/desk/agents/{agent_id}/password": agent(
        {"agent_id": "agent"}, "password", fill={"password": "nobody guesses this one"}, role="admin"
    ),
    "PUT /api/desk/agents/{agent_id}/name": agent({"agent_id": "agent"}, "name", fill={"name": "Ayu"}, role="admin"),
    "PUT /api/desk/agents/{agent_id}/role": agent({"agent_id": "agent"}, "role", fill={"role": "lead"}, role="admin"),
    "PUT /api/desk/agents/{agent_id}/active": agent({"agent_id": "agent"}, "active", fill={"active": True}, role="admin"),
    "PUT /api/desk/agents/{agent_id}/brands": agent(
        {"agent_id": "agent", "brands[]": "brand", "teams[]": "team"},
        shapes=(Shape(("agent_id", "brands[]"), {"teams": []}), Shape(("agent_id", "brands[]", "teams[]"))), role="admin",
    ),
    "DELETE /api/desk/agents/{agent_id}/sessions": agent({"agent_id": "agent"}, role="admin"),
    "PUT /api/desk/presence": agent({}, "presence", fill={"presence": "online"}),
    "GET /api/desk/people": agent(),
    "GET /api/desk/conversations": agent(
        {"assignee": "agent", "brand": "brand", "cursor": "cursor_view"}, f"{FILTERS} view limit",
        shapes=(Shape(("brand",)), Shape(("cursor",)), Shape(("brand", "assignee"))),
    ),
    "GET /api/desk/counts": agent(
        {"assignee": "agent", "brand": "brand"}, FILTERS, shapes=(Shape(("brand",)), Shape(("brand", "assignee")))
    ),
    "GET /api/desk/filters": agent(),
    "GET /api/desk/conversations/{conversation_id}": agent(C),
    "GET /api/desk/conversations/{conversation_id}/entries": agent(C, "before limit"),
    "GET /api/desk/conversations/{conversation_id}/draft": agent(C),
    "PUT /api/desk/conversations/{conversation_id}/draft": agent(
        C, "mode text revision", fill={"mode": "reply", "text": "a", "revision": 0}
    ),
    "GET /api/desk/mentions": agent({"cursor": "cursor_mentions"}, "limit"),
    "PUT /api/desk/conversations/{conversation_id}/mentions": agent(C),
    "GET /api/desk/customers/{customer_id}": agent({"customer_id": "customer"}),
    "GET /api/desk/customers/{customer_id}/conversations": agent(
        {"customer_id": "customer", "cursor": "cursor_history"}, "limit",
        shapes=(Shape(("customer_id",)), Shape(("customer_id", "cursor"))),
    ),
    "GET /api/desk/files/{file_id}": agent({"file_id": "file"}),
    "GET /api/desk/files/{file_id}/preview": agent({"file_id": "file"}, reached=(503,)),
    "POST /api/desk/transcripts/check": agent(
        {"conversation": "conversation"}, "made_at sha256 proof",
        fill={"made_at": "x", "sha256": "x", "proof": "x"}, tells=False,
    ),
    "GET /api/desk/conversations/search": agent(
        {"brand": "brand", "cursor": "cursor_search"}, "q status channel locale since until limit",
        shapes=(Shape(("brand",), {"q": "deposit"}), Shape(("cursor",), {"q": "deposit"})),
    ),
    "POST /api/desk/messages": agent(
        {"conversation": "conversation", "files[]": "unsent", "mentions[]": "agent"},
        f"text note reply_to held release.reason {TRANSLATED}",
        shapes=(Shape(("conversation", "files[]"), {"text": "hello"}),
                Shape(("conversation", "files[]", "mentions[]"), {"text": "hello", "note": True})),
        headers=KEYED,
    ),
    "POST /api/desk/files": agent(headers={"X-File-Name": "a.txt"}, content=b"words in a file"),
    # What became of each item stands in the answer: it is 200 in any case.
    "POST /api/desk/bulk": agent(
        {"items[].conversation": "conversation", "items[].to": "agent", "items[].to_agent": "agent", "items[].to_team": "team"},
        "items[].type items[].client_id items[].note items[].text",
        shapes=tuple(
            Shape(("items[].conversation", *uses), {"items[].type": kind, "items[].client_id": fresh} | more)
            for kind, uses, more in (
                ("assign", ("items[].to",), {}), ("close", (), {}), ("reopen", (), {}), ("back", (), {}),
                ("send", (), {"items[].text": "a"}),
                ("transfer", ("items[].to_agent",), {"items[].note": "a"}),
                ("transfer", ("items[].to_team",), {"items[].note": "a"}),
            )
        ),
        tells=False,
    ),
    "POST /api/desk/uploads": agent(headers=TUS | {"Upload-Length": "5"}),
    "HEAD /api/desk/uploads/{upload_id}": agent(UPLOAD, headers=TUS),
    "PATCH /api/desk/uploads/{upload_id}": agent(UPLOAD, headers=PIECE, content=b"hello"),
    "DELETE /api/desk/uploads/{upload_id}": agent(UPLOAD, headers=TUS),
    "POST /api/desk/uploads/{upload_id}/file": agent({"upload_id": "whole_upload"}),
    "GET /api/desk/translation": agent(),
    "GET /api/desk/conversations/{conversation_id}/translation": agent(C),
    "PUT /api/desk/conversations/{conversation_id}/translation": agent(C, "to", fill={"to": "en"}, reached=UNTRANSLATED),
    "POST /api/desk/conversations/{conversation_id}/translation": agent(
        C, "text from to", fill={"text": "a", "from": "en", "to": "de"}, reached=UNTRANSLATED
    ),
    "POST /api/desk/conversations/{conversation_id}/entries/{entry_id}/translation": agent(
        C | {"entry_id": "entry"}, "to", fill={"to": "en"}, reached=UNTRANSLATED
    ),
    # Articles: who writes them, who decides.
    "GET /api/desk/help/articles": agent(
        {"brand": "brand", "owner": "agent", "cursor": "cursor_articles"},
        "state category type audience locale q overdue behind limit",
        shapes=(Shape(("brand",)), Shape(("brand", "owner")), Shape(("brand", "cursor"))), role="editor", articles=True,
    ),
    "POST /api/desk/help/articles": agent(
        {"brand": "brand"}, "locale title category type audience slug summary body questions[]",
        fill={"locale": "en", "title": "a", "category": "deposits", "slug": fresh}, role="editor", articles=True,
    ),
    "GET /api/desk/help/articles/{article_id}": agent(A, role="editor", articles=True),
    "PUT /api/desk/help/articles/{article_id}": agent(
        A | {"owner": "agent"},
        "edition slug category type audience review_by valid_from valid_to popularity original",
        shapes=(Shape(("article_id",), {"edition": 1, "type": "guide"}), Shape(("article_id", "owner"), {"edition": 1})),
        role="editor", articles=True,
    ),
    "POST /api/desk/help/articles/{article_id}/translations": agent(
        A, "locale title summary body questions[] base", fill={"locale": "ja", "title": "a"}, role="editor", articles=True
    ),
    "POST /api/desk/help/move": agent(
        {"brand": "brand", "articles[]": "help_article"}, "category", fill={"category": "deposits"}, role="reviewer",
        tells=False, articles=True,
    ),
    "GET /api/desk/help/mentions": agent(
        {"brand": "brand", "cursor": "cursor_terms"}, "term limit",
        shapes=(Shape(("brand",), {"term": "deposit"}), Shape(("brand", "cursor"), {"term": "deposit"})), role="editor", articles=True,
    ),
    "GET /api/desk/help/changes": agent({"brand": "brand"}, role="editor", articles=True),
    "POST /api/desk/help/changes/done": agent(
        {"brand": "brand"}, "kind name at",
        fill={"kind": "fee", "name": "a", "at": "2026-11-23T00:00:00Z"}, role="editor", articles=True,
    ),
    "POST /api/desk/help/preview": agent(
        {"brand": "brand"}, "locale title body", fill={"locale": "en", "title": "a", "body": "b"}, role="editor", articles=True
    ),
    "GET /api/desk/help/media": agent(
        {"brand": "brand", "cursor": "cursor_media"}, "q kind limit", fill={"kind": ""},
        shapes=(Shape(("brand",)), Shape(("brand", "cursor"))), role="editor", articles=True,
    ),
    # What a text shows stays; that it may be asked is all there is to see.
    "DELETE /api/desk/help/media/{brand}/{name}": agent(
        {"brand": "brand", "name": "medium"}, role="reviewer", articles=True, reached=(409,)
    ),
    "POST /api/desk/help/media": agent(
        {"brand": "brand", "file": "unsent"}, role="editor", articles=True, reached=(422,)
    ),
    "GET /api/desk/help/media/{brand}/{name}": agent({"brand": "brand", "name": "medium"}, articles=True),
    "GET /api/desk/help/translations/{translation_id}": agent(T, role="editor", articles=True),
    "PUT /api/desk/help/translations/{translation_id}": agent(
        T, "edition title summary body questions[] base",
        fill={"edition": 1, "title": "a", "summary": "", "body": "b", "questions[]": "c"}, role="editor", articles=True,
    ),
    "POST /api/desk/help/translations/{translation_id}/state": agent(
        T, "edition to at note anyway", fill={"edition": 1, "to": "review"}, role="editor", articles=True
    ),
    "POST /api/desk/help/translations/{translation_id}/restore": agent(
        T, "edition number", fill={"edition": 1, "number": 1}, role="editor", articles=True
    ),
    "GET /api/desk/help/translations/{translation_id}/versions": agent(T, role="editor", articles=True),
    "GET /api/desk/help/translations/{translation_id}/versions/{number}": agent(T, "number", fill={"number": 1}, role="editor", articles=True),
    "GET /api/desk/help/translations/{translation_id}/difference": agent(
        T, "before after", fill={"before": 1, "after": 1}, role="editor", articles=True
    ),
    "GET /api/desk/help/translations/{translation_id}/check": agent(T, role="editor", articles=True),
    "GET /api/desk/help/read/{translation_id}": agent({"translation_id": "shown_translation"}, articles=True),
    "GET /api/desk/help/categories": agent({"brand": "brand"}, articles=True),
    "POST /api/desk/help/categories": agent(
        {"brand": "brand"}, "slug names parent position", fill={"slug": fresh}, role="reviewer", articles=True
    ),
    # Only all of them can be put in order.
    "PUT /api/desk/help/categories/order": agent(
        {"brand": "brand"}, "parent slugs[]", fill={"slugs[]": "a"}, role="reviewer", reached=(422,), articles=True
    ),
    "PUT /api/desk/help/categories/{category_id}": agent(
        {"category_id": "category"}, "edition slug names parent position", fill={"edition": 1}, role="reviewer", articles=True
    ),
    "DELETE /api/desk/help/categories/{category_id}": agent({"category_id": "category"}, role="reviewer", articles=True),
    "GET /api/desk/help/synonyms": agent({"brand": "brand"}, articles=True),
    # One word alone means the same as no other.
    "PUT /api/desk/help/synonyms": agent(
        {"brand": "brand"}, "edition synonyms[].words[] synonyms[].locale",
        fill={"edition": "", "synonyms[].words[]": "a"}, role="reviewer", reached=(422,), articles=True,
    ),
    "GET /api/desk/help/today": agent({"brand": "brand", "owner": "agent"}, role="editor", articles=True),
    "GET /api/desk/bot/figures": agent({"brand": "brand"}, "days", role="editor", articles=True),
    "GET /api/desk/help/gaps": agent({"brand": "brand"}, "dismissed", role="editor", articles=True),
    "POST /api/desk/help/gaps/{gap_id}/attach": agent(
        {"gap_id": "gap", "article": "help_article"}, role="editor", articles=True
    ),
    "POST /api/desk/help/gaps/{gap_id}/draft": agent(
        {"gap_id": "gap"}, "reply", fill={"reply": None}, role="editor", articles=True
    ),
    "POST /api/desk/help/gaps/{gap_id}/dismiss": agent(
        {"gap_id": "gap"}, "dismissed", fill={"dismissed": True}, role="editor", articles=True
    ),
    "GET /api/desk/help/broken": agent(
        {"brand": "brand", "cursor": "cursor_broken"}, "limit", role="editor", articles=True,
        shapes=(Shape(("brand",)), Shape(("brand", "cursor"))),
    ),
    "GET /api/desk/help/articles/{article_id}/places": agent(A, role="editor", articles=True),
    "GET /api/desk/help/redirects": agent({"brand": "brand"}, "locale", role="editor", articles=True),
    "POST /api/desk/help/redirects": agent(
        {"article": "help_article"}, "slug locale", fill={"slug": fresh}, role="reviewer", articles=True
    ),
    "POST /api/desk/help/redirects/remove": agent(
        {"brand": "brand"}, "slug locale", fill={"slug": "a"}, role="reviewer", articles=True
    ),
    "GET /api/desk/help/people": agent({"brand": "brand"}, role="editor", articles=True),
    "GET /api/desk/search": agent({"brand": "brand"}, "q locale type category", articles=True),
    "GET /api/desk/articles/searches": agent({"brand": "brand"}, "locale days", role="editor", articles=True),
    "GET /api/desk/articles/helped": agent({"brand": "brand"}, "locale days", role="editor", articles=True),
    "GET /api/desk/help/tiles": agent({"brand": "brand"}, "locale", fill={"locale": "en"}, role="editor", articles=True),
    "PUT /api/desk/help/tiles": agent(
        {"brand": "brand"}, "pinned[] revision", fill={"pinned[]": 0, "revision": ""}, role="reviewer", articles=True,
        reached=(204, 409, 422),
    ),
    "GET /api/desk/help/hot": agent({"brand": "brand"}, "locale product", fill={"locale": "en"}, articles=True),
    "PUT /api/desk/help/hot": agent(
        {"brand": "brand", "articles[]": "help_article"}, "locale product", role="reviewer", articles=True
    ),
    # Jobs are nobody's: an admin sees all, others none.
    "GET /api/desk/jobs": agent({}, "state", role="admin"),
    "POST /api/desk/jobs/{job_id}/resend": agent({"job_id": "job"}, role="admin"),
    # The plain pages: who has no session there is told what he is told of things that do not exist.
    "GET /w/{brand_key}/form/{conversation_id}": form(C),
    "POST /w/{brand_key}/form/{conversation_id}": form(C, fill={"key": fresh, "text": "hello"}, fields="key text as_is unkind"),
    "POST /w/{brand_key}/form/{conversation_id}/person": form(C, fill={"key": fresh}, fields="key"),
    "GET /w/{brand_key}/form/{conversation_id}/files/{file_id}": form(C | {"file_id": "file"}),
    # Everyone. What proves itself (a poll's key, a file's link) or is published.
    "POST /api/live/{poll_id}": public(
        "first frames[] after wait leave", {"poll_id": "poll", "key": "poll_key"}, fill={"first": 2}
    ),
    "GET /api/linked/{key}": public("", {"key": "link"}),
    "GET /api/w/{brand}/articles/{article_id}": public("brand q", {"article_id": "article"}),
    "GET /api/w/{brand}/preview": public("brand", {"path": "article_path"}),
    "POST /api/w/{brand_key}/session": public("brand_key token locale context proof urgent"),  # tests/bad_input/test_tokens.py
    "POST /api/desk/login": public("email password"),  # tests/people/test_sign_in.py
    "GET /w/{brand_key}/form": public("brand_key"),
    "POST /w/{brand_key}/form": public("brand_key", fields="key name text as_is unkind"),
    "GET /api/w/words": public(),
    "GET /api/w/{brand_key}/home": public("brand_key locale"),
    "GET /api/w/{brand_key}/here": public("brand_key locale"),
    "GET /api/w/{brand_key}/best-times": public("brand_key locale zone"),
    "GET /api/w/{brand}/search": public("brand q locale type category"),
    "GET /api/w/{brand}/suggest": public("brand q locale"),
    "GET /w/{brand_key}/form.css": public("brand_key"),
    "GET /w/{brand_key}/loader.js": public("brand_key"),
    "GET /w/{brand_key}/frame": public("brand_key"),
    "GET /w/{brand_key}/chat": public("brand_key"),
    "GET /w/{brand_key}/contact": public("brand_key"),
    "GET /w/{brand_key}/push.js": public("brand_key"),
    "GET /w/{brand_key}/help": public("brand_key"),
    "GET /chat": public(),
    "GET /contact": public(),
    "GET /help": public(),
    "GET /": public(),
    "GET /desk": public(),
    "GET /desk/{rest}": public("rest"),
    "GET /assets/{name}": public("name"),
    "GET /health/live": public(),
    "GET /health/ready": public(),
    "GET /metrics": public(),  # its own token: tests/infra/web/test_health.py
    "GET /help/-/{name}": public("name"),
    "GET /help/{brand}": public("brand"),
    "GET /help/{brand}/brand.css": public("brand"),
    "GET /help/{brand}/brand.png": public("brand"),
    "GET /help/{brand}/{locale}": public("brand locale"),
    "GET /help/{brand}/{locale}/a/{slug}": public("brand locale slug q wanted"),
    "GET /help/{brand}/{locale}/c/{category}": public("brand locale category"),
    "GET /help/{brand}/{locale}/search": public("brand locale q kind category"),
    "GET /help/{brand}/v/{verification}": public("brand verification"),
    "GET /help/{brand}/v/{verification}/{version}": public("brand verification version"),
    "GET /help/{brand}/media/{name}": public("brand name"),
    "GET /help/{brand}/sitemap.xml": public("brand"),
    "GET /help/{brand}/{locale}/sitemap/{part}": public("brand locale part"),
    "GET /help/{brand}/{locale}/feed.xml": public("brand locale"),
    "GET /robots.txt": public(),
    "GET /help/{brand}/{locale}/contact": public("brand locale about urgency sign_in from"),
    "POST /help/{brand}/{locale}/a/{slug}/feedback": public("brand locale slug", fields="said reason words"),
    "GET /api/w/{brand}/context": public("brand page locale"),
    "GET /w/{brand}/context.js": public("brand"),
    "GET /api/desk/help/feedback": agent({"brand": "brand"}, "days", articles=True),
    "GET /api/desk/help/contexts": agent({"brand": "brand"}, "locale", articles=True),
    "PUT /api/desk/help/contexts/{page}": agent(
        {"brand": "brand", "articles[]": "help_article"}, "page category", role="editor", articles=True,
        fill={"page": "deposit"},
    ),
    "GET /help/{brand}/{locale}/{rest}": public("brand locale rest"),
    **AUTOMATION_DOORS, **QUEUE_DOORS,
    **TICKET_DOORS,
    **PORTAL_DOORS,
}  # fmt: skip
