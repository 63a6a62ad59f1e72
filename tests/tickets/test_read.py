"""Amounts, times, ids and numbers of tickets, against independent arithmetic and the tz database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit import clock
from fairlead.tickets.number_ticket import ALPHABET, new_number, read_number
from fairlead.tickets.read_amount import NotAmount, read_amount
from fairlead.tickets.read_ids import NotId, read_ip, read_key_prefix, read_lei, read_shaped, read_url
from fairlead.tickets.read_time import EARLIEST, NotTime, read_date, read_time

NOW = clock.now()
ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
)
AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=18, allow_nan=False).map(lambda one: one.normalize())


def either(act: Callable[[], Any]) -> tuple[Any, ValueError | None]:
    """What it gives, or why not."""
    try:
        return act(), None
    except ValueError as refused:
        return None, refused


def plain(amount: Decimal) -> str:
    return format(amount, "f")


@settings(deadline=None, max_examples=200)
@given(amount=AMOUNTS, comma=st.booleans(), group=st.sampled_from(["", ",", ".", " ", "'", "\u00a0", "\u202f"]))
def test_an_amount_is_what_decimal_arithmetic_says_with_either_mark_or_refused_as_ambiguous(
    amount: Decimal, comma: bool, group: str
):
    mark = "," if comma else "."
    if group == mark:
        group = ""
    whole, _, places = plain(amount).partition(".")
    shown = f"{int(whole):,}".replace(",", group) + (mark + places if places else "")
    found, refused = either(lambda: read_amount(shown))
    if isinstance(refused, NotAmount):
        assert refused.code == "amount_ambiguous", shown
        # Both readings are offered, the meant one among them, and each of them is read as it is offered.
        values = {Decimal(read_amount(one)) for one in refused.either}
        assert amount in values
        assert len(values) == 2
    else:
        assert Decimal(found) == amount, shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,5", "1.5"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234,5", "1234.5"), ("12,34,567.8", "1234567.8"),
        ("1'234.50", "1234.5"), ("0.123", "0.123"), ("0,001", "0.001"), (".5", "0.5"), ("１，５", "1.5"), ("١٬٢٣٤٫٥", "1234.5"),
        ("1,234,567", "1234567"), ("007", "7"), ("1.2340", "1.234"), ("0.000000000000000001", "0.000000000000000001"), ("+3", "3"),
        ("٣٫٥", "3.5"), ("123456789012345678901", "123456789012345678901"),
    ],
)  # fmt: skip
def test_an_amount_is_kept_as_one_decimal_string(typed: str, kept: str):
    """T08."""
    assert read_amount(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,234", "amount_ambiguous"), ("1.234", "amount_ambiguous"), ("-5", "amount_negative"), ("-0", "amount_negative"), ("1e5", "amount_shape"),
        ("5 USDT", "amount_shape"), ("1,23,4", "amount_shape"), ("1.234.56", "amount_shape"), ("1,234.567,8", "amount_shape"),
        ("1.", "amount_shape"), ("NaN", "amount_shape"), ("0." + "0" * 18 + "1", "amount_places"), ("9" * 31, "amount_long"),
        ("", "amount_shape"), ("½", "amount_shape"), ("1 23", "amount_shape"), (",", "amount_shape"), ("-", "amount_shape"),
    ],
)  # fmt: skip
def test_what_is_no_amount_or_two_is_refused(typed: str, code: str):
    """T08."""
    with pytest.raises(NotAmount) as refused:
        read_amount(typed)
    assert refused.value.code == code


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=40))
def test_any_text_is_an_amount_or_is_refused(text: str):
    try:
        found = read_amount(text)
    except NotAmount:
        return
    assert Decimal(found) >= 0
    assert "e" not in found.lower()


@settings(deadline=None, max_examples=300)
@given(
    local=st.integers(0, 17 * 366 * 86400).map(
        lambda seconds: datetime.fromisoformat("2009-01-03") + timedelta(seconds=seconds)
    ),
    zone=st.sampled_from(ZONES),
)
def test_a_time_in_a_zone_is_the_tz_databases_or_refused_where_clocks_changed(local: datetime, zone: str):
    there = ZoneInfo(zone)
    # Independent: every instant of UTC that shows this time on that zone's clocks.
    instants = {
        utc
        for hours in range(-15, 16)
        for minutes in (0, 15, 30, 45)
        if (utc := local.replace(tzinfo=UTC) + timedelta(hours=hours, minutes=minutes))
        .astimezone(there)
        .replace(tzinfo=None)
        == local
    }
    told, refused = either(lambda: read_time(local.isoformat(), zone, now=NOW))
    if isinstance(refused, NotTime):
        assert (refused.code, len(instants)) in {("time_twice", 2), ("time_never", 0)}
        for offset in refused.either if refused.code == "time_twice" else ():
            assert datetime.fromisoformat(read_time(local.isoformat() + offset, zone, now=NOW).utc) in instants
    else:
        assert {datetime.fromisoformat(told.utc)} == instants
        assert told.zone == zone


@pytest.mark.parametrize(
    ("typed", "zone", "code"),
    [
        ("2025-10-26T02:30", "Europe/Berlin", "time_twice"), ("2025-03-30T02:30", "Europe/Berlin", "time_never"),
        ("2025-06-01T12:00+05:00", "Europe/Berlin", "time_apart"), ("2025-06-01T12:00", "", "time_zone"),
        ("2025-06-01T12:00", "Mars/Base", "time_zone"), ("2025-06-01T12:00", "../../etc/passwd", "time_zone"),
        ("2025-02-30T12:00", "UTC", "time_shape"), ("yesterday", "UTC", "time_shape"), ("2999-01-01T00:00Z", "", "time_future"),
        ("2001-01-01T00:00Z", "", "time_early"), ("0001-01-01T00:00+14:00", "", "time_early"), ("2025-06-01T24:00", "UTC", "time_shape"),
        ("2025-06-30T23:59:60", "UTC", "time_shape"), ("2025-02-29T12:00", "UTC", "time_shape"), ("2038-01-19T03:14:08Z", "", "time_future"),
        ("2025-W53-1T12:00", "UTC", "time_shape"), ("01/02/2025 12:00", "UTC", "time_shape"), ("01.02.03", "UTC", "time_shape"),
        ("令和7年6月1日 12:00", "UTC", "time_shape"), ("2568-06-01T12:00", "Asia/Bangkok", "time_future"), ("1446-12-05T12:00", "Asia/Riyadh", "time_early"),
        ("9999-12-31T23:59-12:00", "", "time_future"), ("2025-06-01T12:00+19:00", "", "time_zone"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_says_why(typed: str, zone: str, code: str):
    """T02, T03, C06."""
    with pytest.raises(NotTime) as refused:
        read_time(typed, zone, now=NOW)
    assert refused.value.code == code


def test_a_time_is_kept_in_utc_with_the_zone_in_which_it_was_told():
    told = read_time("2025-06-01T12:00", "Asia/Shanghai", now=NOW)
    assert (told.utc, told.zone) == ("2025-06-01T04:00:00Z", "Asia/Shanghai")
    assert read_time("2025-06-01 12:00:05.25-0330", now=NOW).utc == "2025-06-01T15:30:05.250000Z"
    assert read_date("2024-02-29", now=NOW) == "2024-02-29"
    with pytest.raises(NotTime):
        read_date("2025-02-29", now=NOW)
    assert EARLIEST.year == 2009


@pytest.mark.parametrize(
    ("kind", "formats", "typed", "kept"),
    [
        ("order_id", (), "#123456789", "123456789"), ("order_id", (), " 00123 ", "00123"), ("order_id", (), "9" * 20, "9" * 20),
        ("order_id", ("grouped",), "OCNNCT-MEB2I-2XGM7L", "OCNNCT-MEB2I-2XGM7L"), ("uid", (), "9007199254740993", "9007199254740993"),
        ("p2p_order_no", (), "20261122153045678901", "20261122153045678901"), ("symbol", (), "btc-usdt", "BTC-USDT"),
        ("card_last4", (), "0042", "0042"), ("currency", (), "eur", "EUR"), ("bank_ref", (), "E2E-1/22", "E2E-1/22"),
    ],
)  # fmt: skip
def test_ids_stay_strings_in_every_digit(kind: str, formats: tuple[str, ...], typed: str, kept: str):
    assert read_shaped(typed, kind, formats) == kept


@pytest.mark.parametrize(
    ("kind", "formats", "typed", "code"),
    [
        ("order_id", ("digits",), "abc", "format"), ("uid", (), "12", "format"), ("card_last4", (), "4242 4242 4242 4242", "card_whole"),
        ("card_last4", (), "424", "format"), ("arn", (), "1" * 22, "format"), ("order_id", (), "a b", "format"),
        ("uid", (), "٥٥٧١٢٣٤٥٠٩", "format"), ("order_id", (), "1" * 37, "format"),
    ],
)  # fmt: skip
def test_an_id_that_is_none_is_refused(kind: str, formats: tuple[str, ...], typed: str, code: str):
    with pytest.raises(NotId) as refused:
        read_shaped(typed, kind, formats)
    assert refused.value.code == code


def test_other_ids_are_read_by_their_own_rules():
    assert read_key_prefix("mx0vgl9a") == ("mx0vgl9a", False)
    assert read_key_prefix("mx0vgl9aSECRETREST") == ("mx0vgl9a", True)
    assert read_ip("2001:DB8::1") == "2001:db8::1"
    assert read_url("northlight-support.example/login") == "northlight-support.example/login"
    assert read_lei("529900T8BM49AURSDO55") == "529900T8BM49AURSDO55"
    for reader, bad in ((read_ip, "1.2.3"), (read_ip, "fe80::1%eth0"), (read_url, "javascript:alert(1)"), (read_url, "http://a b.c"),
                        (read_lei, "529900T8BM49AURSDO56"), (read_key_prefix, "short")):  # fmt: skip
        with pytest.raises(NotId):
            reader(bad)


LETTERS = st.sampled_from(ALPHABET)


@settings(deadline=None, max_examples=150)
@given(at=st.integers(0, 11), letter=LETTERS, moment=st.integers(NOW, NOW + 10**15))
def test_a_number_with_one_wrong_character_or_two_that_changed_places_is_not_ours(at: int, letter: str, moment: int):
    number = new_number(moment)
    assert read_number(number) == number
    assert read_number(number.lower().replace("-", "").replace("0", "o")) == number
    bare = number.replace("-", "")[2:]
    if bare[at] != letter and (at > 5 or letter.isdigit()):
        assert read_number("CS" + bare[:at] + letter + bare[at + 1 :]) is None
    if at < 10 and bare[at] != bare[at + 1]:
        swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
        assert read_number(f"CS-{swapped[:6]}-{swapped[6:11]}-{swapped[11]}") is None


def test_a_number_of_nobody_is_none():
    for text in ("", "CS-261122-AAAAA", "CS-261122-UUUUU-1", "XX-261122-AAAAA-1", "CS-261122-7K3QM-U"):
        assert read_number(text) is None
