"""No text cut off or overlapping, every target large enough, every string there: on every screen, in every language,
text size, orientation, with and without reach mode."""

import sys
import time

from kiosk_page import ACROSS, HERE, UPRIGHT, Page, browser, chosen, fixtures, page_server


def cases():
    for viewport in (UPRIGHT, ACROSS):
        for language in chosen():
            for size in (1, 2, 3):
                for reach in (False, True):
                    yield viewport, language, size, reach


def run(report):
    every = fixtures()
    audit = (HERE / "audit.js").read_text()
    with page_server() as address, browser() as instance:
        page = Page(instance, address)
        page.tab.evaluate(audit)
        long = set()
        for viewport, language, size, reach in cases():
            began = time.monotonic()
            page.turn(viewport)
            frames = [{**frame, "language": language,
                       "settings": {**frame["settings"], "size": size, "reach": reach, "contrast": "usual"}}
                      for _, frame in every]
            results = page.tab.evaluate("(frames) => window.auditAll(frames)", frames)
            where = f"{'across' if viewport is ACROSS else 'upright'} {language} size {size}{' reach' if reach else ''}"
            failures = [f"{name}: {wrong}" for (name, _), result in zip(every, results) for wrong in result["wrong"]]
            scrolled = [name for (name, _), result in zip(every, results) if result["isLong"]]
            # At the usual size nothing needs scrolling but a household of many.
            if size == 1 and not reach:
                failures += [f"{name}: needs scrolling" for name in scrolled if name != "options-many-members"]
            long.update((where, name) for name in scrolled)
            report("layout", where, failures, time.monotonic() - began)
        report("layout", "no complaint in the console", sorted(set(page.problems)), 0)
    print(f"layout: {len(long)} of {len(every) * len(list(cases()))} screens scroll", file=sys.stderr)


if __name__ == "__main__":
    from report import main
    main(run)
