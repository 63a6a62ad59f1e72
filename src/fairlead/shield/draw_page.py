"""Draws the first page of a PDF; run as a process of its own by `documents.py`.

`python -I -m fairlead.shield.draw_page WIDTH HEIGHT` reads a PDF from standard input and writes `width height pages\\n` and the
pixels, four bytes each (red, green, blue, unused); `0 0 pages` when there is nothing to show. What fools the reader of PDFs is
alone in here, see `lock_up.py`.
"""

import math
import os
import sys

from fairlead.shield.lock_up import limit, lock_up

MEMORY = 384 * 1024 * 1024
CPU_SECONDS = 5
# A page this many times longer than it is wide, or the other way round, is no page to show.
LONGEST = 12
# Small pages are not blown up: points are 1/72 inch.
LARGEST_SCALE = 3.0
# A number beyond this is a claim, not a count.
MOST_PAGES = 100_000


def scale_for(width: float, height: float, most: tuple[int, int]) -> float:
    """Pixels per point, so that the page fits into `most`; 0.0 for what is no page to show."""
    if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) <= 0:
        return 0.0
    if max(width, height) > LONGEST * min(width, height):
        return 0.0
    return min(most[0] / width, most[1] / height, LARGEST_SCALE)


def draw(most: tuple[int, int]) -> None:
    limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    import pypdfium2

    content = sys.stdin.buffer.read()
    lock_up()
    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    head, pixels = (0, 0), b""
    try:
        page = document[0]
        width, height = page.get_size()
        if scale := scale_for(width, height, most):
            # Neither scripts nor actions nor form fields: nobody prepares for them. One row follows the other without a gap.
            drawn = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=True)
            if drawn.stride == 4 * drawn.width and drawn.n_channels == 4:
                head, pixels = (drawn.width, drawn.height), bytes(drawn.buffer)
    except (pypdfium2.PdfiumError, MemoryError, IndexError):
        pass
    told = pages if 0 < pages <= MOST_PAGES else 0
    sys.stdout.buffer.write(b"%d %d %d\n" % (*head, told) + pixels)
    sys.stdout.buffer.flush()
    # Nothing to tidy up: the process is over.
    os._exit(0)


if __name__ == "__main__":
    draw((int(sys.argv[1]), int(sys.argv[2])))
