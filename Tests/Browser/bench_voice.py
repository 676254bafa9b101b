"""How soon the voice answers: from a key to the first sound of the choice that it leads to, the first time that a
sentence is said and when it is said again, with the real synthesizers behind the firmware's own server."""

import statistics

from kiosk_page import UPRIGHT, browser
from listener import Listener
from stage import Stage

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
        for _ in range(400):
            if one.tab.evaluate("window.answers.length") > turn:
                break
            one.tab.wait_for_timeout(10)
    return one.tab.evaluate("window.answers")


def main():
    stage = Stage()
    try:
        with browser() as instance:
            for language in ("ja", "en"):
                one = Listener(instance, stage, UPRIGHT)
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
                first, again = walk(one, 6), walk(one, 24)
                print(f"key to first sound, {language}        {statistics.median(first):7.0f} ms median the first time, {statistics.median(again):.0f} ms again, {max(first + again):.0f} ms at most")
                one.stage.do("headphones in", "headphones out", "reset")
                one.close()
    finally:
        stage.close()


if __name__ == "__main__":
    main()
