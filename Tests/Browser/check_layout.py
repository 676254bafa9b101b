"""No text cut off or overlapping, every target large enough, nothing out of reach, every string there, and whatever
scrolls can be scrolled by all: on every screen, in every language, contrast and text size, upright and across, with and
without reach mode. Measured in the page by audit.js."""

import sys
import time

from kiosk_page import ACROSS, UPRIGHT, as_set, chosen, fixtures

# At the usual size nothing scrolls, in no language; with larger text only what is named here may, so that a change
# that makes more screens scroll is seen.
MAY_SCROLL = {"options-many-members"}


def layout(worker, language):
    every = fixtures()
    page = worker.page
    for viewport, shape in ((UPRIGHT, "upright"), (ACROSS, "across")):
        page.turn(viewport)
        for contrast in ("usual", "high"):
            for size in (1, 2, 3):
                for reach in (False, True):
                    began = time.monotonic()
                    settings = dict(contrast=contrast, size=size, reach=reach)
                    results = page.tab.evaluate("(frames) => window.auditAll(frames)", [as_set(frame, language, **settings) for _, frame in every])
                    failures, long = [], []
                    for (name, frame), result in zip(every, results):
                        wrong = list(result["wrong"])
                        if result["isLong"]:
                            long.append(name)
                            if size == 1 and not reach and name not in MAY_SCROLL:
                                wrong.append("needs scrolling")
                        if wrong:
                            where = f"layout-{name}-{language}-{shape}-{contrast}-size-{size}{'-reach' if reach else ''}"
                            if worker.left > 0:
                                page.show(frame, language, **settings)
                            seen = worker.picture(page.tab, where)
                            failures += [f"{name}: {one}{seen}" for one in wrong]
                    name = f"{language}, {shape}, {contrast} contrast, size {size}{', reach' if reach else ''}: {len(every)} screens"
                    if long:
                        print(f"SCROLLS {name}: {' '.join(long)}", file=sys.stderr)
                    yield "layout", name, failures, time.monotonic() - began
    complaints, page.problems = sorted(set(page.problems)), []
    yield "layout", f"{language}: no complaint in the console", complaints, 0


def tasks():
    for language in chosen():
        yield layout, language


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 2))
