"""axe-core finds no violation on any screen, in any language, contrast and text size: WCAG 2.2 A and AA, and AAA
contrast in the high-contrast mode."""

import time

from axe_playwright_python.base import AXE_FILE_PATH
from kiosk_page import Page, browser, chosen, fixtures, page_server

AXE = """async ([frames, isHigh]) => {
  const { show } = await import('/js/app.js');
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const rules = isHigh ? { 'color-contrast-enhanced': { enabled: true } } : {};
  const results = [];
  for (const frame of frames) {
    await show(frame);
    const { violations, incomplete } = await axe.run(document, { runOnly: { type: 'tag', values: tags }, rules, resultTypes: ['violations'], elementRef: false });
    results.push(violations.map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => node.target.join(' ')).join(' | ')}`));
  }
  return results;
}"""


def alike(every):
    """One of those screens that differ in a sentence only: axe sees structure, names and colours."""
    seen, kept = set(), []
    for name, frame in every:
        content = frame["content"]
        look = (content["kind"], bool(frame["warning"]), content.get("onReader"), content.get("afterRejection"),
                content.get("trouble") is None, content.get("call"), content.get("cardOnReader"), content.get("owed", 0) > 0,
                content.get("hint"), name.startswith("certificates-"), len(content.get("members", [])))
        if look not in seen:
            seen.add(look)
            kept.append((name, frame))
    return kept


def run(report):
    every = fixtures()
    axe = AXE_FILE_PATH.read_text()
    with page_server() as address, browser() as instance:
        page = Page(instance, address)
        page.tab.evaluate(axe)
        for language in chosen():
            # All of them once; where only colour or size changes, one of those that look alike.
            for contrast in ("usual", "high"):
                for size in (1, 2, 3):
                    began = time.monotonic()
                    screens = every if language == "ja" and size == 1 else alike(every)
                    frames = [{**frame, "language": language, "settings": {**frame["settings"], "size": size, "contrast": contrast}}
                              for _, frame in screens]
                    results = page.tab.evaluate(AXE, [frames, contrast == "high"])
                    failures = [f"{name}: {violation}" for (name, _), violations in zip(screens, results) for violation in violations]
                    report("axe", f"{language} {contrast} contrast, size {size}, {len(screens)} screens", failures, time.monotonic() - began)


if __name__ == "__main__":
    from report import main
    main(run)
