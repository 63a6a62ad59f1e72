"""The picture that others show beside a link to a page: the article's first, else its brand's own."""

import io

import pytest
from PIL import Image

from fairlead.helpcenter.paint_brand import brand_card
from tests.helpcenter.served import Brand


async def test_a_page_without_a_picture_is_shown_elsewhere_with_its_brand_s(web):
    for path in ("/", "/a/late", "/c/deposits", "/a/nothing"):
        page = (await web.get(f"/help/northlight/en{path}")).text
        assert '<meta property="og:image" content="https://help.example/help/northlight/brand.png">' in page, path
        assert '<meta property="og:image:alt" content="North &lt;Light&gt;">' in page
        assert '<meta name="twitter:card" content="summary_large_image">' in page
        assert page.count('property="og:title"') == 1
    card = await web.get("/help/northlight/brand.png")
    assert card.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(card.content)) as drawn:
        assert drawn.size == (1200, 630)
        # The brand's colour, and its letter readable on it.
        assert drawn.convert("RGB").getpixel((5, 5)) == (0xFF, 0xB3, 0x00)
        assert len(drawn.convert("RGB").crop((500, 215, 700, 415)).getcolors(1 << 16) or []) > 1
    assert len(card.content) < 20_000
    assert (
        await web.get("/help/northlight/brand.png", headers={"If-None-Match": card.headers["etag"]})
    ).status_code == 304
    assert (await web.get("/help/nobody/brand.png")).status_code == 404


@pytest.mark.parametrize("logo", ["", "币", "NX", "\u202e", "🏦"])
def test_a_logo_the_font_has_not_leaves_the_card_without_letters(logo):
    class Other(Brand):
        pass

    Other.logo = logo
    with Image.open(io.BytesIO(brand_card(Other()))) as drawn:
        assert (len(drawn.convert("RGB").crop((500, 215, 700, 415)).getcolors(1 << 16) or []) > 1) is (logo == "NX")
