"""All checks of the page in a real browser. Needs Debian's chromium and fonts-noto-cjk, and from PyPI what stands in
requirements.txt; SCREEN_STAGE names the stage program where SwiftPM has not built it in .build/debug.

    run.py [--junit FILE]              everything
    check_layout.py, check_axe.py,     one part of it; SCREEN_LANGUAGES="ja pt" for a quick look
    check_course.py, check_robust.py
"""

import check_axe
import check_course
import check_layout
import check_robust
from report import main

if __name__ == "__main__":
    main(check_robust.run, check_course.run, check_layout.run, check_axe.run)
