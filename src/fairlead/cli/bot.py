"""`fairlead bot eval`: how well the bot would understand examples, measured on ones it was not trained on."""

import json
from pathlib import Path
from typing import Any

import click

from fairlead.cli.common import fail
from fairlead.kit.text import visible_name

NAME = 60
INTENTS = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def bot() -> None:
    """The bot that answers from the help center."""


@bot.command("eval")
@click.argument("file", type=FILE)
@click.option("--train", "train_file", type=FILE, help="Train on this file and ask FILE; without it FILE is dealt out.")
@click.option(
    "--folds", type=click.IntRange(2, 20), default=5, show_default=True, help="How many parts FILE is dealt into."
)
@click.option("--locale", default="en", show_default=True, help="Of rows that do not say theirs.")
@click.option(
    "--names/--no-names", default=True, show_default=True, help="What an intent is called is an example of it."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate_file(*, file: Path, train_file: Path | None, folds: int, locale: str, names: bool, as_json: bool) -> None:
    """Measure how well examples are understood: CSV, or JSON lines (.jsonl), with text, intent and locale.

    A row without an intent is one that must not be answered. Nothing is kept and no running server is asked.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from fairlead.bot.evaluate import Report, crossed, learned, tested
    from fairlead.bot.read_examples import BadRow, read_examples
    from fairlead.bot.train import TooLittle

    report = Report()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        rows = read_examples(file, locale=locale)
        taught = read_examples(train_file, locale=locale) if train_file else None
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Training and asking", total=len(rows))

            def step(done: int) -> None:
                bar.advance(task, done)

            if taught is None:
                crossed(rows, folds, report, step, names=names)
            else:
                tested(learned(taught, names=names), rows, report, step)
    except (BadRow, TooLittle) as error:
        fail(f"{str(error).removesuffix('.')}.")
    except OSError as error:
        fail(f"{visible_name(str(file), NAME)} cannot be read: {error.strerror}.")
    told = report.told()
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [
        f"rows                   {told['rows']:>7,}, of which {told['strange']:,} must not be answered",
        f"accuracy               {_percent(told['accuracy'])}  the first guess, answered or not",
        f"hit@1                  {_percent(told['hit@1'])}  answered, and rightly",
        f"hit@3                  {_percent(told['hit@3'])}  among the first three",
        f"refused                {_percent(told['refused'])}  of what must not be answered",
        f"abstaining, precision  {_percent(told['abstain_precision'])}  not answered, and there was no right answer to give",
        f"abstaining, recall     {_percent(told['abstain_recall'])}  of what would have been wrong, not answered",
        f"threshold              {_percent(told['threshold'])}  as calibrated",
    ]
    lines += ["", *_table("locale", told["locales"])]
    worst = sorted(told["intents"].items(), key=lambda one: (one[1]["accuracy"] is None, one[1]["accuracy"] or 0))
    lines += ["", *_table("intent", dict(worst[:INTENTS]))]
    if len(worst) > INTENTS:
        lines.append(f"… {len(worst) - INTENTS} more intents, all understood at least as well; --json has them")
    if told["confused"]:
        lines += ["", "most confused"]
    for one in told["confused"]:
        lines.append(f"{one['times']:>7,}  {_name(one['intent'])} taken for {_name(one['taken_for'])}")
    return lines


def _table(what: str, groups: dict[str, Any]) -> list[str]:
    lines = [f"{'rows':>7} {'accuracy':>9} {'hit@1':>9} {'hit@3':>9} {'refused':>9} {'prec.':>9} {'recall':>9}  {what}"]
    figures = ("accuracy", "hit@1", "hit@3", "refused", "abstain_precision", "abstain_recall")
    for name, told in groups.items():
        lines.append(f"{told['rows']:>7,} {' '.join(f'{_percent(told[one]):>9}' for one in figures)}  {_name(name)}")
    return lines


def _name(name: str) -> str:
    """A name from a file may be anything, and a terminal obeys what it shows."""
    return visible_name(name, NAME) if name else "(no intent)"


def _percent(share: float | None) -> str:
    return f"{'–':>7}" if share is None else f"{share:>7.1%}"
