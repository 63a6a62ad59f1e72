"""Addresses, places, owners and dates; categories in their order; words that mean the same; what mentions a coin."""

import asyncio

from tests.helpcenter.editing.conftest import Office, page


async def test_s09_a_new_address_leaves_the_old_one_leading_there_and_no_address_is_twos(office: Office):
    article, _ = await office.lead.published()
    path = f"articles/{article['id']}"
    body = {"edition": article["edition"], "slug": "deposit-late"}
    assert await office.editor.refused("PUT", path, body) == "403 not_allowed"
    article = await office.reviewer.ok("PUT", path, body)
    assert (await page(office.site, "/help/northlight/en/a/deposit-late")).status_code == 200
    shelf = await office.site.system.help_center.shelf(office.site.brand_id)
    old = shelf.moved("en", "my-deposit-is-late")
    assert old is not None
    assert old.slug == "deposit-late"
    (told,) = (await office.editor.ok("GET", "redirects", brand="northlight"))["redirects"]
    assert (told["slug"], told["to"], told["locale"]) == ("my-deposit-is-late", "deposit-late", "")
    other, _ = await office.lead.published(title="Another")
    taken = {"edition": other["edition"], "slug": "deposit-late"}
    assert await office.lead.refused("PUT", f"articles/{other['id']}", taken) == "409 slug_taken"
    # An address nobody has any more can be given to another one, and leads nowhere else then.
    taken["slug"] = "my-deposit-is-late"
    await office.lead.ok("PUT", f"articles/{other['id']}", taken)
    told = (await office.editor.ok("GET", "redirects", brand="northlight"))["redirects"]
    assert [one["slug"] for one in told] == ["another"]
    for slug in ("..", "a/b", "A", "😀", "a" * 121, "", " a", "a--b"):
        body = {"edition": article["edition"], "slug": slug}
        assert await office.lead.refused("PUT", path, body) == "422 invalid_field", slug


async def test_owner_review_and_dates_are_kept_and_what_is_overdue_is_listed(office: Office):
    article = await office.editor.create()
    path = f"articles/{article['id']}"
    owner = office.other.client.id
    values = {"owner": owner, "review_by": "2026-01-31", "type": "campaign", "popularity": 7}
    values |= {"valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-02-01T01:00:00+01:00"}
    article = await office.editor.ok("PUT", path, {"edition": 1} | values)
    assert (article["owner"]["name"], article["review_by"], article["overdue"]) == ("Otto", "2026-01-31", True)
    assert article["valid_to"] == "2026-02-01T00:00:00.000000Z"
    fresh = await office.editor.create(title="Fresh")
    titles = [one["title"] for one in (await office.editor.ok("GET", "articles", brand="northlight"))["articles"]]
    assert titles == ["Fresh", "My deposit is late"]
    for params, wanted in (
        ({"overdue": "true"}, [article]), ({"owner": owner}, [article]), ({"owner": "none"}, []),
        ({"type": "campaign"}, [article]), ({"q": "FRESH"}, [fresh]), ({"q": "%"}, []), ({"state": "draft"}, [fresh, article]),
        ({"state": "published"}, []), ({"locale": "en", "state": "draft"}, [fresh, article]), ({"locale": "ja"}, []),
        ({"category": "deposits"}, [fresh, article]), ({"audience": "agents"}, []),
    ):  # fmt: skip
        found = (await office.editor.ok("GET", "articles", brand="northlight", **params))["articles"]
        assert [one["id"] for one in found] == [one["id"] for one in wanted], params
    wrong = (
        {"owner": "0" * 32}, {"review_by": "2026-02-30"}, {"review_by": "soon"}, {"valid_to": "2025-01-01T00:00:00Z"}, {"type": "x"},
        {"popularity": -1}, {"original": "ja"}, {"valid_from": "9999-12-31T23:59:59Z"},
    )  # fmt: skip
    for values in wrong:
        code = await office.editor.refused("PUT", path, {"edition": article["edition"]} | values)
        assert code.startswith("422 "), (values, code)
    stale = {"edition": 1, "popularity": 9}
    assert await office.editor.refused("PUT", path, stale) == "409 edited_meanwhile"
    first = await office.editor.ok("GET", "articles", brand="northlight", limit=1)
    rest = await office.editor.ok("GET", "articles", brand="northlight", limit=1, cursor=first["next"])
    assert [one["id"] for one in first["articles"] + rest["articles"]] == [fresh["id"], article["id"]]
    assert rest["next"] is None
    assert (
        await office.lead.refused("GET", "articles", brand="northlight", cursor=first["next"]) == "422 cursor_invalid"
    )


async def test_what_is_for_agents_only_is_found_by_them_and_by_no_customer(office: Office):
    article, _ = await office.lead.published()
    path = f"articles/{article['id']}"
    body = {"edition": article["edition"], "audience": "agents"}
    assert await office.editor.refused("PUT", path, body) == "403 not_allowed"
    article = await office.lead.ok("PUT", path, body)
    assert article["translations"][0]["url"] is None
    key = article["translations"][0]["id"]
    assert (await page(office.site, "/help/northlight/en/a/my-deposit-is-late")).status_code == 404
    assert (await page(office.site, f"/api/w/northlight/articles/{key}")).status_code == 404
    assert (await page(office.site, "/api/w/northlight/search?q=deposit")).json()["results"] == []
    found = (await office.agent.client.http.get("/api/desk/search?brand=northlight&q=deposit")).json()["results"]
    assert [(one["audience"], one["url"]) for one in found] == [("agents", f"/desk/articles/{key}")]


async def test_categories_have_names_an_order_and_one_level_below(office: Office):
    lead = office.lead
    for slug, parent in (("trading", None), ("spot", "trading"), ("futures", "trading")):
        await lead.ok("POST", "categories", {"brand": "northlight", "slug": slug, "parent": parent})

    async def told() -> list[str]:
        return [one["slug"] for one in (await office.editor.ok("GET", "categories", brand="northlight"))["categories"]]

    assert await told() == ["deposits", "trading", "futures", "spot"]
    order = {"brand": "northlight", "parent": "trading", "slugs": ["spot", "futures"]}
    await lead.ok("PUT", "categories/order", order)
    await lead.ok("PUT", "categories/order", {"brand": "northlight", "slugs": ["trading", "deposits"]})
    assert await told() == ["trading", "spot", "futures", "deposits"]
    assert await lead.refused("PUT", "categories/order", order | {"slugs": ["spot"]}) == "422 category_unknown"
    deep = {"brand": "northlight", "slug": "deep", "parent": "spot"}
    assert await lead.refused("POST", "categories", deep) == "422 invalid_field"
    assert await lead.refused("POST", "categories", {"brand": "northlight", "slug": "spot"}) == "409 slug_taken"
    known = {one["slug"]: one for one in (await lead.ok("GET", "categories", brand="northlight"))["categories"]}
    spot = f"categories/{known['spot']['id']}"
    body = {"edition": known["spot"]["edition"], "names": {"zh-cn": "现货"}, "parent": None}
    changed = await lead.ok("PUT", spot, body)
    assert (changed["names"], changed["parent"]) == ({"zh-CN": "现货"}, None)
    assert await lead.refused("PUT", spot, body) == "409 edited_meanwhile"
    assert await lead.refused("DELETE", f"categories/{known['trading']['id']}") == "409 category_in_use"
    await lead.create(category="futures")
    # The list shows what is in the categories below, too.
    found = (await lead.ok("GET", "articles", brand="northlight", category="trading"))["articles"]
    assert len(found) == 1
    assert await lead.refused("DELETE", f"categories/{known['futures']['id']}") == "409 category_in_use"
    await lead.ok("DELETE", spot)
    assert await lead.refused("DELETE", spot) == "404 not_found"
    assert "spot" not in await told()


async def test_many_move_at_once_and_readers_see_it(office: Office):
    made = [(await office.lead.published(title=f"Article {number}"))[0]["id"] for number in range(3)]
    await office.lead.ok("POST", "categories", {"brand": "northlight", "slug": "late"})
    body = {"brand": "northlight", "articles": [*made, "0" * 32, "x"], "category": "late"}
    assert await office.editor.refused("POST", "move", body) == "403 not_allowed"
    told = await office.lead.ok("POST", "move", body)
    assert told["moved"] == 3
    assert {one["id"]: one["code"] for one in told["skipped"]} == {"0" * 32: "not_found", "x": "not_found"}
    assert (await page(office.site, "/help/northlight/en/c/late")).text.count("Article 1") >= 1
    told = await office.lead.ok("POST", "move", body | {"articles": made})
    assert told["moved"] == 0


async def test_words_that_mean_the_same_are_one_list_that_nobody_overwrites_unseen(office: Office):
    empty = await office.lead.ok("GET", "synonyms", brand="northlight")
    groups = [
        {"locale": "", "words": ["cash out", "withdraw"]},
        {"locale": "zh-cn", "words": ["到账", "入账", "没收到"]},
    ]
    body = {"brand": "northlight", "edition": empty["edition"], "synonyms": groups}
    told = await office.lead.ok("PUT", "synonyms", body)
    assert [(one["locale"], one["words"]) for one in told["synonyms"]] == [
        ("", ["cash out", "withdraw"]), ("zh-CN", ["到账", "入账", "没收到"]),
    ]  # fmt: skip
    assert await office.reviewer.refused("PUT", "synonyms", body) == "409 edited_meanwhile"
    await office.site.system.help_center._library.refresh()
    shelf = await office.site.system.help_center.shelf(office.site.brand_id)
    assert shelf.synonyms("zh-CN") == (("cash out", "withdraw"), ("到账", "入账", "没收到"))
    assert shelf.synonyms("es") == (("cash out", "withdraw"),)
    for words in (["one"], ["a", "a"], ["a", ""], ["a | b", "c"], ["a"] * 41, [str(n) for n in range(41)]):
        wrong = body | {"edition": told["edition"], "synonyms": [{"words": words}]}
        assert await office.lead.refused("PUT", "synonyms", wrong) == "422 invalid_field", words


async def test_what_mentions_a_coin_is_listed_by_the_whole_word(office: Office):
    for title, text in (
        ("USDT by TRC20", "Send usdt by TRC-20 only. USDT is cheap."), ("Bitcoin", "BTCUSDT is a pair, XUSDT another."),
        ("充值", "充值USDT需要等待确认。"), ("Codes", "Error 50011 means too fast; 500112 does not."),
    ):  # fmt: skip
        await office.editor.create(title=title, body=text)

    async def mentioning(term: str) -> dict[str, int]:
        found = await office.editor.ok("GET", "mentions", brand="northlight", term=term)
        return {one["title"]: one["count"] for one in found["articles"]}

    assert await mentioning("USDT") == {"USDT by TRC20": 3, "充值": 1}
    assert await mentioning("50011") == {"Codes": 1}
    assert await mentioning("确认") == {"充值": 1}
    assert await mentioning("too fast") == {"Codes": 1}
    assert await mentioning("%_") == {}
    assert await mentioning("usdt + TRC20 | TRON") == {"USDT by TRC20": 3}
    assert await mentioning("pair | 确认 | nothing") == {"Bitcoin": 1, "充值": 1}
    assert await mentioning("USDT + 50011") == {}
    assert await office.editor.refused("GET", "mentions", brand="northlight", term="USDT +  + a") == "422 invalid_field"
    assert await office.editor.refused("GET", "mentions", brand="northlight", term=" ") == "422 invalid_field"
    assert await office.editor.refused("GET", "mentions", brand="northlight", term="a" * 201) == "422 invalid_field"
    first = await office.editor.ok("GET", "mentions", brand="northlight", term="USDT", limit=1)
    cursor = first["next"]
    rest = await office.editor.ok("GET", "mentions", brand="northlight", term="USDT", limit=1, cursor=cursor)
    assert [one["title"] for one in first["articles"] + rest["articles"]] == ["USDT by TRC20", "充值"]


async def test_an_excerpt_is_the_originals_and_reads_as_a_sentence(office: Office):
    body = "Fees:\n\n| Coin | Fee |\n|---|---|\n| **TRX** | `1 USDD` |\n\n- Nothing else.\n"
    article = await office.editor.create(title="Fees", body=body)
    text = {"locale": "ar", "title": "الرسوم", "body": "USDD"}
    await office.editor.ok("POST", f"articles/{article['id']}/translations", text)
    (found,) = (await office.editor.ok("GET", "mentions", brand="northlight", term="USDD"))["articles"]
    assert (found["locales"], found["count"]) == (["en", "ar"], 2)
    assert " ".join(found["excerpt"].split()) == "Fees Fees: Coin Fee TRX 1 USDD Nothing else."


async def test_links_that_lead_nowhere_and_addresses_that_are_not_what_they_seem_are_found(office: Office):
    await office.lead.published(title="There")
    lines = (
        "# Links", "[ok](/help/northlight/en/a/there) [here](#links) [by file](there.md)",
        "[gone](/help/northlight/en/a/gone)", "[nowhere](#nowhere)", "[file](missing.md)",
        "[plain](http://northlight.localhost:9/a)", "[user](https://northlight.example@evil.example/)",
        "[look](https://xn--80ak6aa92e.example/)", "[script](javascript:alert(1))", "[data]( data:text/html,x )",
    )  # fmt: skip
    body = "\n\n".join(lines)
    assert (await page(office.site, "/help/northlight/en/a/there")).status_code == 200
    made = (await office.editor.create(body=body))["translations"][0]
    found = (await office.editor.ok("GET", f"translations/{made['id']}/check"))["findings"]
    codes = {(one["line"], one["code"]) for one in found}
    assert {
        (5, "link_broken"),
        (7, "anchor_missing"),
        (9, "link_broken"),
        (11, "link_odd"),
        (13, "link_unsafe"),
    } <= codes
    assert {(15, "link_odd"), (15, "address_foreign"), (17, "link_unsafe"), (19, "link_unsafe")} <= codes
    assert not [one for one in found if one["line"] < 5]
    preview = {"brand": "northlight", "locale": "en", "title": "Links", "body": body}
    told = await office.editor.ok("POST", "preview", preview)
    assert "<script" not in told["html"]
    assert 'href="javascript' not in told["html"]
    assert {one["code"] for one in told["findings"]} == {one["code"] for one in found}


async def test_changes_of_two_at_once_to_one_article_lose_nothing(office: Office):
    article = await office.editor.create()
    path = f"articles/{article['id']}"
    answers = await asyncio.gather(
        *(office.lead.call("PUT", path, {"edition": 1, "popularity": number}) for number in range(6))
    )
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409, 409]
