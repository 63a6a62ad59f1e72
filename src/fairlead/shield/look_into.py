"""What the text of a file holds, looked through beside everything else that goes on."""

import asyncio

from fairlead.kit.errors import Invalid
from fairlead.shield.find_logins import holds_login
from fairlead.shield.secrets import find_secrets

# So much at once holds a message up by a few milliseconds; what lies across two stretches is in the second one whole.
STRETCH, OVERLAP = 20_000, 2_000


async def refuse_secrets(text: str) -> None:
    """Raises Invalid("secret_in_file") when anything in it must not be kept, Invalid("login_in_file") for headers that let one
    in. What only its writer can tell is let pass: logs and statements are full of transactions' ids."""
    if await asyncio.to_thread(holds_login, text):
        raise Invalid("login_in_file")
    for start in range(0, len(text), STRETCH - OVERLAP):
        found = await asyncio.to_thread(find_secrets, text[start : start + STRETCH])
        if any(secret.sure for secret in found):
            raise Invalid("secret_in_file")
