"""What must hold when taps, tabs and power go wrong, and what the page must never know."""

import contextlib
import json
import os
import tempfile
import time

from check_course import play
from courses import run_ahead, to_certificates, to_payment
from kiosk_page import UPRIGHT
from resident import Resident
from stage import Stage


def reload_keeps_all(one):
    to_certificates(one)
    one.press("chooseCertificate", "residence-record")
    one.sees("options.title")
    one.settle()
    one.tab.locator(".settings .size").tap()
    one.until("() => document.documentElement.dataset.size === '2'")
    began = time.monotonic()
    one.tab.reload()
    one.sees("options.title")
    assert time.monotonic() - began < 1.0, f"{time.monotonic() - began:.2f} s"
    assert one.tab.evaluate("document.documentElement.dataset.size") == "2"
    # A second tab shows the same, the first goes on.
    other = one.context.new_page()
    other.goto(one.stage.address)
    other.wait_for_selector("[data-kind=options]")
    other.close()
    one.press("proceed")
    one.sees("copies.title")


def crash_loses_nothing(one):
    """The browser dies; the one that takes its place shows the same screen within a second."""
    to_certificates(one)
    crashed = one.context.new_page()
    crashed.goto(one.stage.address)
    crashed.wait_for_selector("[data-kind=certificates]")
    with contextlib.suppress(Exception):
        crashed.goto("chrome://crash", timeout=2000)
    again = one.context.browser.new_context(viewport=UPRIGHT)
    tab = again.new_page()
    began = time.monotonic()
    tab.goto(one.stage.address)
    tab.wait_for_selector("[data-kind=certificates]")
    assert time.monotonic() - began < 1.0, f"{time.monotonic() - began:.2f} s"
    again.close()
    crashed.close()
    one.press("chooseCertificate", "residence-record")
    one.sees("options.title")


def double_tap_counts_once(one):
    one.sees_welcome()
    one.settle()
    box = one.tab.locator(".begin").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    one.tab.mouse.click(x, y, click_count=2)
    one.sees("services.title")
    one.settle()
    one.tab.wait_for_timeout(200)
    one.sees("services.title")
    # The second tap of a double tap falls on whatever stands there next.
    one.tab.evaluate("""() => {
      const button = document.querySelector('[data-touch*=chooseIssuance]');
      for (let count = 0; count < 5; count += 1) button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    }""")
    one.sees("consent.title")
    one.tab.wait_for_timeout(200)
    one.sees("consent.title")


def stale_tap_is_ignored(one):
    one.sees_welcome()
    one.press("begin")
    one.sees("services.title")
    status = one.tab.evaluate("""async () => {
      const answer = await fetch('/input', { method: 'POST', headers: { 'X-Madoguchi-Token': location.hash.slice(1), 'Content-Type': 'application/json' },
        body: JSON.stringify({ serial: 0, touch: { name: 'chooseIssuance' } }) });
      return answer.status;
    }""")
    assert status == 409, status
    one.sees("services.title")


def pin_stays_out_of_the_page(one):
    run_ahead(one, "card")
    one.sees("enterPIN.title", digits=4)
    before = one.tab.evaluate("[...document.querySelectorAll('.key.number')].map((key) => key.textContent).join('')")
    one.settle()
    one.tab.locator(".key[aria-pressed]").tap()
    one.until("() => document.querySelector('.key[aria-pressed]').getAttribute('aria-pressed') === 'true'")
    after = one.tab.evaluate("[...document.querySelectorAll('.key.number')].map((key) => key.textContent).join('')")
    assert sorted(before) == sorted(after), (before, after)
    one.sent.clear()
    one.pin("12")
    one.key("3", "4")
    one.until("() => document.querySelectorAll('.dots .full').length === 4")
    for body in one.sent:
        message = json.loads(body)
        assert set(message) == {"serial", "pin"} and set(message["pin"]) == {"deal", "place"}, body
    seen = one.tab.evaluate("document.documentElement.outerHTML") + one.tab.evaluate("document.getElementById('said').textContent")
    assert "1234" not in seen
    assert one.tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length].join()") == "0,0,0"
    one.press("enterPIN")
    one.sees("takeCardBack.title")
    assert one.tab.locator(".key.number").count() == 0


def warning_can_be_answered(one):
    one.sees_welcome()
    one.press("begin")
    one.sees("services.title")
    # WCAG 2.2.1: at least ten times.
    for _ in range(12):
        one.stage.do("time")
        one.tab.wait_for_selector("[role=alertdialog]")
        assert one.tab.evaluate("document.activeElement.textContent") == one.text("warning.stay")
        one.press("stay")
        one.until("() => !document.querySelector('[role=alertdialog]')")
    one.stage.do("time", "time")
    one.sees_welcome()


def focus_follows(one):
    one.sees_welcome()
    one.press_by_keyboard("begin", None)
    one.sees("services.title")
    assert one.tab.evaluate("document.activeElement.tagName") == "H1"
    one.tab.locator(".settings .language").focus()
    one.key("Enter")
    one.tab.wait_for_selector("[role=dialog]")
    assert one.tab.evaluate("!!document.activeElement.closest('[role=dialog]')")
    one.key("Escape")
    one.until("() => !document.querySelector('[role=dialog]')")
    assert one.tab.evaluate("document.activeElement.className") == "language"


def settings_last_for_one_resident(one):
    one.sees_welcome()
    one.settle()
    for button in ("contrast", "reach", "size"):
        one.tab.locator(f".settings .{button}").tap()
    one.until("() => document.documentElement.dataset.contrast === 'high' && document.documentElement.dataset.reach === 'true' && document.documentElement.dataset.size === '2'")
    one.press("begin")
    one.sees("services.title")
    assert one.tab.evaluate("document.documentElement.dataset.contrast") == "high"
    one.press("cancel")
    one.sees_welcome()
    one.until("() => document.documentElement.dataset.contrast === 'usual' && document.documentElement.dataset.reach === 'false' && document.documentElement.dataset.size === '1'")


def nothing_leads_away(one):
    one.sees_welcome()
    address = one.tab.url
    one.key("F5", "Control+l", "Alt+ArrowLeft", "F11", "Control+p")
    one.tab.mouse.click(300, 300, button="right")
    one.tab.wait_for_timeout(100)
    assert one.tab.url == address
    assert one.tab.evaluate("performance.getEntriesByType('resource').every((entry) => entry.name.startsWith(location.origin))")


def firmware_dies_and_comes_back(worker):
    """Out of service within 3 s; the screen is back by itself once the firmware is."""
    began = time.monotonic()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        token = os.path.join(folder, "token")
        stage = Stage(token_file=token)
        one = Resident(worker.instance, stage, UPRIGHT)
        try:
            to_payment(one)
            stage.kill()
            died = time.monotonic()
            one.sees("outOfService.title")
            if time.monotonic() - died > 3:
                failures.append(f"out of service after {time.monotonic() - died:.1f} s")
            again = Stage(port=stage.port, token_file=token)
            back = time.monotonic()
            one.stage = again
            one.sees_welcome()
            if time.monotonic() - back > 1.5:
                failures.append(f"back after {time.monotonic() - back:.1f} s")
            again.close()
        except Exception as error:
            failures.append(str(error).split("\n")[0] + worker.picture(one.tab, "robust-firmware-dies"))
        finally:
            one.close()
            stage.close()
    yield "robust", "the firmware dies and comes back", failures, time.monotonic() - began


COURSES = (reload_keeps_all, crash_loses_nothing, double_tap_counts_once, stale_tap_is_ignored, pin_stays_out_of_the_page,
           warning_can_be_answered, focus_follows, settings_last_for_one_resident, nothing_leads_away)


def robust(worker):
    with worker.stage() as stage:
        one = Resident(worker.instance, stage, UPRIGHT)
        for course in COURSES:
            yield play(worker, one, "ja", "robust", course.__name__.replace("_", " "), course)
        one.close()


def tasks():
    yield (robust,)
    yield (firmware_dies_and_comes_back,)


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 1))
