"""What residents go through, told once for all ways of pressing: the whole course, each way in which it can end, and
what can happen in between."""

from kiosk_page import LANGUAGES

# One 住民票の写し for someone who knows what they want, beside the PIN and the coins.
MOST_TOUCHES = 12


# Pieces

def to_services(one):
    one.sees_welcome()
    one.press("begin") if one.language == "ja" else one.press("chooseLanguage", one.language)
    one.sees("services.title")


def to_card(one):
    to_services(one)
    one.press("chooseIssuance")
    one.sees("consent.title")
    one.press("agree")
    one.sees("placeCard.title")


def to_pin(one):
    to_card(one)
    one.do("card in")
    one.sees("enterPIN.title", digits=4)


def enter_pin(one, digits="1234"):
    one.pin(digits)
    one.press("enterPIN")


def to_certificates(one):
    to_pin(one)
    enter_pin(one)
    one.sees("takeCardBack.title")
    one.do("card out")
    one.sees("certificates.title")


def to_confirmation(one):
    to_certificates(one)
    one.press("chooseCertificate", "residence-record")
    one.sees("options.title")
    one.press("proceed")
    one.sees("copies.title")
    one.press("proceed")
    one.sees("confirm.title")


def to_payment(one):
    to_confirmation(one)
    one.press("confirm")
    one.sees("pay.title")


def paid(one, count):
    """A tap on the screen before the coin would be ignored."""
    one.until("(count) => document.querySelectorAll('.slots .paid').length === count", count)


def pay(one):
    for coin in range(3):
        one.do("coin 100")
        if coin < 2:
            paid(one, coin + 1)


def to_goodbye(one):
    one.sees("thanks.title")
    one.press("close")
    one.sees_welcome()


# The whole course

def shortest(one):
    """One copy of the resident record, as it is offered, in no more touches than promised."""
    one.touches = 0
    to_pin(one)
    one.pin()
    one.press("enterPIN")
    one.sees("takeCardBack.title")
    one.do("card out")
    one.sees("certificates.title")
    one.press("chooseCertificate", "residence-record")
    one.sees("options.title")
    one.press("proceed")
    one.sees("copies.title")
    one.press("proceed")
    one.sees("confirm.title")
    one.press("confirm")
    one.sees("pay.title")
    pay(one)
    one.sees("takePaper.title")
    one.do("paper taken")
    one.sees("receipt.title")
    one.press("takeReceipt", True)
    to_goodbye(one)
    if one.touches > MOST_TOUCHES:
        raise AssertionError(f"{one.touches} touches, more than {MOST_TOUCHES}")


def thorough(one):
    """Goes back, corrects a digit, changes options and copies, and leaves the receipt."""
    to_card(one)
    one.press("back")
    one.sees("consent.title")
    one.press("agree")
    one.sees("placeCard.title")
    one.do("card in")
    one.sees("enterPIN.title", digits=4)
    one.pin("19")
    erase(one)
    one.pin("234")
    one.press("enterPIN")
    one.sees("takeCardBack.title")
    one.do("card out")
    one.sees("certificates.title")
    one.press("chooseCertificate", "seal-registration")
    one.sees("copies.title")
    one.press("back")
    one.sees("certificates.title")
    one.press("chooseCertificate", "residence-record")
    one.sees("options.title")
    one.press("showDomicile", True)
    one.until("() => document.querySelectorAll('[role=switch][aria-checked=true]').length === 1")
    for count, member in ((1, 2), (2, 0)):
        one.press("toggleMember", member)
        one.until("(count) => document.querySelectorAll('.members [data-touch*=toggle][aria-pressed=true]').length === count", count)
    one.press("proceed")
    one.sees("copies.title")
    one.press("setCopies", 2)
    one.until("() => document.querySelector('.numbers [aria-pressed=true]')?.textContent === '2'")
    one.press("proceed")
    one.sees("confirm.title")
    one.reads("confirm.memberCount", members=2)
    one.reads("option.domicile")
    one.press("confirm")
    one.sees("pay.title")
    one.do("coin 1000")
    one.sees("takePaper.title")
    one.press("paperTaken")
    one.sees("receipt.title")
    one.press("takeReceipt", False)
    to_goodbye(one)


def erase(one):
    if one.way == "keyboard":
        one.key("Backspace")
    elif one.way == "names":
        one.act(one.named(one.text("enterPIN.erase")))
    else:
        one.tap(".key[data-touch*=erase]")
    one.until("() => document.querySelectorAll('.dots .full').length === 1")


# How it can end: what the parts answer, how far the resident comes, and what they read then: the heading and the reason.

CERTIFICATE = {"expired": "expired", "not-yet-valid": "not-yet-valid", "revoked": "revoked", "unknown-issuer": "unacceptable",
               "unacceptable": "unacceptable", "revocation-unknown": "revocation-unknown"}
REFUSALS = {"moved-out": "moved-out", "protected": "office", "deceased": "office", "underage": "underage", "adult-ward": "office",
            "moved-in-today": "moved-in-today", "name-not-printable": "name-not-printable", "card-issued-today": "card-issued-today",
            "seal-cancelled": "seal-cancelled", "no-seal-registered": "no-seal-registered", "not-offered": "not-offered",
            "outside-hours": "outside-hours", "maintenance": "maintenance", "unknown-resident": "office", "card-not-accepted": "card-not-accepted"}
CLOUD = {"late": "reason.cloud", "unreachable": "reason.cloud", "serverFault": "reason.cloud", "untrusted": "reason.cloud.untrusted",
         "malformed": "reason.cloud.untrusted"}
PRINTER = {"paper-out": "paper-out", "jam": "jam", "cover-open": "cover-open", "toner-out": "toner-out", "unreachable": "other",
           "queue-missing": "other", "queue-not-empty": "other", "other": "other"}

ENDINGS = [
    ("answer readCard card:unreadable", "card", "card-unreadable", "reason.card-unreadable"),
    ("answer readCard card:unknown", "card", "card-unknown", "reason.card-unknown"),
    ("tries 0", "card", "pin-locked", "reason.pin-locked"),
    *[(f"answer judgeCertificate certificate:{kind}", "pin", "certificate", f"reason.certificate.{said}") for kind, said in CERTIFICATE.items()],
    *[(f"answer openSession cloud:{kind}", "pin", "cloud", said) for kind, said in CLOUD.items()],
    *[(f"answer prove refused:{kind}", "pin", "refused", f"refusal.{said}") for kind, said in REFUSALS.items()],
    *[(f"answer checkPrinter printer:{kind}", "confirm", "printer", f"trouble.{said}") for kind, said in PRINTER.items()],
    ("answer issue refused:name-not-printable", "confirm", "refused", "refusal.name-not-printable"),
    ("answer fetchDocument cloud:malformed", "confirm", "cloud", "reason.cloud.untrusted"),
    ("answer checkDocument mismatched", "confirm", "document-mismatch", "reason.document-mismatch"),
    ("answer print failed:jam:0", "paid", "printer", "trouble.jam"),
    ("answer print failed:jam:1", "paid", "spoiled", None),
    ("answer payOut paidOut:0", "cancelled", "cancelled", "reason.cancelled"),
    ("time", "abandoned", "abandoned", "reason.abandoned"),
    ("hinder coin-mechanism", "coins", "coin-mechanism-fault", "reason.coin-mechanism-fault"),
    ("answer signChallenge broken", "pin", "kiosk-fault", "reason.kiosk-fault"),
]
# After these nobody is served until a technician has looked.
RAISES_ALARM = ("mismatched", "queue-not-empty")


def ending(one, setup, until, heading, reason):
    """An ending says what happened, what it means for money and card, and what to do; and it can be closed.

    The way there is the whole course's, which is walked by each way in each language; the page draws each screen from its
    frame alone and cannot know how it came about. So here the stage runs ahead to the screen before."""
    if setup.startswith(("answer", "tries")):
        one.do(setup)
    run_ahead(one, until, setup)
    one.sees(f"ending.{heading}", kind="explanation")
    if reason:
        one.reads(reason)
    one.reads("explain.money", "explain.card", "explain.todo", "explain.close")
    if setup == "hinder coin-mechanism":
        one.do("clear coin-mechanism")
    one.press("close")
    if one.stage.is_card_in:
        one.sees("takeCard.title")
        one.do("card out")
    if any(part in setup for part in RAISES_ALARM):
        one.language = "ja"
        one.sees("outOfService.title")
    else:
        one.sees_welcome()


AHEAD = {
    "card": ["touch chooseIssuance", "touch agree", "card in"],
    "pin": ["pin 1234"],
    "confirm": ["card out", "touch chooseCertificate residence-record", "touch proceed", "touch proceed", "touch confirm"],
}


def run_ahead(one, until, setup=""):
    """The stage goes by itself as far as that, and the page draws only what is there then."""
    lines = ["quiet", f"touch chooseLanguage {one.language}", *AHEAD["card"]]
    if until != "card":
        lines += AHEAD["pin"]
    if until not in ("card", "pin"):
        lines += AHEAD["confirm"]
    lines += {"paid": ["coin 100"] * 3, "coins": ["coin 100", setup], "abandoned": ["coin 100", "time", "time"]}.get(until, [])
    if until == "cancelled":
        lines += ["coin 100"]
    one.do(*lines, "loud")
    if until == "cancelled":
        one.sees("pay.title")
        paid(one, 1)
        one.press("cancel")


# What can happen in between, and goes on

def card_moved_too_early(one):
    one.do("answer readCard card:gone")
    run_ahead(one, "card")
    one.reads("placeCard.removedTooEarly")
    one.do("forget readCard", "card out", "card in")
    one.sees("enterPIN.title", digits=4)


def last_try_is_warned_of(one):
    one.do("tries 2")
    run_ahead(one, "card")
    one.sees("enterPIN.title", digits=4)
    one.reads("enterPIN.triesLeft", tries=2)
    enter_pin(one, "9999")
    one.reads("enterPIN.rejected")
    one.reads("enterPIN.lastTry")
    enter_pin(one, "9999")
    one.sees("ending.pin-locked")


def cancelled_with_the_card_in(one):
    run_ahead(one, "card")
    one.sees("enterPIN.title", digits=4)
    one.press("cancel")
    one.sees("takeCard.title")
    one.do("card out")
    one.sees_welcome()


def abandoned_before_anything(one):
    to_services(one)
    one.do("time", "time")
    one.sees_welcome()


def wrong_pin_then_right(one):
    run_ahead(one, "card")
    one.sees("enterPIN.title", digits=4)
    enter_pin(one, "9999")
    one.reads("enterPIN.rejected")
    enter_pin(one)
    one.sees("takeCardBack.title")


def card_forgotten_on_the_reader(one):
    run_ahead(one, "pin")
    one.sees("takeCardBack.title")
    one.do("time")
    one.reads("takeCardBack.reminded")
    one.do("card out")
    one.sees("certificates.title")


def cancelled_with_money_in(one):
    run_ahead(one, "confirm")
    one.sees("pay.title")
    one.do("coin 100")
    paid(one, 1)
    one.do("hold payOut")
    one.press("cancel")
    one.sees("givingMoney.title")
    one.do("now paidOut:100")
    one.sees("ending.cancelled")
    one.reads("explain.money.refunded", refunded=one.yen(100))


def printer_stops_and_goes_on(one):
    one.do("hold print")
    run_ahead(one, "paid")
    one.sees("printing.title")
    one.do("now stopped:paper-out")
    one.reads("trouble.paper-out")
    one.do("now resumed", "now sheets:1", "now printed:1")
    one.sees("takePaper.title")


def warning_is_answered(one):
    to_services(one)
    for _ in range(2):
        one.do("time")
        one.until("() => document.activeElement?.closest('[role=alertdialog]') && document.activeElement.dataset.first !== undefined")
        one.press("stay")
        one.until("() => !document.querySelector('[role=alertdialog]')")
    one.sees("services.title")


HINDRANCES = {"stopping": "stopping", "starting": "starting", "outside-hours": None, "maintenance": "maintenance", "screen": "machine",
              "card-reader": "card-reader", "printer": "printer", "coin-mechanism": "money", "cloud": "cloud", "clock": "machine",
              "journal": "machine"}


def out_of_service(one):
    """Nobody is served, and whoever comes can read why in their language; then the kiosk is back."""
    language, one.language = one.language, "ja"
    one.sees("welcome.title")
    before = None
    for hindrance, said in HINDRANCES.items():
        one.do("quiet", f"hinder {hindrance}", *([f"clear {before}"] if before else []), "loud")
        if before is None:
            one.sees("outOfService.title")
            one.language = language
            speak(one)
        before = hindrance
        one.sees("outOfService.title")
        one.reads(f"outOfService.{said}" if said else "outOfService.todo")
    one.do(f"clear {before}")
    one.sees_welcome()


def speak(one, language=None):
    """Changes the language where there is no tile for it: by the button at the top, which is on every screen."""
    language = language or one.language
    if one.way == "keyboard":
        one.focus_by_keyboard(".settings .language")
        one.key("Enter")
        one.until("() => document.activeElement?.closest('[role=dialog]') !== null")
    elif one.way == "names":
        [button] = [node for node in one.nodes() if node["role"] == "button" and node["name"].startswith(one.shown("settings.language"))]
        one.act(button)
    else:
        one.tap(".settings .language")
    one.until("() => document.querySelector('#over [role=dialog]')")
    if one.way == "finger":
        one.changed = 0.0  # The list is no new screen: its first tap counts.
    one.press("chooseLanguage", language)
    one.until("(tag) => document.documentElement.dataset.language === tag && !document.querySelector('#over [role=dialog]')", language)


def languages_change_on_every_screen(one):
    """Each screen of the course comes in one language and is read in the next."""
    order = LANGUAGES[LANGUAGES.index(one.language):] + LANGUAGES[:LANGUAGES.index(one.language)]
    turn = iter(order * 3)

    def next_language(key, **values):
        one.sees(key, **values)
        one.language = next(turn)
        if not one.tab.evaluate("(tag) => document.documentElement.dataset.language === tag", one.language):
            speak(one)
        one.sees(key, **values)

    one.language = "ja"
    one.sees_welcome()
    one.press("begin")
    next_language("services.title")
    one.press("chooseIssuance")
    next_language("consent.title")
    one.press("agree")
    next_language("placeCard.title")
    one.do("card in")
    next_language("enterPIN.title", digits=4)
    enter_pin(one)
    next_language("takeCardBack.title")
    one.do("card out")
    next_language("certificates.title")
    one.press("chooseCertificate", "residence-record")
    next_language("options.title")
    one.press("proceed")
    next_language("copies.title")
    one.press("proceed")
    next_language("confirm.title")
    one.press("confirm")
    next_language("pay.title")
    one.do("hold print")
    pay(one)
    next_language("printing.title")
    one.do("now printed:1")
    next_language("takePaper.title")
    one.press("paperTaken")
    next_language("receipt.title")
    one.press("takeReceipt", True)
    next_language("thanks.title")
    one.press("close")
    one.sees_welcome()


HAPPENINGS = (card_moved_too_early, last_try_is_warned_of, wrong_pin_then_right, cancelled_with_the_card_in,
              abandoned_before_anything, card_forgotten_on_the_reader, cancelled_with_money_in, printer_stops_and_goes_on,
              warning_is_answered, out_of_service)
