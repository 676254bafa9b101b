"""Plays a resident in front of the real page server: what hands do goes to the stage program, what fingers do goes
through the browser."""

import contextlib
import json
import os
import pathlib
import queue
import re
import subprocess
import tempfile
import threading

from kiosk_page import RESOURCES, ROOT

STRINGS = {path.stem: json.loads(path.read_text()) for path in (RESOURCES / "strings").glob("*.json")}


def program():
    """The stage program: where SCREEN_STAGE says, or where SwiftPM builds it."""
    path = pathlib.Path(os.environ.get("SCREEN_STAGE", ROOT / ".build/debug/screen-stage"))
    if not path.is_file():
        raise SystemExit(f"{path} is missing: swift build --product screen-stage, or name it in SCREEN_STAGE")
    return path


class Stage:
    """The firmware's part of the page, with parts that answer at once."""

    def __init__(self, port=0, token_file=None):
        arguments = [str(program()), str(RESOURCES), str(port)] + ([token_file] if token_file else [])
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = self._wait("page ").split(" ", 1)[1]
        self.port = int(self.address.split(":")[2].split("/")[0])
        self.do("show")

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put("")

    def _wait(self, prefix):
        while True:
            line = self.lines.get(timeout=20)
            if line.startswith(prefix):
                return line
            if not line:
                raise RuntimeError("the stage program ended")

    def do(self, *commands):
        """Says each line and waits until all that follows from it is done."""
        for command in commands:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
            self._wait(f"done {command}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        with contextlib.suppress(Exception):
            self.process.stdin.close()
            self.process.wait(timeout=5)
        self.process.kill()


class Resident:
    """A person at one page."""

    def __init__(self, instance, stage, viewport):
        self.stage = stage
        self.context = instance.new_context(viewport=viewport, has_touch=True, reduced_motion="reduce")
        self.context.set_default_timeout(8000)
        self.tab = self.context.new_page()
        self.problems = []
        self.sent = []
        self.touches = 0
        self.language = "ja"
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.on("request", lambda request: request.method == "POST" and self.sent.append(request.post_data))
        self.tab.goto(stage.address)

    def close(self):
        self.context.close()

    # What is on the screen

    def text(self, key, **values):
        """The words of a key as they are read: placeholders filled in, readings left out."""
        whole = STRINGS[self.language][key]
        for name, value in values.items():
            whole = whole.replace("{%s}" % name, str(value))
        return re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", whole)

    HEADING = """(expected) => {
      const heading = document.querySelector('#stage h1')?.cloneNode(true);
      heading?.querySelectorAll('rt').forEach((reading) => reading.remove());
      const stage = document.getElementById('stage');
      return heading?.textContent === expected[0] && (expected[1] === null || stage.dataset.kind === expected[1]);
    }"""

    def sees(self, key, kind=None, **values):
        """Waits for the screen with this heading."""
        expected = self.text(key, **values)
        try:
            self.until(self.HEADING, [expected, kind])
        except AssertionError as error:
            seen = self.tab.evaluate("document.querySelector('#stage h1')?.innerText")
            raise AssertionError(f"{self.language}: expected {expected!r} ({key}), saw {seen!r}") from error

    def settle(self):
        """A finger needs a moment to see the next screen; taps within it are taken for a double tap's second half."""
        self.tab.wait_for_timeout(310)

    def sees_welcome(self):
        """The next resident is greeted in Japanese."""
        language, self.language = self.language, "ja"
        self.sees("welcome.title")
        self.language = language

    def until(self, condition, arg=None, limit=8000):
        """Waits for a condition, looked at once a frame. (Playwright's own waiting evaluates text, which the page's
        content policy forbids.)"""
        held = self.tab.evaluate("""async ([arg, limit]) => {
          const condition = %s;
          const end = performance.now() + limit;
          while (performance.now() < end) {
            if (condition(arg)) return true;
            await new Promise((resolve) => setTimeout(resolve, 8));
          }
          return false;
        }""".replace("%s", condition), [arg, limit])
        if not held:
            raise AssertionError(f"never came true: {condition[:120]}")

    # Three ways to touch

    def tap(self, name, value=None):
        """By finger: the button that does this."""
        touch = {"name": name} if value is None else {"name": name, "value": value}
        self.settle()
        wanted = json.dumps({"touch": touch}, separators=(",", ":"))
        self.tab.locator(f"[data-touch='{wanted}']").last.tap()
        self.touches += 1

    def name(self, key, role="button", **values):
        """By what a screen reader says: role and name."""
        self.settle()
        # Words with readings over them come with spaces around them.
        words = r"\s*".join(re.escape(letter) for letter in self.text(key, **values) if not letter.isspace())
        exact = self.tab.get_by_role(role, name=re.compile(rf"^\s*{words}\s*$"))
        # A choice is named by all that stands on it: its name, the Japanese one, and what it is for.
        (exact if exact.count() else self.tab.get_by_role(role, name=re.compile(words))).first.click()

    def key(self, *keys):
        """By keyboard alone."""
        for key in keys:
            self.tab.keyboard.press(key)

    def key_to(self, name, value=None, limit=60):
        """Moves the focus with the arrow keys until it is on the button that does this, then presses it."""
        touch = {"name": name} if value is None else {"name": name, "value": value}
        wanted = json.dumps({"touch": touch}, separators=(",", ":"))
        for _ in range(limit):
            if self.tab.evaluate("document.activeElement?.dataset.touch ?? ''") == wanted:
                self.key("Enter")
                return
            self.key("ArrowDown")
        raise AssertionError(f"{wanted} cannot be reached by keyboard")

    def pin(self, digits="1234"):
        """Presses the keys on which the digits stand, wherever that is."""
        self.settle()
        for digit in digits:
            self.tab.locator(".key.number", has_text=digit).tap()
        self.until("(count) => document.querySelectorAll('.dots .full').length === count", len(digits))
