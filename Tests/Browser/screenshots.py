"""Pictures of every screen, in Japanese and English, upright and across, into docs/screens/, and docs/screens.md that
shows them. With --check nothing is written: pictures that have changed are named, and the program fails.

A change in a picture is a change to be looked at, like any other."""

import argparse
import io
import sys

from kiosk_page import ACROSS, ROOT, UPRIGHT, Page, browser, fixtures, page_server, service_fixtures
from PIL import Image, ImageChops

FOLDER = ROOT / "docs/screens"
SHAPES = (("upright", UPRIGHT), ("across", ACROSS))
LANGUAGES = ("ja", "en")
# Half the panel's size is enough to judge a screen by, and keeps the repository small.
SCALE = 0.5
# The share of points that may differ before a picture counts as another one: antialiasing differs between builds.
SAME = 0.002

# A chapter for each part of the course, by the beginnings of the fixtures' names.
CHAPTERS = [
    ("Welcome and consent", ("welcome", "services", "consent")),
    ("The card and its PIN", ("place-card", "reading-card", "enter-pin", "checking", "connecting", "take-card-back")),
    ("Choosing", ("certificates", "options", "copies", "confirm")),
    ("The document and the fee", ("preparing", "pay-")),
    ("Paper in the hand", ("printing", "stopping", "giving", "take-paper", "receipt", "thanks")),
    ("What happened, and what to do", ("ending-", "take-card")),
    ("Nobody is served", ("out-of-service",)),
    ("Over any screen", ("warning", "languages")),
    ("With the voice", ("voice",)),
]

# How the page looks to those who need it otherwise: name, fixture, settings, language, shape.
VARIANTS = [
    ("high-contrast", "certificates", dict(contrast="high"), "ja", UPRIGHT),
    ("high-contrast-pin", "enter-pin-last-try", dict(contrast="high"), "en", UPRIGHT),
    ("largest-text", "confirm-some-members", dict(size=3), "ja", UPRIGHT),
    ("largest-text-pin", "enter-pin-rejected", dict(size=3), "en", UPRIGHT),
    ("reach", "enter-pin", dict(reach=True), "ja", UPRIGHT),
    ("reach-options", "options", dict(reach=True), "en", UPRIGHT),
    ("easy-japanese", "consent", {}, "ja-Hira", UPRIGHT),
    ("easy-japanese-pay", "pay-100-of-300", {}, "ja-Hira", UPRIGHT),
    ("simplified-chinese", "certificates", {}, "zh-Hans", UPRIGHT),
    ("traditional-chinese", "options-one-member", {}, "zh-Hant", UPRIGHT),
    ("korean", "place-card", {}, "ko", UPRIGHT),
    ("portuguese", "enter-pin-last-try", {}, "pt", UPRIGHT),
    ("vietnamese", "confirm-some-members", {}, "vi", UPRIGHT),
    ("filipino", "take-paper-change", {}, "fil", UPRIGHT),
    ("spanish", "ending-spoiled-owed", {}, "es", UPRIGHT),
]


def picture(page):
    """The screen as a small palette picture."""
    # Motion is reduced on this page: what is left is the time that runs out, and that shall be seen running.
    image = Image.open(io.BytesIO(page.tab.screenshot(animations="allow"))).convert("RGB")
    return image.quantize(colors=128, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)


def pictures():
    """Every picture by its file's name."""
    every = dict(fixtures())
    with page_server() as address, browser() as instance:
        for shape, viewport in SHAPES:
            page = Page(instance, address, viewport, scale=SCALE)
            for language in LANGUAGES:
                for name, frame in every.items():
                    page.show(frame, language)
                    yield f"{name}.{language}.{shape}.png", picture(page)
            if viewport is UPRIGHT:
                for name, fixture, settings, language, _ in VARIANTS:
                    page.show(every[fixture], language, **settings)
                    yield f"variant-{name}.png", picture(page)
                yield from service_pictures(page)
            page.close()


def only_service():
    with page_server() as address, browser() as instance:
        page = Page(instance, address, UPRIGHT, scale=SCALE)
        yield from service_pictures(page)
        page.close()


def service_pictures(page):
    for name, language, frame in service_fixtures():
        page.show(frame, language)
        yield f"{name}.{language}.png", picture(page)


def has_changed(path, image):
    if not path.is_file():
        return True
    before, now = Image.open(path).convert("RGB"), image.convert("RGB")
    if before.size != now.size:
        return True
    difference = ImageChops.difference(before, now).convert("L").point(lambda value: 255 if value > 24 else 0)
    return difference.histogram()[255] > SAME * before.size[0] * before.size[1]


def title(name):
    return name.replace("-", " ").capitalize()


def document():
    names = [name for name, _ in fixtures()]
    lines = [
        "# The resident's screens", "",
        "Every screen that a resident can see, as Chromium draws it from what the firmware sends. Made by",
        "`make screenshots` (`Tests/Browser/screenshots.py`); do not edit this page. How the page works stands in",
        "[the decisions](decisions/0010-resident-page.md).", "",
    ]
    left = list(names)
    for chapter, beginnings in CHAPTERS:
        own = [name for name in left if name.startswith(beginnings)]
        left = [name for name in left if name not in own]
        lines += [f"## {chapter}", ""]
        for name in own:
            lines += [f"### {title(name)}", "", "| 日本語 | English | 日本語, across | English, across |", "|---|---|---|---|"]
            cells = [f'<img src="screens/{name}.{language}.{shape}.png" alt="{title(name)}, {language}, {shape}" width="{220 if shape == "upright" else 390}">'
                     for shape, _ in SHAPES for language in LANGUAGES]
            lines += ["| " + " | ".join(cells) + " |", ""]
    assert not left, f"in no chapter: {left}"
    lines += ["## For those who need it otherwise", "", "High contrast, larger text, controls in the lower part, and the other languages.", ""]
    lines += [f'<img src="screens/variant-{name}.png" alt="{title(name)}" width="220">' for name, *_ in VARIANTS]
    lines += ["", "# The technician's screens", "", "What [the service door and a technician's card](self-test.md#at-the-screen) open.", ""]
    names = list(dict.fromkeys(name for name, *_ in service_fixtures()))
    lines += ["| 日本語 | English | 日本語 | English |", "|---|---|---|---|"]
    cells = [f'<img src="screens/{name}.{language}.png" alt="{title(name)}, {language}" width="220">' for name in names for language in LANGUAGES]
    lines += ["| " + " | ".join(row) + " |" for row in (cells[start:start + 4] + [""] * (4 - len(cells[start:start + 4])) for start in range(0, len(cells), 4))]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--service", action="store_true", help="the technician's screens alone")
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    made, changed = set(), []
    for name, image in (only_service() if arguments.service else pictures()):
        made.add(name)
        path = FOLDER / name
        if has_changed(path, image):
            changed.append(name)
            if not arguments.check:
                image.save(path, optimize=True)
    for path in FOLDER.glob("service-*.png" if arguments.service else "*.png"):
        if path.name not in made:
            changed.append(path.name)
            if not arguments.check:
                path.unlink()
    page = ROOT / "docs/screens.md"
    if not page.is_file() or page.read_text() != document():
        changed.append("screens.md")
        if not arguments.check:
            page.write_text(document())
    for name in changed:
        print(("changed: " if arguments.check else "wrote ") + name)
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(made)} pictures, {size / 1e6:.1f} MB, {len(changed)} changed")
    sys.exit(1 if arguments.check and changed else 0)


if __name__ == "__main__":
    main()
