"""axe-core finds no violation on any screen, in any language, contrast and text size: WCAG 2.2 A and AA, and AAA
contrast in the high-contrast mode."""

import time

from axe_playwright_python.base import AXE_FILE_PATH
from kiosk_page import UPRIGHT, as_set, chosen, fixtures

# Rules that read what is painted: colours, sizes, places. They run on every screen in every contrast and size.
PAINTED = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "avoid-inline-spacing", "css-orientation-lock"]
# All other rules read roles, names, order and attributes: the same markup gets the same answer whatever its colours
# and sizes. They run on each markup once; the markup of each screen is compared, letter by letter, to know.
AXE = """async ([frames, painted, isHigh]) => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const contrast = isHigh ? ['color-contrast-enhanced'] : [];
  const options = { resultTypes: ['violations'], elementRef: false };
  window.markupSeen ??= new Set();
  const results = [];
  for (const frame of frames) {
    await window.showFrame(frame);
    const markup = document.documentElement.lang + document.body.innerHTML;
    const isNew = !window.markupSeen.has(markup);
    window.markupSeen.add(markup);
    const { violations } = await axe.run(document, isNew
      ? { ...options, runOnly: { type: 'tag', values: tags }, rules: Object.fromEntries(contrast.map((rule) => [rule, { enabled: true }])) }
      : { ...options, runOnly: { type: 'rule', values: [...painted, ...contrast] } });
    results.push({ isNew, wrong: violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`) });
  }
  return results;
}"""


def axe(worker, language, contrast):
    every = fixtures()
    page = worker.page
    page.turn(UPRIGHT)
    page.tab.evaluate(AXE_FILE_PATH.read_text())
    for size in (1, 2, 3):
        began = time.monotonic()
        frames = [as_set(frame, language, contrast=contrast, size=size) for _, frame in every]
        results = page.tab.evaluate(AXE, [frames, PAINTED, contrast == "high"])
        failures = []
        for (name, frame), result in zip(every, results):
            if result["wrong"]:
                page.show(frame, language, contrast=contrast, size=size)
                seen = worker.picture(page.tab, f"axe-{name}-{language}-{contrast}-size-{size}")
                failures += [f"{name}: {one}{seen}" for one in result["wrong"]]
        yield "axe", f"{language}, {contrast} contrast, size {size}: {len(every)} screens", failures, time.monotonic() - began


def tasks():
    for language in chosen():
        for contrast in ("usual", "high"):
            yield axe, language, contrast


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 2))
