"""The dock in a browser: hands do at it what they do at a kiosk, and what follows is seen, on both sides."""

import re
import time

from axe_playwright_python.base import AXE_FILE_PATH
from dock import Dock, served

# The resident's page in its frame is looked at by check_axe.py, in every language.
AXE = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ['violations'], runOnly: { type: 'tag', values: tags } });
  return violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
}"""


def paper_for_money(dock):
    """A card laid down and taken off, a coin dropped, the paper taken; journal, APDUs and calls go by, and no PIN."""
    dock.to_paper()
    dock.reads("#money .cup", "¥200")
    dock.hand("money", "Take")
    dock.hand("printer", "Take the paper")
    dock.touch("paperTaken")
    dock.reads("#bar .books div:first-child dd", "1")
    for kind, words in (("hand", "500"), ("event", "card"), ("journal", "delivered"), ("card", "VERIFY"), ("cloud", "POST")):
        dock.reads(f"#feed .line.{kind}", words)
    told = " ".join(dock.tab.locator("#feed .line").all_text_contents())
    assert "31323334" not in re.sub(r"\s", "", told) and not re.search(r"\b1234\b", told), "the PIN goes by in the feed"
    rests(dock)


def rests(dock):
    """Nobody touches anything more: each limit passes until the kiosk rests."""
    while dock.tab.locator("#course .where code").text_content() != "idle":
        # None that could pass is left for a moment where one has just ended.
        button = dock.tab.locator('#time button[data-shortcut="L"]')
        if button.is_enabled():
            button.click()
        dock.tab.wait_for_timeout(100)


def cover(dock):
    """The printer's cover stands open: nobody is served once the kiosk has looked, and again when it is shut."""
    dock.hand("printer", "Cover open")
    dock.hand("time", "1 min")
    dock.is_in("outOfService")
    dock.reads("#printer .gate", "stopped")
    dock.hand("printer", "Cover open")
    dock.hand("time", "1 min")
    dock.is_in("idle")


def network(dock):
    """The cable is pulled: nobody is served, the notice says why, and ten minutes later all is well with the cable in."""
    dock.hand("cloud", "Cable out")
    dock.hand("time", "10 min")
    dock.is_in("outOfService")
    dock.reads("#notices", "cloud")
    dock.hand("cloud", "Cable out")
    dock.hand("time", "1 min")
    dock.is_in("idle")


def axe(dock):
    """axe-core finds no violation on the dock: WCAG 2.2 A and AA."""
    dock.tab.evaluate(AXE_FILE_PATH.read_text())
    violations = dock.tab.evaluate(AXE)
    assert not violations, "; ".join(violations)


def dock(worker):
    with served() as address:
        one = Dock(worker.instance, address)
        try:
            for part in (paper_for_money, axe, cover, network):
                began = time.monotonic()
                failures = []
                try:
                    part(one)
                    failures = [f"in the page: {problem}" for problem in one.problems]
                except Exception as error:  # The report names it; what follows starts from wherever it is.
                    failures = [str(error).split("\n")[0][:400] + worker.picture(one.tab, f"dock-{part.__name__}")]
                one.problems.clear()
                yield "dock", part.__doc__, failures, time.monotonic() - began
                if failures:
                    return
        finally:
            one.close()


def tasks():
    yield (dock,)


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 1))
