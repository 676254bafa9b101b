"""A resident who sees nothing: presses keys, and knows only what was spoken."""

import json
import re
import urllib.parse

from kiosk_page import RESOURCES
from stage import STRINGS

SAID = {path.stem: json.loads(path.read_text()) for path in (RESOURCES / "voice").glob("*.json")}


def bare(text):
    """Without the readings over characters, spaces and the marks at which sentences are cut."""
    text = re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", text)
    return re.sub(r"[\s.,、。!?！？:：;…]", "", text)


class Listener:
    def __init__(self, instance, stage, viewport):
        self.stage = stage
        self.language = "ja"
        self.context = instance.new_context(viewport=viewport)
        self.tab = self.context.new_page()
        self.problems = []
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.heard = []
        self.mark = 0
        # Fetched beforehand for the moment in which the firmware is gone, and not heard.
        self.emergency = {
            bare(sentence) for language in SAID
            for whole in (SAID[language]["outOfService.say"], STRINGS[language]["outOfService.lost"])
            for sentence in re.split(r"(?<=[。！？])|(?<=[.!?…])\s+", re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", whole)) if sentence}
        self.tab.on("request", self._listen)
        self.tab.goto(stage.address)

    def close(self):
        self.context.close()

    def _listen(self, request):
        address = urllib.parse.urlparse(request.url)
        if address.path != "/speech":
            return
        query = dict(urllib.parse.parse_qsl(address.query))
        if bare(request.post_data or "") in self.emergency:
            return
        text = f"member {query['member']}" if "member" in query else request.post_data or ""
        self.heard.append({"text": text, "language": query["language"], "isKept": query.get("keep") == "1", "speed": query["speed"]})

    def word(self, key, language=None, **values):
        """What is said for a key of the strings, with its places filled in."""
        language = language or self.language
        text = SAID[language].get(key) or STRINGS[language][key]
        for name, value in values.items():
            text = text.replace("{%s}" % name, str(value))
        return bare(text)

    def yen(self, amount):
        return self.word("yen", amount=f"{amount:,}")

    @property
    def now(self):
        """All that was said since the last key."""
        return bare("".join(each["text"] for each in self.heard[self.mark:]))

    def press(self, *keys):
        for key in keys:
            self.mark = len(self.heard)
            self.tab.keyboard.press(key)

    def do(self, *commands):
        """The hands' part."""
        for command in commands:
            self.mark = len(self.heard)
            self.stage.do(command)

    def hears(self, *words, limit=12_000):
        """Waits until each of them was said since the last key."""
        for _ in range(limit // 20):
            if all(word in self.now for word in words):
                return
            self.tab.wait_for_timeout(20)
        missing = [word for word in words if word not in self.now]
        raise AssertionError(f"{self.language}: never heard {missing}, but {self.heard[self.mark:]}")

    def quiet(self):
        """Waits until nothing more is asked for: all of the screen was said."""
        count = -1
        while count != len(self.heard):
            count = len(self.heard)
            self.tab.wait_for_timeout(350)

    def number_of(self, name):
        """The number by which the voice named a choice."""
        for number in range(1, 10):
            if self.word("voice.choice.say", number=number, name=name) in self.now:
                return str(number)
        raise AssertionError(f"{self.language}: {name} has no number in {self.now}")

    def choose(self, name):
        """Listens for the number of a choice, goes there, hears it, and confirms."""
        for _ in range(400):
            try:
                number = self.number_of(name)
                break
            except AssertionError:
                self.tab.wait_for_timeout(20)
        else:
            number = self.number_of(name)
        self.press(number)
        self.hears(name)
        self.confirm()

    def walk_to(self, name, key="0", limit=30):
        """Goes from choice to choice until the wanted one is heard."""
        for _ in range(limit):
            self.press(key)
            before = self.mark
            for _ in range(150):
                if len(self.heard) > before:
                    break
                self.tab.wait_for_timeout(10)
            self.tab.wait_for_timeout(60)
            if name in self.now:
                return
        raise AssertionError(f"{self.language}: {name} cannot be walked to")

    def at_rest(self):
        """Waits, before and after the visit, until the kiosk is ready for somebody: nothing is judged by it."""
        self.tab.wait_for_selector("[data-kind=welcome]")

    def confirm(self):
        """A key that comes too soon after a new screen is taken for one that was meant for the screen before."""
        self.tab.wait_for_timeout(310)
        self.press("Enter")
