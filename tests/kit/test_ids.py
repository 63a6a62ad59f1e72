"""Ids: what clients name their words with is a UUID of the standard, in the order of time."""

from uuid import UUID

from fairlead.kit.ids import client_uuid, new_uuid


def test_a_uuid_is_one_of_version_7_and_begins_with_its_time():
    made = new_uuid(1_763_800_000_123_000)
    assert UUID(made).version == 7
    assert UUID(made).variant == "specified in RFC 4122"
    assert UUID(made).int >> 80 == 1_763_800_000_123
    assert client_uuid(made) == made
    assert new_uuid(1_763_800_000_124_000) > made
