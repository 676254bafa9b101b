"""All checks of the page in a real browser. Needs Debian's chromium and fonts, and from PyPI what stands in
requirements.txt; SCREEN_STAGE names the stage program where SwiftPM has not built it in .build/debug.

    run.py [--junit FILE]              everything
    check_layout.py, check_axe.py,     one part of it; SCREEN_LANGUAGES="ja pt" for a quick look
    check_course.py, check_robust.py, check_voice.py, check_service.py,
    check_dock.py, check_checks.py

Pictures of what failed lie in .work/browser."""

import itertools
import os

import check_axe
import check_checks
import check_course
import check_dock
import check_layout
import check_robust
import check_service
import check_voice
from report import main

CORES = os.cpu_count() or 2


def mixed(*lists):
    """Turn by turn from each, spread evenly, so that those who wait and those who compute share the cores."""
    placed = [((index + 0.5) / len(tasks), order, task) for order, tasks in enumerate(map(list, lists)) for index, task in enumerate(tasks)]
    return [task for *_, task in sorted(placed, key=lambda one: one[:2])]


if __name__ == "__main__":
    # What measures time comes first, alone.
    main((list(check_checks.first_tasks()), 1),
         (list(itertools.chain(check_robust.tasks(), check_dock.tasks())), 1),
         (list(itertools.chain(mixed(check_axe.tasks(), check_layout.tasks(), check_course.tasks(), check_voice.tasks(), check_service.tasks()), check_checks.tasks())), 3 * CORES))
