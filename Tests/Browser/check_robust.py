"""What must hold when taps, tabs and power go wrong, and what the page must never know."""

import json
import os
import re
import tempfile
import time

from check_course import Quick, to_certificates, to_payment
from kiosk_page import UPRIGHT, browser
from stage import Stage


def reload_keeps_all(one):
    to_certificates(one)
    one.tap("chooseCertificate", "residence-record")
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
    one.tap("proceed")
    one.sees("copies.title")


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
    one.tap("begin")
    one.sees("services.title")
    status = one.tab.evaluate("""async () => {
      const answer = await fetch('/input', { method: 'POST', headers: { 'X-Madoguchi-Token': location.hash.slice(1), 'Content-Type': 'application/json' },
        body: JSON.stringify({ serial: 0, touch: { name: 'chooseIssuance' } }) });
      return answer.status;
    }""")
    assert status == 409, status
    one.sees("services.title")


def pin_stays_out_of_the_page(one):
    one.sees_welcome()
    one.tap("begin")
    one.sees("services.title")
    one.tap("chooseIssuance")
    one.sees("consent.title")
    one.tap("agree")
    one.sees("placeCard.title")
    one.stage.do("card in")
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
    one.tap("enterPIN")
    one.sees("takeCardBack.title")
    assert one.tab.locator(".key.number").count() == 0


def last_try_is_warned_of(one):
    one.stage.do("tries 2")
    one.sees_welcome()
    one.tap("begin")
    one.sees("services.title")
    one.tap("chooseIssuance")
    one.sees("consent.title")
    one.tap("agree")
    one.sees("placeCard.title")
    one.stage.do("card in")
    one.sees("enterPIN.title", digits=4)
    assert one.text("enterPIN.triesLeft", tries=2) in one.tab.inner_text("#stage")
    one.pin("9999")
    one.tap("enterPIN")
    one.until("(text) => document.getElementById('stage').innerText.includes(text)", one.text("enterPIN.rejected"))
    assert one.text("enterPIN.lastTry") in one.tab.inner_text("#stage")
    one.pin("9999")
    one.tap("enterPIN")
    one.sees("ending.pin-locked")


def warning_can_be_answered(one):
    one.sees_welcome()
    one.tap("begin")
    one.sees("services.title")
    for _ in range(12):
        one.stage.do("time")
        one.tab.wait_for_selector("[role=alertdialog]")
        assert one.tab.evaluate("document.activeElement.textContent") == one.text("warning.stay")
        one.tap("stay")
        one.until("() => !document.querySelector('[role=alertdialog]')")
    one.stage.do("time", "time")
    one.sees_welcome()


def focus_follows(one):
    one.sees_welcome()
    one.key_to("begin")
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
    one.tap("begin")
    one.sees("services.title")
    assert one.tab.evaluate("document.documentElement.dataset.contrast") == "high"
    one.tap("cancel")
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


def firmware_dies_and_comes_back(report):
    """Out of service within 3 s; the screen is back by itself once the firmware is."""
    began = time.monotonic()
    failures = []
    with tempfile.TemporaryDirectory() as folder, browser() as instance:
        token = os.path.join(folder, "token")
        stage = Stage(token_file=token)
        one = Quick(instance, stage, UPRIGHT)
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
            if time.monotonic() - back > 2:
                failures.append(f"back after {time.monotonic() - back:.1f} s")
            again.close()
        except Exception as error:
            failures.append(str(error).split("\n")[0])
        finally:
            one.close()
            stage.close()
    report("robust", "the firmware dies and comes back", failures, time.monotonic() - began)


def run(report):
    from check_course import play

    stage = Stage()
    try:
        with browser() as instance:
            one = Quick(instance, stage, UPRIGHT)
            for course in (reload_keeps_all, double_tap_counts_once, stale_tap_is_ignored, pin_stays_out_of_the_page,
                           last_try_is_warned_of, warning_can_be_answered, focus_follows, settings_last_for_one_resident,
                           nothing_leads_away):
                play(report, "robust", course.__name__.replace("_", " "), one, course)
            one.close()
    finally:
        stage.close()
    firmware_dies_and_comes_back(report)


if __name__ == "__main__":
    from report import main
    main(run)
