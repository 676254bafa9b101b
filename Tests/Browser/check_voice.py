"""The tactile keypad alone, with the voice: the whole course in every language by somebody who only hears, and what
must never be said."""

import time

from kiosk_page import UPRIGHT, Page, chosen, fixtures, page_server
from listener import Listener, bare


def start(one):
    """From rest: the key with the raised dot, and the language by its number."""
    one.at_rest()
    one.press("5")
    one.hears(one.word("voice.start.say", "ja"), one.word("welcome.say", "ja"))
    if one.language == "ja":
        one.hears(one.word("voice.confirm.say", name=one.word("welcome.begin")))
    else:
        lines = {one.word("voice.language.say", number=number): str(number) for number in range(1, 10)}
        for _ in range(600):
            found = [number for line, number in lines.items() if line in one.now]
            if found:
                break
            one.tab.wait_for_timeout(20)
        assert found, f"{one.language} is not offered: {one.now}"
        one.press(found[0])
        one.tab.wait_for_timeout(100)
        assert one.heard[-1]["language"] == one.language, one.heard[-1]
    one.confirm()
    one.hears(one.word("voice.keys.say"), one.word("services.say"))


def to_pin(one):
    start(one)
    one.choose(one.word("services.issuance"))
    one.hears(one.word("consent.say"), one.word("voice.confirm.say", name=one.word("consent.agree")))
    one.confirm()
    one.hears(one.word("placeCard.say", place=one.word("place.right")))
    one.do("card in")
    one.hears(one.word("enterPIN.title", digits=4), one.word("enterPIN.say"))


def to_certificates(one):
    to_pin(one)
    before = len(one.heard)
    one.press("1", "2")
    one.hears(one.word("enterPIN.entered", entered=2, of=4))
    one.press("Backspace")
    one.hears(one.word("enterPIN.entered", entered=1, of=4))
    one.press("2", "3", "4")
    one.hears(one.word("enterPIN.entered", entered=4, of=4), one.word("voice.complete.say"))
    # How many, never which: every digit that was said since belongs to a count.
    counts = {one.word("enterPIN.entered", entered=count, of=4) for count in range(5)} | {one.word("voice.complete.say")}
    said = "".join(bare(each["text"]) for each in one.heard[before:])
    for count in counts:
        said = said.replace(count, "")
    assert not any(letter.isdigit() for letter in said), said
    one.confirm()
    one.hears(one.word("takeCardBack.say", place=one.word("place.right")))
    one.do("card out")
    one.hears(one.word("certificates.say"))


def whole_course(one):
    to_certificates(one)
    one.choose(one.word("certificate.residence-record"))
    one.hears(one.word("options.say"))
    # The domicile is put on the paper, and the voice tells that it is.
    one.walk_to(one.word("option.domicile"))
    assert one.word("option.omitted") in one.now, one.now
    one.confirm()
    one.hears(one.word("option.domicile"), one.word("option.shown"))
    one.walk_to(one.word("next"))
    one.confirm()
    one.hears(one.word("copies.say"))
    one.press("2")
    one.confirm()
    one.hears(one.word("copies.sum", copies=2, fee=one.yen(600)), one.word("voice.confirm.say", name=one.word("next")))
    one.confirm()
    one.hears(one.word("certificate.residence-record"), one.word("confirm.say", fee=one.yen(600)))
    one.confirm()
    one.hears(one.word("pay.say", due=one.yen(600), place=one.word("place.right")))
    one.do("coin 500")
    one.hears(one.word("pay.news", paid=one.yen(500), open=one.yen(100)))
    one.do("coin 100")
    one.hears(one.word("takePaper.say", place=one.word("place.below")))
    one.confirm()
    one.hears(one.word("receipt.say"))
    one.choose(one.word("receipt.no"))
    one.hears(one.word("thanks.say"))
    one.confirm()
    one.at_rest()
    nothing_personal(one)


def nothing_personal(one):
    """No digit of the PIN, no name; and what tells where somebody lives is kept nowhere."""
    for each in one.heard:
        assert "見本" not in each["text"], each
        assert not each["isKept"] or "渋谷区" not in each["text"], each


def names_by_number(one):
    to_certificates(one)
    one.choose(one.word("certificate.residence-record"))
    one.hears(one.word("options.say"))
    one.quiet()
    one.walk_to("member0", key="ArrowDown")
    name = one.heard[-2] if one.heard[-1]["text"] != "member 0" else one.heard[-1]
    assert name["text"] == "member 0" and name["language"] == "ja" and not name["isKept"], one.heard[-3:]
    nothing_personal(one)


def help_and_settings(one):
    start(one)
    one.press("#")
    one.hears(one.word("voice.menu"), one.word("voice.keys.say"))
    one.choose(one.word("voice.faster"))
    one.hears(one.word("voice.speed.say", speed=4))
    assert one.heard[-1]["speed"] == "4"
    one.press("Backspace")
    one.hears(one.word("services.say"))
    one.press("+")
    one.hears(one.word("voice.volume.say", volume=4))
    one.press("*")
    one.hears(one.word("services.say"))
    one.press("9")
    one.hears(one.word("voice.noChoice.say", number=9))
    # The text size and the other languages are reached as well.
    one.walk_to(one.word("settings.size"))
    one.walk_to(one.word("voice.menu"))
    one.confirm()
    one.hears(one.word("voice.keys.say"))
    one.choose(one.word("voice.end"))
    one.hears(one.word("voice.off.say"))
    one.tab.wait_for_timeout(3500)
    before = len(one.heard)
    one.press("ArrowDown", "1")
    one.tab.wait_for_timeout(300)
    assert len(one.heard) == before, one.heard[before:]


def cancel_and_errors(one):
    to_pin(one)
    one.press("1", "1", "1", "1")
    one.hears(one.word("enterPIN.entered", entered=4, of=4))
    one.confirm()
    one.hears(one.word("enterPIN.rejected"), one.word("enterPIN.triesLeft", tries=2))
    one.do("time")
    one.hears(one.word("warning.title"), one.word("warning.say", seconds=20), one.word("voice.confirm.say", name=one.word("warning.stay")))
    one.confirm()
    one.hears(one.word("enterPIN.title", digits=4))
    one.press("Escape")
    one.hears(one.word("takeCard.say", place=one.word("place.right")))
    one.do("card out")
    one.hears(one.word("voice.off.say"))
    one.at_rest()


def headphones(one):
    """A plug starts the voice; pulled out, nobody else hears a word."""
    one.do("headphones in")
    one.hears(one.word("voice.start.say", "ja"), one.word("welcome.say", "ja"))
    one.do("headphones out")
    one.tab.wait_for_timeout(300)
    before = len(one.heard)
    one.press("Enter", "ArrowDown")
    one.do("time")
    one.tab.wait_for_timeout(500)
    assert len(one.heard) == before, one.heard[before:]


def errors_are_told(one):
    """What went wrong, what it means for money and card, what to do: all by ear. And the voice ends with the visit."""
    one.stage.do("answer judgeCertificate certificate:revoked")
    to_pin(one)
    one.press("1", "2", "3", "4")
    one.hears(one.word("enterPIN.entered", entered=4, of=4))
    one.confirm()
    one.hears(one.word("ending.certificate"), one.word("reason.certificate.revoked"), one.word("todo.office"), one.word("explain.money.none"), one.word("explain.card.onReader"))
    one.confirm()
    one.hears(one.word("takeCard.say", place=one.word("place.right")))
    one.do("card out")
    one.at_rest()
    before = len(one.heard)
    one.press("1")
    one.tab.wait_for_timeout(300)
    assert len(one.heard) == before, "the next resident is spoken to without having asked"


def play(worker, one, language, group, name, course):
    began = time.monotonic()
    one.problems.clear()
    one.heard.clear()
    one.mark = 0
    one.language = language
    try:
        course(one)
        failures = [f"in the page: {problem}" for problem in one.problems]
    except Exception as error:  # The report names it; the next course starts afresh.
        failures = [str(error)[:700] + worker.picture(one.tab, f"{group}-{language}-{name}")]
    # A plug in and out: the voice is silent, however the course ended.
    one.stage.do("headphones in", "headphones out", "reset")
    one.tab.evaluate("document.activeElement?.blur()")
    one.at_rest()
    return group, f"{language}: {name}", failures, time.monotonic() - began


def by_ear(worker, language, courses):
    with worker.stage() as stage:
        one = Listener(worker.instance, stage, UPRIGHT)
        try:
            one.at_rest()
            for course in courses:
                yield play(worker, one, language, "voice", course.__name__.replace("_", " "), course)
        finally:
            one.close()


def course_by_ear(worker, language):
    yield from by_ear(worker, language, [whole_course])


def more_by_ear(worker):
    yield from by_ear(worker, "en", [names_by_number, help_and_settings, cancel_and_errors, headphones, errors_are_told])


PROMPT = """async ([frame]) => {
  const { show } = await import('/js/app.js');
  await show(frame);
  const { prompt } = await import('/voice/guide.js');
  return prompt(true);
}"""
MARKS = "⟦⟧{}[]|<>"


def every_screen_is_told(worker, language):
    """Each screen that there is, in each language, is told in words: none is silent, none says a key's name, a place
    that was not filled, or a mark that no voice can say."""
    began = time.monotonic()
    failures = []
    page = Page(worker.instance, worker.open.enter_context(page_server()))
    try:
        for name, frame in fixtures():
            settings = {**(frame["settings"] or {}), "voice": True}
            parts = page.tab.evaluate(PROMPT, [{**frame, "language": language, "settings": settings}])
            texts = [part["text"] for part in parts if "text" in part]
            if len(texts) < 2:
                failures.append(f"{name}: {texts}")
            failures += [f"{name}: {text}" for text in texts if not text.strip() or any(mark in text for mark in MARKS)]
            # At the welcome each language speaks for itself.
            if frame["content"]["kind"] != "welcome":
                failures += [f"{name}: {part}" for part in parts if part.get("language", "ja") not in (language, "ja")]
    finally:
        page.close()
    yield "voice", f"{language}: every screen is told", failures, time.monotonic() - began


def tasks():
    for language in chosen():
        yield course_by_ear, language
        yield every_screen_is_told, language
    yield (more_by_ear,)


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 2))
