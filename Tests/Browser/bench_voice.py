"""How soon the voice answers: from a key to the first sound of the choice that it leads to, the first time that a
sentence is said and when it is said again, with the real synthesizers behind the firmware's own server. Part of
bench.py."""

import statistics

from kiosk_page import UPRIGHT
from listener import Listener

WATCH = """
  window.pressed = 0;
  window.answers = [];
  addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when) {
    if (window.pressed) {
      window.answers.push(performance.now() - window.pressed + (when - this.context.currentTime) * 1000);
      window.pressed = 0;
    }
    return start.call(this, when);
  };
"""


def walk(one, count):
    """Each key waits until the one before was answered."""
    one.tab.evaluate("window.answers = []")
    for turn in range(count):
        one.press("ArrowDown")
        one.tab.wait_for_function("(turn) => window.answers.length > turn", arg=turn, timeout=10_000)
    return one.tab.evaluate("window.answers")


def answers(instance, stage, language):
    """Milliseconds: of a sentence that was never said, and of one that was."""
    one = Listener(instance, stage, UPRIGHT)
    try:
        one.tab.close()
        one.context.add_init_script(WATCH)
        one.tab = one.context.new_page()
        one.tab.goto(stage.address)
        one.at_rest()
        one.tab.keyboard.press("5")
        one.tab.wait_for_timeout(1500)
        if language != "ja":
            one.tab.keyboard.press("2")
            one.tab.wait_for_timeout(500)
        one.tab.keyboard.press("Enter")
        one.tab.wait_for_timeout(4000)
        return walk(one, 6), walk(one, 24)
    finally:
        one.stage.do("headphones in", "headphones out", "reset")
        one.close()


def voice(instance, stage, sheet):
    for language in ("ja", "en"):
        first, again = answers(instance, stage, language)
        sheet.line(f"key to first sound, {language}, never said before", statistics.median(first), "ms")
        sheet.line(f"key to first sound, {language}, said before", statistics.median(again), "ms")
