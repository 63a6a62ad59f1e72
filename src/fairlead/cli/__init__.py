"""The command line: `fairlead serve`, `worker`, `migrate`, `admin create` and what else an operator needs."""

import asyncio
import base64
import gc
import os
import signal
from pathlib import Path
from typing import Any

import click

from fairlead import __version__
from fairlead.cli.agents import admin, agent
from fairlead.cli.bot import bot
from fairlead.cli.brands import brand
from fairlead.cli.chain import chain
from fairlead.cli.common import fail, open_system, read_settings, run
from fairlead.cli.teams import team
from fairlead.cli.tokens import token
from fairlead.cli.verify import verify_bundle
from fairlead.kit.text import visible_name
from fairlead.settings import SETTINGS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fairlead")
def main() -> None:
    """Fairlead: a self-hosted support desk for crypto exchanges."""


@main.command()
@click.option("--worker/--no-worker", default=None, help="Also work off reactions and jobs (default: setting).")
def serve(worker: bool | None) -> None:
    """Serve every face, the interface and the sockets."""
    # Until it serves, next to nothing of what is made is thrown away: looking for that takes a sixth of the start.
    gc.disable()
    # First what may be wrong: the rest takes a second or two to load.
    settings = read_settings(**({} if worker is None else {"worker": worker}))
    from fairlead.serve import serve_system

    run(serve_system(settings))


@main.command()
def worker() -> None:
    """Work off reactions and jobs, without serving."""
    from fairlead.app import System
    from fairlead.infra import logs
    from fairlead.infra.schema import check
    from fairlead.worker import run_alone

    settings = read_settings()
    logs.configure(settings.log_level)

    async def work() -> None:
        system = System(settings)
        await check(system.database)
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await run_alone(system, stop)

    run(work())


@main.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from fairlead.infra.database import async_url
    from fairlead.infra.schema import migrate as bring_up

    settings = read_settings()
    settings.data_path.mkdir(parents=True, exist_ok=True)
    bring_up(async_url(settings.database_url, settings.data_path))
    click.echo("The database is up to date.")


@main.command()
def keys() -> None:
    """Print fresh secrets for the environment."""
    for name, prefix in (("FAIRLEAD_SECRET_KEY", ""), ("FAIRLEAD_SEALING_KEYS", "k1:")):
        click.echo(f"{name}={prefix}{base64.b64encode(os.urandom(32)).decode()}")


@main.command("settings")
def list_settings() -> None:
    """List every setting with its default and what it does."""
    for setting in SETTINGS:
        default = "" if setting.secret else f" (default: {setting.default!r})"
        click.echo(f"{setting.env} [{setting.type.__name__}]{default}\n    {setting.help}")


@main.group(invoke_without_command=True)
@click.option("--port", type=int, default=None, help="Port to serve on (default: 8300).")
@click.option("--fresh", is_flag=True, help="Forget the demo's data first.")
@click.option("--staffed", is_flag=True, help="Give all waiting matters out; with shifts, a rule and a webhook.")
@click.option("--by-hand", is_flag=True, help="A new demo gives nothing out: agents take what waits.")
@click.pass_context
def demo(context: click.Context, port: int | None, fresh: bool, staffed: bool, by_hand: bool) -> None:
    """Set up two made-up exchanges and serve them: widget, help centers, desk."""
    from fairlead.demo.run import run_demo

    if context.invoked_subcommand is None:
        run_demo(port=port, fresh=fresh, staffed=staffed, by_hand=by_hand)
    elif fresh or staffed or by_hand or port is not None:
        fail("--port, --fresh, --staffed and --by-hand are for serving the demo, not for its other commands.")


@demo.command("fill")
@click.option("--conversations", type=int, required=True, help="How many; each has about ten entries.")
def fill_demo(conversations: int) -> None:
    """Add made-up conversations of the last year to the demo; also while it runs, and again for more."""
    from fairlead.demo.fill import NothingToFill
    from fairlead.demo.run import fill_demo as work

    try:
        with click.progressbar(length=max(conversations, 0), label="Filling") as bar:
            entries = run(work(conversations, bar.update))
    except NothingToFill as error:
        fail(str(error))
    click.echo(f"{conversations:,} conversations with {entries:,} entries were added.")


@demo.command("crowd")
@click.option("--customers", type=int, default=50, show_default=True, help="Simulated customers.")
@click.option(
    "--agents", type=click.IntRange(0, 10), default=3, show_default=True, help="Simulated agents who answer them."
)
@click.option(
    "--pace", type=float, default=1.0, show_default=True, help="2 lets everybody read and write twice as fast."
)
@click.option("--minutes", type=float, default=None, help="How long (default: until Ctrl-C).")
@click.option(
    "--dialogues", type=click.Path(exists=True, path_type=Path), help="JSON, JSON-lines or zip, or a folder of them."
)
@click.option("--port", type=int, default=None, help="Where the demo is served (default: 8300).")
def crowd_demo(
    *, customers: int, agents: int, pace: float, minutes: float | None, dialogues: Path | None, port: int | None
) -> None:
    """Let simulated customers and agents talk in the running demo, through the same doors as everybody."""
    from fairlead.demo.dialogues import NoDialogues
    from fairlead.demo.join import NothingToJoin, Wanted
    from fairlead.demo.run import crowd_demo as work

    seconds = None if minutes is None else minutes * 60
    try:
        run(work(Wanted(customers, agents, pace, seconds, dialogues, port), click.echo))
    except (NothingToJoin, NoDialogues) as error:
        fail(str(error))
    except KeyboardInterrupt:
        click.echo("Ended.")


@main.group()
def articles() -> None:
    """The help center's articles."""


@articles.command("import")
@click.argument("brand_key")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--locale", default="en", show_default=True, help="For files that do not say theirs.")
def import_articles(brand_key: str, folder: Path, locale: str) -> None:
    """Import a folder of Markdown into a brand's help center; unchanged files are left alone."""
    from rich.progress import Progress

    from fairlead.helpcenter.import_folder import import_folder

    async def work() -> Any:
        system = await open_system()
        brand = await system.brands.by_key(brand_key)
        if brand is None:
            fail(f"There is no brand called {brand_key}.")
        with Progress(transient=True) as bar:
            task = bar.add_task("Importing", total=None)
            report = await import_folder(
                system.database,
                brand.id,
                folder,
                default_locale=locale,
                progress=lambda done, found: bar.update(task, completed=done, total=found),
                media=system.media,
            )
        await system.database.close()
        return report

    report = run(work())
    # A file's name may be anything, and a terminal obeys what it shows.
    for name in report.not_entered:
        click.echo(f"not entered {visible_name(name, 500)}")
    for item in report.skipped:
        click.echo(f"skipped {visible_name(item.path, 500)}: {visible_name(item.reason, 500)}")
    for item in report.notes:
        click.echo(f"note {visible_name(item.path, 500)}: {visible_name(item.reason, 500)}")
    click.echo(
        f"{report.found} files found: {report.new} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{len(report.skipped)} skipped."
    )


@articles.command("export")
@click.argument("brand_key")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_articles(brand_key: str, folder: Path) -> None:
    """Export a brand's help center as a folder of Markdown that can be imported again; the folder must be empty or new."""
    from fairlead.helpcenter.export_folder import export_folder
    from fairlead.kit.errors import Invalid

    async def work() -> Any:
        system = await open_system()
        try:
            brand = await system.brands.by_key(brand_key)
            if brand is None:
                fail(f"There is no brand called {brand_key}.")
            return await export_folder(system.database, brand.id, folder, system.media)
        except Invalid:
            fail(f"{folder} is not empty.")
        finally:
            await system.database.close()

    report = run(work())
    for digest in report.missing:
        click.echo(f"missing media {digest}")
    click.echo(f"{report.articles} articles in {report.files} files, {report.media} pictures, videos and captions.")


@main.group()
def jobs() -> None:
    """Jobs that failed for good."""


@jobs.command("list")
@click.option("--state", type=click.Choice(["dead", "ready"]), default="dead", show_default=True)
def list_jobs(state: str) -> None:
    """List jobs with what went wrong."""
    from fairlead.infra import jobs as store
    from fairlead.kit.clock import iso

    async def work() -> None:
        system = await open_system()
        async with system.database.read() as session:
            for row in await store.listing(session, state=state):
                click.echo(f"{row.id}  {row.kind}  {row.attempts} tries  since {iso(row.created_at)}  {row.error}")
        await system.database.close()

    run(work())


@jobs.command("resend")
@click.argument("job_id")
def resend_job(job_id: str) -> None:
    """Take a dead job back to the queue."""
    from fairlead.infra import jobs as store

    async def work() -> bool:
        system = await open_system()
        async with system.database.write() as session:
            found = await store.resend(session, job_id)
        await system.database.close()
        return found

    if not run(work()):
        fail("There is no dead job with this id.")
    click.echo("It will run again.")


main.add_command(admin)
main.add_command(agent)
main.add_command(bot)
main.add_command(brand)
main.add_command(chain)
main.add_command(team)
main.add_command(token)
main.add_command(verify_bundle)
