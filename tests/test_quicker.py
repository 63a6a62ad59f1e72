"""What is worked out once for all applications of this process must be what Litestar would work out for each."""

from typing import Annotated, Any

from litestar import Litestar, delete, get, put
from litestar.params import QueryParameter
from litestar.testing import AsyncTestClient


def pages(kind: Any, *, least: int, said: str) -> Litestar:
    """One function, and of it a page for each application: with its own annotation, default and closure."""

    @get("/page")
    async def page(number: Annotated[kind, QueryParameter(ge=least)] = least) -> dict[str, Any]:
        return {"number": number, "said": said}

    @get("/same")
    async def same(number: Annotated[int, QueryParameter(le=9)]) -> dict[str, Any]:
        return {"number": number, "said": said}

    return Litestar([page, same])


async def test_applications_of_one_function_keep_what_each_of_them_was_given():
    first, second, third = pages(int, least=3, said="a"), pages(float, least=4, said="b"), pages(int, least=3, said="c")
    for application, number, refused, said in ((first, 3, 2, "a"), (second, 4.5, 3, "b"), (third, 3, 2, "c")):
        async with AsyncTestClient(application) as client:
            assert (await client.get(f"/page?number={number}")).json() == {"number": number, "said": said}
            assert (await client.get(f"/page?number={refused}")).status_code == 400
            assert (await client.get("/same?number=9")).json() == {"number": 9, "said": said}
            assert (await client.get("/same?number=10")).status_code == 400
    async with AsyncTestClient(second) as client:
        assert (await client.get("/page")).json() == {"number": 4, "said": "b"}
    async with AsyncTestClient(first) as client:
        assert (await client.get("/page?number=3.5")).status_code == 400


async def test_methods_of_one_address_are_all_answered():
    @get("/matter")
    async def read() -> str:
        return "read"

    @put("/matter")
    async def write() -> str:
        return "written"

    @delete("/matter")
    async def drop() -> None:
        return None

    async with AsyncTestClient(Litestar([read, write, drop])) as client:
        assert (await client.get("/matter")).text == "read"
        assert (await client.put("/matter")).text == "written"
        assert (await client.delete("/matter")).status_code == 204
        assert (await client.options("/matter")).status_code == 204
        assert (await client.post("/matter")).status_code == 405
