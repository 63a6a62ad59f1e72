"""Bodies read as what they are: Litestar would take `1` and `"true"` for true, and `"null"` for nothing."""

from typing import Any

import msgspec
from litestar import Request

# Under this name the request's state keeps why its body is none of the handler's.
REFUSED = "body_refused"


class StrictRequest(Request[Any, Any, Any]):
    """The application's request class."""

    async def json(self) -> Any:
        """The handler's `data` in its own type. What is refused is told by `problems.handler`, once it is known who asks: the
        handler's signature takes no None for a body."""
        field = self.route_handler.parsed_fn_signature.parameters.get("data")
        if field is None:
            return await super().json()
        try:
            return msgspec.json.decode(await self.body(), type=field.annotation)
        except msgspec.ValidationError as error:
            self.scope["state"][REFUSED] = error
            return None
