"""The whole course in a real browser against the firmware's own server: in every language, by finger, by keyboard and
by screen-reader names; each way in which it can end; and what must hold when taps, tabs and power go wrong."""

import tempfile
import time

from kiosk_page import ACROSS, UPRIGHT, browser, chosen
from stage import Resident, Stage

# Beside the PIN and the coins.
MOST_TOUCHES = 12


def to_certificates(one):
    """From the welcome to the choice of certificate, the quick way."""
    one.sees_welcome()
    one.tap("chooseLanguage", one.language) if one.language != "ja" else one.tap("begin")
    one.sees("services.title")
    one.tap("chooseIssuance")
    one.sees("consent.title")
    one.tap("agree")
    one.sees("placeCard.title")
    one.stage.do("card in")
    one.sees("enterPIN.title", digits=4)
    one.pin()
    one.tap("enterPIN")
    one.sees("takeCardBack.title")
    one.stage.do("card out")
    one.sees("certificates.title")


def to_payment(one):
    to_certificates(one)
    one.tap("chooseCertificate", "residence-record")
    one.sees("options.title")
    one.tap("proceed")
    one.sees("copies.title")
    one.tap("proceed")
    one.sees("confirm.title")
    one.tap("confirm")
    one.sees("pay.title")


def by_finger(one):
    one.touches = 0
    to_payment(one)
    for coin in (100, 100, 100):
        one.stage.do(f"coin {coin}")
    one.sees("takePaper.title")
    one.stage.do("paper taken")
    one.sees("receipt.title")
    one.tap("takeReceipt", True)
    one.sees("thanks.title")
    one.tap("close")
    one.sees_welcome()
    assert one.touches <= MOST_TOUCHES, f"{one.touches} touches"


def by_keyboard(one):
    one.sees_welcome()
    one.key_to("chooseLanguage", one.language)
    one.sees("services.title")
    one.key_to("chooseIssuance")
    one.sees("consent.title")
    one.key_to("agree")
    one.sees("placeCard.title")
    one.key("Backspace")
    one.sees("consent.title")
    one.key_to("agree")
    one.stage.do("card in")
    one.sees("enterPIN.title", digits=4)
    one.key("9", "Backspace", "1", "2", "3", "4")
    one.until("() => document.querySelectorAll('.dots .full').length === 4")
    one.key("Enter")
    one.sees("takeCardBack.title")
    one.stage.do("card out")
    one.sees("certificates.title")
    one.key_to("chooseCertificate", "seal-registration")
    one.sees("copies.title")
    one.key_to("setCopies", 2)
    one.until("() => document.querySelector('.numbers [aria-pressed=true]')?.textContent === '2'")
    one.key_to("proceed")
    one.sees("confirm.title")
    one.key_to("confirm")
    one.sees("pay.title")
    one.stage.do("coin 1000")
    one.sees("takePaper.title")
    one.key_to("paperTaken")
    one.sees("receipt.title")
    one.key_to("takeReceipt", False)
    one.sees("thanks.title")
    one.key_to("close")
    one.sees_welcome()


def by_names(one):
    one.sees_welcome()
    if one.language != "ja":
        native = one.tab.evaluate("async (tag) => (await import('/js/strings.js')).LANGUAGES.find(([name]) => name === tag)[1]", one.language)
        one.settle()
        one.tab.get_by_role("button", name=native, exact=True).click()
    else:
        one.name("welcome.begin")
    one.sees("services.title")
    one.name("services.issuance")
    one.sees("consent.title")
    one.name("consent.agree")
    one.stage.do("card in")
    one.sees("enterPIN.title", digits=4)
    one.settle()
    pad = one.tab.get_by_role("group", name=one.text("enterPIN.keypad"))
    for digit in "1234":
        pad.get_by_role("button", name=digit, exact=True).click()
    one.tab.get_by_role("img", name=one.text("enterPIN.entered", entered=4, of=4)).wait_for()
    one.name("enterPIN.done")
    one.sees("takeCardBack.title")
    one.stage.do("card out")
    one.sees("certificates.title")
    one.name("certificate.residence-record")
    one.sees("options.title")
    one.name("option.domicile", role="switch")
    one.tab.wait_for_selector("[role=switch][aria-checked=true]")
    one.name("next")
    one.sees("copies.title")
    one.name("next")
    one.sees("confirm.title")
    one.name("confirm.yes")
    one.sees("pay.title")
    one.stage.do("coin 500")
    one.sees("takePaper.title")
    one.name("takePaper.taken")
    one.sees("receipt.title")
    one.name("receipt.no")
    one.sees("thanks.title")
    one.name("thanks.close")
    one.sees_welcome()


# How it can end: what the parts answer, how far the resident goes, and what they read then.
ENDINGS = [
    ("answer readCard card:unreadable", "card", "ending.card-unreadable"),
    ("answer readCard card:unknown", "card", "ending.card-unknown"),
    ("tries 0", "card", "ending.pin-locked"),
    *[(f"answer judgeCertificate certificate:{kind}", "pin", "ending.certificate")
      for kind in ("expired", "not-yet-valid", "revoked", "unknown-issuer", "revocation-unknown", "unacceptable")],
    ("answer openSession cloud:late", "pin", "ending.cloud"),
    ("answer openSession cloud:untrusted", "pin", "ending.cloud"),
    *[(f"answer prove refused:{kind}", "pin", "ending.refused")
      for kind in ("moved-out", "protected", "underage", "moved-in-today", "outside-hours", "maintenance", "card-not-accepted")],
    *[(f"answer checkPrinter printer:{kind}", "confirm", "ending.printer") for kind in ("paper-out", "jam", "unreachable")],
    ("answer issue refused:name-not-printable", "confirm", "ending.refused"),
    ("answer fetchDocument cloud:malformed", "confirm", "ending.cloud"),
    ("answer checkDocument mismatched", "confirm", "ending.document-mismatch"),
    ("answer print failed:jam:0", "paid", "ending.printer"),
    ("answer print failed:jam:1", "paid", "ending.spoiled"),
    ("answer payOut paidOut:0", "cancelled", "ending.cancelled"),
    ("hinder coin-mechanism", "coins", "ending.coin-mechanism-fault"),
    ("answer signChallenge broken", "pin", "ending.kiosk-fault"),
]


def to_ending(one, setup, until, heading):
    one.stage.do("reset")
    language = one.language
    one.sees_welcome()
    later = setup.startswith("hinder")
    if not later:
        one.stage.do(setup)
    quick = one.quick
    quick({"name": "chooseLanguage", "value": language})
    one.sees("services.title")
    quick({"name": "chooseIssuance"})
    one.sees("consent.title")
    quick({"name": "agree"})
    one.sees("placeCard.title")
    one.stage.do("card in")
    if until != "card":
        one.sees("enterPIN.title", digits=4)
        one.key("1", "2", "3", "4")
        one.until("() => document.querySelectorAll('.dots .full').length === 4")
        quick({"name": "enterPIN"})
        if until != "pin":
            one.sees("takeCardBack.title")
            one.stage.do("card out")
            one.sees("certificates.title")
            quick({"name": "chooseCertificate", "value": "residence-record"})
            one.sees("options.title")
            quick({"name": "proceed"})
            one.sees("copies.title")
            quick({"name": "proceed"})
            one.sees("confirm.title")
            quick({"name": "confirm"})
            if until != "confirm":
                one.sees("pay.title")
                one.stage.do("coin 100")
                # A tap on the screen before the coin would be ignored.
                one.until("() => document.querySelectorAll('.slots .paid').length === 1")
                if until == "paid":
                    one.stage.do("coin 100", "coin 100")
                if until == "cancelled":
                    quick({"name": "cancel"})
                if later:
                    one.stage.do(setup)
    one.sees(heading, kind="explanation")
    body = one.tab.evaluate("document.querySelector('#stage main').innerText")
    for key in ("explain.money", "explain.card", "explain.todo"):
        plain = one.text(key)
        assert plain in one.tab.evaluate("(() => { const copy = document.querySelector('#stage main').cloneNode(true); copy.querySelectorAll('rt').forEach((reading) => reading.remove()); return copy.textContent; })()"), f"{key} is missing in {body!r}"


class Quick(Resident):
    """Presses by script, for the many courses in which the pressing itself is not what is looked at."""

    def quick(self, touch):
        import json
        wanted = json.dumps({"touch": touch}, separators=(",", ":"))
        self.tab.locator(f"[data-touch='{wanted}']").first.evaluate("(button) => button.click()")


def play(report, group, name, one, course):
    began = time.monotonic()
    one.problems.clear()
    try:
        course(one)
        failures = [f"in the page: {problem}" for problem in one.problems]
    except Exception as error:  # The report names it; the next course starts afresh.
        failures = [str(error).split("\n")[0][:300]]
    report(group, name, failures, time.monotonic() - began)
    one.stage.do("reset")
    one.language = "ja"
    one.tab.evaluate("document.activeElement?.blur()")
    one.sees("welcome.title")


def run(report):
    stage = Stage()
    try:
        with browser() as instance:
            for viewport, shape in ((UPRIGHT, "upright"), (ACROSS, "across")):
                one = Quick(instance, stage, viewport)
                for language in chosen():
                    one.language = language
                    play(report, "course by finger", f"{language}, {shape}", one, by_finger)
                    if shape == "upright":
                        one.language = language
                        play(report, "course by keyboard", language, one, by_keyboard)
                        one.language = language
                        play(report, "course by names", language, one, by_names)
                one.close()
            one = Quick(instance, stage, UPRIGHT)
            for language in chosen():
                for setup, until, heading in ENDINGS:
                    one.language = language
                    play(report, "ending", f"{language}: {setup}", one, lambda one: to_ending(one, setup, until, heading))
            one.close()
    finally:
        stage.close()


if __name__ == "__main__":
    from report import main
    main(run)
