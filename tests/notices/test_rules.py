"""Which addresses are called, and what a browser is called."""

import pytest

from fairlead.kit.errors import Invalid
from fairlead.notices.rules import Services, device_name
from fairlead.settings import Settings, SettingsError

DEFAULT = Settings().push_services
OWN = "https://push.example:8443,http://10.0.0.5:8099"


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", "https://fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAA", "https://updates.push.services.mozilla.com"),
        ("https://web.push.apple.com/QGuQ", "https://web.push.apple.com"),
        ("https://wns2-par02p.notify.windows.com/w/?token=B%2fw", "https://wns2-par02p.notify.windows.com"),
        ("https://FCM.googleapis.com:443/fcm/send/a", "https://fcm.googleapis.com:443"),
        ("https://push.example:8443/a", "https://push.example:8443"),
        ("http://10.0.0.5:8099/a", "http://10.0.0.5:8099"),
    ],
)
def test_the_services_of_the_known_browsers_and_an_operators_own_are_called(endpoint: str, origin: str):
    assert Services(f"{DEFAULT},{OWN}").origin_of(endpoint) == origin


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "fcm.googleapis.com/a", "http://fcm.googleapis.com/a", "https://fcm.googleapis.com:8443/a"),
        *("https://169.254.169.254/latest", "http://127.0.0.1:5432/", "https://[::1]/", "https://localhost/a"),
        *("https://evil.example/fcm.googleapis.com", "https://fcm.googleapis.com.evil.example/a", "https://notify.windows.com/a"),
        *("https://fcm.googleapis.com@evil.example/a", "https://evil.example#.notify.windows.com", "file:///etc/passwd"),
        *("https://evil.example\\.notify.windows.com/a", "https://evil.example/.notify.windows.com", "https://a.notify.windows.com./a"),
        *("https://fcm.googleapis.com/a b", "https://fcm.googleapis.com/a\nHost: evil", "https://fcm.googleapis.com/" + "a" * 1100),
        *("https://fcm.googleapis.com:99999/a", "https://[oops/a", "http://10.0.0.5:80/a", "https://10.0.0.5:8099/a", "https://fcm.gооgleapis.com/a"),
    ],
)  # fmt: skip
def test_no_other_address_is(endpoint: str):
    with pytest.raises(Invalid):
        Services(f"{DEFAULT},{OWN}").origin_of(endpoint)


@pytest.mark.parametrize("setting", ["localhost", "https://push.example/path", "ftp://push.example", "a..b", "*.*"])
def test_a_setting_that_names_neither_hosts_nor_origins_stops_the_start(setting: str):
    with pytest.raises(SettingsError, match="FAIRLEAD_PUSH_SERVICES"):
        Services(setting)


def test_a_browser_is_called_by_the_name_its_owner_knows():
    mozilla = "Mozilla/5.0"
    chrome = (
        f"{mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
    )
    assert device_name(chrome) == "Chrome · Windows"
    assert device_name(f"{chrome} Edg/142.0.0.0") == "Edge · Windows"
    assert device_name(f"{mozilla} (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0") == "Firefox · Android"
    assert device_name("curl/8") == ""
