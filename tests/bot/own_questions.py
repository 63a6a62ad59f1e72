"""What customers ask in English and Chinese, and the demo article that answers it; written before the bot was tuned.

`questions/<locale>.csv` has the columns text, locale and article (its source name; empty where no article has the answer: other
matters, and near misses such as another company's wallet). None of it stands in any list that something is trained on.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("questions")


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    locale: str
    article: str


def own_questions() -> list[Question]:
    found = []
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [Question(**row) for row in csv.DictReader(file)]
    return found
