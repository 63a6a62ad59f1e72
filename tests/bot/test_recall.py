from fairlead.bot.recall import Memory
from fairlead.conversations.store import Entry
from fairlead.tickets.taxonomy import house


def entry(seq, who, text="", kind="message", **data):
    return Entry("c", seq, seq, f"e{seq}", kind, who, who, who, None, None, text, [], data, 0, redacted=False)


ARTICLE = {"id": "a1", "title": "Late", "url": "/help/x", "version": 2, "locale": "en"}


def test_a_question_in_several_messages_is_one_question():
    memory = Memory(
        [
            entry(1, "bot", greeting=True),
            entry(2, "customer", "hi"),
            entry(3, "customer", "my deposit"),
            entry(4, "customer", "trc20"),
        ],
        "",
    )
    assert memory.unanswered(4) == "my deposit\ntrc20"
    assert memory.has_newer(3)
    assert not memory.has_newer(4)


def test_unknown_answers_are_counted_back_to_the_last_known_one():
    talk = [
        *(entry(1, "bot", greeting=True), entry(2, "customer", "a"), entry(3, "bot", "?", unknown=True)),
        *(entry(4, "customer", "b"), entry(5, "bot", "?", unknown=True), entry(6, "customer", "yes")),
    ]
    assert Memory(talk, "").unknowns(6) == 2
    assert (
        Memory([*talk, entry(7, "bot", "found", answer={"article": ARTICLE}), entry(8, "customer", "c")], "").unknowns(
            8
        )
        == 0
    )


def test_what_was_asked_for_by_name_changes_no_language():
    ask = {"about": "country", "kind": "country", "choices": ["I don't have it"], "values": [""]}
    talk = [entry(1, "customer", "no code arrives"), entry(2, "bot", "Which country are you in?", ask=ask)]
    assert Memory([*talk, entry(3, "customer", "indonesia")], "").language(3, "en") == "en"
    assert Memory([*talk, entry(3, "customer", "no llegan los códigos")], "").language(3, "en") == "es"
    assert Memory([talk[0], entry(3, "customer", "comisiones")], "").language(3, "en") == "es"


def test_a_person_is_remembered_until_the_matter_is_closed():
    talk = [entry(1, "customer", "a"), entry(2, "agent", "hello")]
    assert Memory(talk, "").person_spoke()
    assert not Memory([*talk, entry(3, "agent", kind="closed"), entry(4, "customer", "again")], "").person_spoke()


def test_the_summary_says_what_was_asked_and_tried():
    talk = [
        *(
            entry(1, "customer", "hi"),
            entry(2, "customer", "where is my usdt"),
            entry(3, "bot", "x", answer={"article": ARTICLE}),
        ),
        *(
            entry(4, "customer", "it is still not here"),
            entry(5, "bot", "x", answer={"article": ARTICLE}),
            entry(6, "customer", "转人工"),
        ),
    ]
    assert Memory(talk, "hi").summary("en", house()) == {
        "question": "where is my usdt\nit is still not here",
        "locale": "en",
        "intent": "deposit_missing",
        "case": "DEP-NOCRED",
        "facts": {"asset": "USDT"},
        "names": {"asset": house().fields["asset"].labels},
        "tried": [ARTICLE],
        "offered": [],
        "unanswered": [],
        "turns": 4,
    }


def test_the_summary_of_a_bare_wish_is_the_subject():
    assert (
        Memory([entry(1, "customer", "agent please")], "agent please").summary("en", house())["question"]
        == "agent please"
    )


def test_what_was_redacted_is_not_repeated():
    gone = Entry("c", 1, 1, "e1", "message", "customer", "c", "c", None, None, "secret", [], {}, 0, redacted=True)
    assert Memory([gone, entry(2, "customer", "my deposit")], "").summary("en", house())["question"] == "my deposit"
