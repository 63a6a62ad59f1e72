import pytest
from sqlalchemy import func, select

from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import ArticleRow, TranslationRow, VersionRow
from fairlead.helpcenter.store import revision
from fairlead.kit.errors import Invalid
from tests.helpcenter.conftest import BRAND, DEMO


async def brought(database, root, **options):
    return await import_folder(database, BRAND, root, default_locale="en", **options)


async def counts(database):
    async with database.read() as session:
        rows = [
            await session.scalar(select(func.count()).select_from(t)) for t in (ArticleRow, TranslationRow, VersionRow)
        ]
        return (*rows, await revision(session))


async def test_the_locales_of_an_article_are_one_article(database, folder):
    root = folder({"en/faq.md": "# Fees\n\nLow.", "zh-cn/faq.md": "# 手续费\n\n低。", "other.md": "# Other\n\nText."})
    report = await brought(database, root)
    assert (report.new, report.skipped, report.locales) == (3, [], {"en": 2, "zh-CN": 1})
    assert (await counts(database))[:3] == (2, 3, 3)


async def test_importing_again_changes_nothing(database, folder):
    root = folder(
        {"en/a.md": "---\npopularity: 5\n---\n# A\n\nText.", "zh/a.md": "---\npopularity: 9\n---\n# 甲\n\n文字。"}
    )
    await brought(database, root)
    before = await counts(database)
    report = await brought(database, root)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert await counts(database) == before


async def test_a_changed_file_makes_a_new_version(database, folder):
    root = folder({"a.md": "# A\n\nOne.", "b.md": "# B\n\nText."})
    await brought(database, root)
    report = await brought(database, folder({"a.md": "# A\n\nTwo."}))
    assert (report.changed, report.unchanged) == (1, 1)
    async with database.read() as session:
        numbers = (await session.scalars(select(TranslationRow.version).order_by(TranslationRow.version))).all()
        bodies = set((await session.scalars(select(VersionRow.body))).all())
    assert numbers == [1, 2]
    assert {"# A\n\nOne.\n", "# A\n\nTwo.\n"} <= bodies


async def test_a_changed_category_is_no_new_version(database, folder):
    await brought(database, folder({"a.md": "---\ncategory: fees\n---\n# A\n\nText."}))
    report = await brought(database, folder({"a.md": "---\ncategory: limits\n---\n# A\n\nText."}))
    assert report.unchanged == 1
    assert (await counts(database))[2:] == (1, 2)


async def test_every_file_is_taken_or_named_with_a_reason(database, folder):
    root = folder(
        {
            "good.md": "# Good\n\nText.",
            "empty.md": "---\ntitle: x\n---\n{% include x %}\n",
            "same.md": "---\nslug: good\n---\n# Same\n\nText.",
            ".git/hidden.md": "# Hidden",
            ".draft.md": "# Draft",
            "picture.png": "no article",
        }
    )
    (root / "latin.md").write_bytes(b"caf\xe9")
    (root / "big.md").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    (root / "outside.md").symlink_to("/etc/hostname")
    (root / "loop.md").symlink_to("loop.md")
    seen = []
    report = await brought(database, root, progress=lambda done, found: seen.append((done, found)))
    assert report.new == 1
    assert {skipped.path for skipped in report.skipped} == {
        *("empty.md", "same.md", "latin.md", "big.md", "outside.md", "loop.md", ".draft.md")
    }
    assert all(skipped.reason for skipped in report.skipped)
    assert report.found == 8
    assert report.not_entered == [".git"]
    assert seen == [(8, 8)]


async def test_two_folders_with_the_same_names_do_not_overwrite_each_other(database, folder):
    root = folder({"one/docs/index.md": "# One\n\nText.", "two/docs/index.md": "# Two\n\nText."})
    await brought(database, root / "one" / "docs")
    report = await brought(database, root / "two" / "docs")
    assert report.new == 1
    async with database.read() as session:
        assert len(set((await session.scalars(select(ArticleRow.slug))).all())) == 2


async def test_another_brand_has_its_own_articles(database, folder):
    root = folder({"a.md": "# A\n\nText."})
    await brought(database, root)
    report = await import_folder(database, "b" * 32, root, default_locale="en")
    assert report.new == 1


@pytest.mark.parametrize(("locale", "place"), [("klingon", "."), ("en", "missing")])
async def test_a_wrong_locale_or_folder_is_said_at_once(database, tmp_path, locale, place):
    with pytest.raises(Invalid):
        await import_folder(database, BRAND, tmp_path / place, default_locale=locale)


async def test_the_demo_has_the_same_articles_in_both_languages(database):
    report = await brought(database, DEMO)
    assert report.skipped == []
    assert report.locales["en"] == report.locales["zh-CN"] >= 20
    assert (await counts(database))[0] == report.locales["en"]
