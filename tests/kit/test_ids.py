"""Ids: what clients name their words with is a UUID of the standard, in the order of time."""

import os
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from fairlead.kit.ids import DRAWN_AT_ONCE, client_uuid, new_id, new_uuid


def test_a_uuid_is_one_of_version_7_and_begins_with_its_time():
    made = new_uuid(1_763_800_000_123_000)
    assert UUID(made).version == 7
    assert UUID(made).variant == "specified in RFC 4122"
    assert UUID(made).int >> 80 == 1_763_800_000_123
    assert client_uuid(made) == made
    assert new_uuid(1_763_800_000_124_000) > made


def test_no_id_is_made_twice_by_threads_at_once_or_by_a_child_that_was_forked():
    with ThreadPoolExecutor(8) as hands:
        made = list(hands.map(lambda _: new_id(), range(20 * DRAWN_AT_ONCE)))
    assert len({each[12:] for each in made}) == len(made)

    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, "".join(new_id() for _ in range(DRAWN_AT_ONCE)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(reader, 65536).decode()
    theirs = {told[start + 12 : start + 32] for start in range(0, len(told), 32)}
    assert len(theirs) == DRAWN_AT_ONCE
    assert not theirs & {new_id()[12:] for _ in range(DRAWN_AT_ONCE)}
