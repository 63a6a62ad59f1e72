"""The parts by which agents find conversations again. `app.py` asks for them."""

from fairlead.brands.store import Brands
from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Authorize
from fairlead.kit.paging import Cursors
from fairlead.search import follow
from fairlead.search.find import Finder
from fairlead.settings import Settings


def searching(
    settings: Settings,
    database: Database,
    sealer: Sealer,
    *,
    authorize: Authorize,
    reader: Reader,
    brands: Brands,
    cursors: Cursors,
) -> tuple[follow.Indexer, Finder]:
    """Who keeps this process's index, and who asks it."""
    digests, index = follow.digests_of(sealer), follow.index_of(settings.data_path, sealer)
    indexer = follow.Indexer(database, sealer, index, digests)
    finder = Finder(
        database=database,
        sealer=sealer,
        authorize=authorize,
        reader=reader,
        brands=brands,
        cursors=cursors,
        index=index,
        indexer=indexer,
        digests=digests,
    )
    return indexer, finder
