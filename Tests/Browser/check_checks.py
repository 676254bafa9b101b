"""The checks can fail: each kind of mistake is planted once, and the check that is there for it must name it."""

import os
import time

import courses
import pool
from axe_playwright_python.base import AXE_FILE_PATH
from check_axe import AXE, PAINTED
from kiosk_page import UPRIGHT, as_set, fixtures
from resident import Resident

# A part that is longer than any room.
LONG = "document.querySelector('.answer .scroll').append(Object.assign(document.createElement('p'), { textContent: 'long' })); Object.assign(document.querySelector('.answer .scroll > p:last-child').style, { height: '3000px' }); dispatchEvent(new Event('resize')); "

# What is wrong, on which screen, with which settings, how it is planted, and the beginning of what must be said.
LAYOUT = [
    ("text cut off", "consent", {}, "Object.assign(document.querySelector('.lead').style, { width: '80px', height: '40px', overflow: 'hidden', whiteSpace: 'nowrap' })", "cut off"),
    ("text beside the screen", "consent", {}, "document.querySelector('h1').style.translate = '900px 0'", "cut off"),
    ("two texts over each other", "consent", {}, "document.querySelector('.lead').style.translate = '0 -110px'", "overlap"),
    ("words outside their button", "certificates", {}, "document.querySelector('.choice .name').style.translate = '0 -90px'", "sticks out"),
    ("a small button", "consent", {}, "Object.assign(document.querySelector('.back').style, { width: '60px', minWidth: '0', height: '60px', minHeight: '0', padding: '0' })", "target of 60"),
    ("a button outside", "consent", {}, "document.querySelector('.forward').style.translate = '0 300px'", "outside the screen"),
    ("a button out of reach", "consent", {"reach": True}, "document.querySelector('.forward').style.translate = '0 -1500px'", "out of reach"),
    ("a string that is missing", "consent", {}, "document.querySelector('.lead').textContent = '⟦consent.lead⟧'", "missing string"),
    ("a placeholder left open", "consent", {}, "document.querySelector('.lead').textContent = 'It costs {fee}.'", "unfilled"),
    ("a long part without its button", "certificates", {}, LONG + "document.querySelector('[data-long] + .more').hidden = true", "scrolls without a button"),
    ("a long part that no key reaches", "certificates", {}, LONG + "Object.defineProperty(document.querySelector('[data-long]'), 'tabIndex', { value: -1 })", "scrolls, and no key"),
    ("an end that is never reached", "certificates", {}, LONG + "document.querySelector('[data-long] + .more').dataset.touch = '{}'", "the button never"),
]

AXES = [
    ("too little contrast", {}, "document.querySelector('.lead').style.color = '#999'", "color-contrast"),
    ("AA, but not AAA, in high contrast", {"contrast": "high"}, "document.querySelector('.lead').style.color = '#6e6e6e'", "color-contrast-enhanced"),
    ("a button without a name", {}, "document.querySelector('.forward').replaceChildren()", "button-name"),
    ("a picture without words", {}, "document.querySelector('.lead').append(document.createElement('img'))", "image-alt"),
    ("a heading that is none", {}, "document.querySelector('h1').setAttribute('role', 'heading2')", "aria-roles"),
    ("a page without a language", {}, "document.documentElement.removeAttribute('lang')", "html-has-lang"),
]

# What breaks the page for one way of pressing, as a script that runs before the page's own.
LOST = [
    ("finger", "a tap that is lost", "addEventListener('click', (event) => event.stopImmediatePropagation(), true)", "expected"),
    ("keyboard", "a key that is lost", "addEventListener('keydown', (event) => event.key === 'ArrowDown' && event.stopImmediatePropagation(), true)", "arrow keys led to"),
    ("names", "a name that is wrong", "const set = Element.prototype.setAttribute; new MutationObserver(() => document.querySelectorAll('.choice').forEach((one) => set.call(one, 'aria-label', 'button'))).observe(document, { subtree: true, childList: true })", "0 controls are named"),
    ("names", "a focus that stays behind", "HTMLElement.prototype.focus = () => {}", "the focus is not on the heading"),
]


def case(name, found, wanted, began):
    failures = [] if any(wanted in one for one in found) else [f"the check says nothing of {wanted!r}: {found}"]
    return "the checks themselves", name, failures, time.monotonic() - began


def planted(worker):
    every = dict(fixtures())
    page = worker.page
    page.turn(UPRIGHT)
    for name, fixture, settings, plant, wanted in LAYOUT:
        began = time.monotonic()
        page.show(every[fixture], "en", **settings)
        before = page.tab.evaluate("window.auditScreen()")["wrong"]
        page.tab.evaluate(plant)
        after = page.tab.evaluate("window.auditScreen()")["wrong"]
        yield case(name, [f"sound before, too: {before}"] if before else after, wanted, began)
        page.tab.reload()
        page.prepare()
    page.tab.evaluate(AXE_FILE_PATH.read_text())
    for name, settings, plant, wanted in AXES:
        began = time.monotonic()
        # Planted into what the check draws: it draws by itself.
        found = page.tab.evaluate(f"""async (frame) => {{
          const draw = window.showFrame;
          window.showFrame = async (frame) => {{ await draw(frame); {plant}; }};
          const [result] = await ({AXE})([[frame], {PAINTED}, {'true' if settings else 'false'}]);
          window.showFrame = draw;
          return result.wrong;
        }}""", as_set(every["consent"], "en", **settings))
        yield case(name, found, wanted, began)
        page.tab.reload()
        page.prepare()
        page.tab.evaluate(AXE_FILE_PATH.read_text())


def lost(worker):
    for way, name, script, wanted in LOST:
        began = time.monotonic()
        with worker.stage() as stage:
            one = Resident(worker.instance, stage, UPRIGHT, way, script)
            one.patience = 1500
            try:
                courses.shortest(one)
                found = []
            except Exception as error:
                found = [str(error)]
            one.close()
        yield case(f"{name}, by {way}", found, wanted, began)
    began = time.monotonic()
    with worker.stage() as stage:
        one = Resident(worker.instance, stage, UPRIGHT, "finger")
        most, courses.MOST_TOUCHES = courses.MOST_TOUCHES, 5
        try:
            courses.shortest(one)
            found = []
        except AssertionError as error:
            found = [str(error)]
        courses.MOST_TOUCHES = most
        one.close()
    yield case("more touches than promised", found, "more than 5", began)


class Collected:
    def __init__(self):
        self.failures = []

    def add(self, task, cases, *_):
        self.failures += [failure for _, _, failures, _ in cases for failure in failures]


def raises(worker):
    raise ValueError("planted")
    yield


def dies(worker):
    os._exit(3)
    yield


def pools(worker):
    for task, wanted in ((raises, "planted"), (dies, "its process died")):
        began = time.monotonic()
        collected = Collected()
        pool.run([(task,)], collected, 1)
        yield case(f"a task that {task.__name__}", collected.failures, wanted, began)


def tasks():
    yield (planted,)
    yield (lost,)


def first_tasks():
    # Before any browser is open: a process with a browser cannot be split well.
    yield (pools,)


if __name__ == "__main__":
    from report import main
    main((list(first_tasks()), 1), (list(tasks()), 2))
