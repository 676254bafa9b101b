"""The technician's mode: every screen of it, in its two languages. Nothing cut off, every target large enough, axe-core
finds nothing, and the page says nothing in the console. One look each: technicians have one size and two contrasts."""

import time

from axe_playwright_python.base import AXE_FILE_PATH
from check_axe import AXE, PAINTED
from kiosk_page import ACROSS, UPRIGHT, as_set, service_fixtures

# Lists that are longer than the screen in one of its shapes; each has its button.
MAY_SCROLL = ("service-tests", "service-exercise", "service-test-", "service-report-not-ready", "service-question", "service-warning")


def service(worker):
    page = worker.page
    page.tab.evaluate(AXE_FILE_PATH.read_text())
    for viewport, shape in ((UPRIGHT, "upright"), (ACROSS, "across")):
        page.turn(viewport)
        for contrast in ("usual", "high"):
            began = time.monotonic()
            every = [(name, language, as_set(frame, language, contrast=contrast)) for name, language, frame in service_fixtures()]
            frames = [frame for *_, frame in every]
            results = page.tab.evaluate("(frames) => window.auditAll(frames)", frames)
            failures = [(name, language, one) for (name, language, _), result in zip(every, results)
                        for one in list(result["wrong"]) + (["needs scrolling"] if result["isLong"] and not name.startswith(MAY_SCROLL) else [])]
            if viewport is UPRIGHT:
                results = page.tab.evaluate(AXE, [frames, PAINTED, contrast == "high"])
                failures += [(name, language, one) for (name, language, _), result in zip(every, results) for one in result["wrong"]]
            told = []
            for name, language, one in failures:
                if worker.left > 0:
                    page.tab.evaluate("(frame) => window.showFrame(frame)", next(frame for a, b, frame in every if (a, b) == (name, language)))
                told.append(f"{name} ({language}): {one}{worker.picture(page.tab, f'{name}-{language}-{shape}-{contrast}')}")
            yield "service", f"{shape}, {contrast} contrast: {len(every)} screens", told, time.monotonic() - began
    complaints, page.problems = sorted(set(page.problems)), []
    yield "service", "no complaint in the console", complaints, 0


def tasks():
    yield (service,)


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 1))
