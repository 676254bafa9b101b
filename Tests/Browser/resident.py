"""A person at the page, in three ways: with a finger, with a keyboard alone, and with a screen reader alone. Each way
finds and presses by its own means, so that the same course can be walked by all."""

import json
import re
import time

from stage import STRINGS

WAYS = ("finger", "keyboard", "names")
# What a screen reader finds a control by: the key of the words it begins with.
WORDS = {
    "begin": "welcome.begin", "chooseIssuance": "services.issuance", "agree": "consent.agree", "enterPIN": "enterPIN.done",
    "proceed": "next", "confirm": "confirm.yes", "paperTaken": "takePaper.taken", "stay": "warning.stay",
    "selectWholeHousehold": "options.whole", "showRelationship": "option.relationship", "showDomicile": "option.domicile",
    "back": "back", "cancel": "cancel",
}
PRESSABLE = {"button", "switch", "link", "checkbox", "radio"}


def squeezed(words):
    """Words with readings over them come with spaces around them."""
    return re.sub(r"\s+", "", words)


class Resident:
    """A person at one page."""

    def __init__(self, instance, stage, viewport, way="finger", script=None):
        self.stage = stage
        self.way = way
        self.context = instance.new_context(viewport=viewport, has_touch=True, reduced_motion="reduce")
        self.context.set_default_timeout(8000)
        if script:
            self.context.add_init_script(script)
        self.tab = self.context.new_page()
        self.tree = self.context.new_cdp_session(self.tab) if way == "names" else None
        self.problems = []
        self.sent = []
        self.touches = 0
        self.changed = 0.0
        self.kind = None
        self.patience = 8000
        self.language = "ja"
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.on("console", lambda message: message.type == "error" and self.complain(message.text))
        self.tab.on("request", lambda request: request.method == "POST" and self.sent.append(request.post_data))
        self.tab.goto(stage.address)

    def complain(self, text):
        # The firmware's word for a tap that belongs to a screen that has passed; the page need do nothing about it.
        if "409 (Conflict)" not in text:
            self.problems.append(text)

    def close(self):
        self.context.close()

    # What is on the screen

    def text(self, key, **values):
        """The words of a key as they are read: placeholders filled in, readings left out."""
        whole = STRINGS[self.language][key]
        for name, value in values.items():
            whole = whole.replace("{%s}" % name, str(value))
        return re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", whole)

    # Playwright's own waiting evaluates text, which the page's content policy forbids.
    UNTIL = """async ([arg, limit]) => {
      const condition = %s;
      const end = Date.now() + limit;
      for (;;) {
        const held = condition(arg);
        if (held) return held;
        if (Date.now() > end) return false;
        await new Promise((resolve) => setTimeout(resolve, 8));
      }
    }"""

    def until(self, condition, arg=None):
        held = self.tab.evaluate(self.UNTIL.replace("%s", condition), [arg, self.patience])
        if not held:
            raise AssertionError(f"never came true: {condition[:120]}")
        return held

    HEADING = """([words, kind]) => {
      const heading = document.querySelector('#stage h1')?.cloneNode(true);
      heading?.querySelectorAll('rt').forEach((reading) => reading.remove());
      const stage = document.getElementById('stage');
      return heading?.textContent === words && (kind === null || stage.dataset.kind === kind) && stage.dataset.kind;
    }"""

    def sees(self, key, kind=None, **values):
        """Waits for the screen with this heading. A screen reader must have been led to it."""
        expected = self.text(key, **values)
        try:
            seen = self.until(self.HEADING, [expected, kind])
        except AssertionError as error:
            seen = self.tab.evaluate("document.querySelector('#stage h1')?.innerText")
            raise AssertionError(f"{self.language}: expected {expected!r} ({key}), saw {seen!r}") from error
        isNew, self.kind = seen != self.kind, seen
        if isNew:
            self.changed = time.monotonic()
            if self.way == "names":
                self.hears(expected)

    def hears(self, heading):
        """The focus followed the screen, so that its question is what is read out."""
        focused = [node for node in self.nodes() if node["focused"]]
        if not any(node["role"] == "heading" and squeezed(node["name"]) == squeezed(heading) for node in focused):
            raise AssertionError(f"{self.language}: the focus is not on the heading {heading!r} but on {focused}")

    READS = """(wanted) => {
      const copy = document.getElementById('stage').cloneNode(true);
      copy.querySelectorAll('rt').forEach((reading) => reading.remove());
      return wanted.every((words) => copy.textContent.includes(words));
    }"""

    def reads(self, *keys, **values):
        """Waits until the words of these keys stand somewhere on the screen."""
        wanted = [self.text(key, **values) for key in keys]
        try:
            self.until(self.READS, wanted)
        except AssertionError as error:
            raise AssertionError(f"{self.language}: not all of {wanted} ({', '.join(keys)}) are on the screen") from error

    def shown(self, key):
        """The words of a key in the language that the page speaks now."""
        whole = STRINGS[self.tab.evaluate("document.documentElement.dataset.language")][key]
        return re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", whole)

    def yen(self, amount):
        """An amount below a thousand, which every language writes with the same digits."""
        return self.text("yen", amount=amount)

    def sees_welcome(self):
        """The next resident is greeted in Japanese."""
        language, self.language = self.language, "ja"
        self.sees("welcome.title")
        self.language = language

    # Pressing

    def press(self, name, value=None):
        """Presses the control that does this, by this resident's means."""
        self.touches += 1
        getattr(self, f"press_by_{self.way}")(name, value)

    @staticmethod
    def touch(name, value):
        touch = {"name": name} if value is None else {"name": name, "value": value}
        return json.dumps({"touch": touch}, separators=(",", ":"), ensure_ascii=False)

    def settle(self):
        """A finger needs a moment to see the next screen; taps within it are taken for a double tap's second half."""
        rest = self.changed + 0.32 - time.monotonic()
        if rest > 0:
            self.tab.wait_for_timeout(rest * 1000)

    def press_by_finger(self, name, value):
        self.settle()
        wanted = self.touch(name, value)
        self.tab.locator(f"[data-touch='{wanted}']").last.tap()

    STEPS = """(wanted) => {
      const root = document.getElementById('over').firstChild ?? document.getElementById('stage');
      const all = [...root.querySelectorAll('button:not([disabled]), [tabindex="0"]')].filter((element) => element.checkVisibility({ visibilityProperty: true }));
      const target = all.findIndex((element) => element.dataset.touch === wanted);
      return target < 0 ? null : [target, all.indexOf(document.activeElement), all.length];
    }"""

    def press_by_keyboard(self, name, value):
        """As many arrow keys as it takes, then Enter; that the focus got there is looked at, not assumed."""
        wanted = self.touch(name, value)
        steps = self.tab.evaluate(self.STEPS, wanted)
        if steps is None:
            raise AssertionError(f"{self.language}: no key leads to {wanted}")
        self.walk(*steps)
        focused = self.tab.evaluate("document.activeElement?.dataset.touch ?? document.activeElement?.outerHTML.slice(0, 80)")
        if focused != wanted:
            raise AssertionError(f"{self.language}: arrow keys led to {focused}, not to {wanted}")
        self.key("Enter")

    def walk(self, target, at, count):
        """The shorter way round; from outside, the first key leads to the first or the last."""
        forward = (target - at) % count if at >= 0 else target + 1
        backward = (at - target) % count if at >= 0 else count - target
        self.key(*["ArrowDown"] * forward if forward <= backward else ["ArrowUp"] * backward)

    def focus_by_keyboard(self, selector):
        """The same for something that is the page's own."""
        wanted = self.tab.locator(selector).get_attribute("data-touch")
        self.walk(*self.tab.evaluate(self.STEPS, wanted))

    def press_by_names(self, name, value):
        self.act(self.named(*self.words(name, value)))

    def words(self, name, value):
        """What a screen reader says of the control, or how that begins; and whether that is all of it."""
        match name, value:
            case "chooseLanguage", tag: return self.native(tag), True
            case "chooseCertificate", kind: return self.text(f"certificate.{kind}"), False
            case "chooseIssuance", _: return self.text(WORDS[name]), False
            case ("showRelationship" | "showDomicile"), _: return self.text(WORDS[name]), False
            case "setCopies", count: return str(count), True
            case "toggleMember", number: return ["見本 太郎", "見本 花子", "見本 一郎"][number], True
            case "takeReceipt", wanted: return self.text("receipt.yes" if wanted else "receipt.no"), True
            case "close", _: return self.text("explain.close" if self.kind == "explanation" else "thanks.close"), True
        return self.text(WORDS[name]), True

    def native(self, tag):
        """A language's name in itself."""
        return self.tab.evaluate("async (tag) => (await import('/js/strings.js')).LANGUAGES.find(([name]) => name === tag)[1]", tag)

    def nodes(self):
        """Everything that a screen reader is given."""
        found = []
        for node in self.tree.send("Accessibility.getFullAXTree")["nodes"]:
            if node.get("ignored"):
                continue
            properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            found.append({"role": node["role"]["value"], "name": node.get("name", {}).get("value", ""), "id": node.get("backendDOMNodeId"),
                          "focused": bool(properties.get("focused")), "disabled": bool(properties.get("disabled"))})
        return found

    def named(self, words, is_whole=True, roles=PRESSABLE):
        """The one control of this name. Two of a name could not be told apart by ear."""
        wanted = squeezed(words)
        named = [(squeezed(node["name"]), node) for node in self.nodes() if node["role"] in roles and not node["disabled"]]
        fitting = [node for name, node in named if name == wanted] or [node for name, node in named if not is_whole and name.startswith(wanted)]
        if len(fitting) != 1:
            raise AssertionError(f"{self.language}: {len(fitting)} controls are named {words!r} among {[name for name, _ in named]}")
        return fitting[0]

    def act(self, node):
        """The default action, as assistive technology asks for it."""
        thing = self.tree.send("DOM.resolveNode", {"backendNodeId": node["id"]})["object"]["objectId"]
        self.tree.send("Runtime.callFunctionOn", {"objectId": thing, "functionDeclaration": "function () { this.focus(); this.click(); }"})

    # By hand, whatever the way

    def key(self, *keys):
        for key in keys:
            self.tab.keyboard.press(key)

    def tap(self, selector):
        """By finger, something that is the page's own."""
        self.settle()
        self.tab.locator(selector).last.tap()

    def pin(self, digits="1234"):
        """Presses the keys on which the digits stand, wherever that is."""
        before = self.tab.evaluate("document.querySelectorAll('.dots .full').length")
        if self.way == "keyboard":
            self.key(*digits)
        elif self.way == "names":
            for digit in digits:
                self.act(self.named(digit))
        else:
            self.settle()
            for digit in digits:
                self.tab.locator(".key.number", has_text=digit).tap()
        self.until("(count) => document.querySelectorAll('.dots .full').length === count", before + len(digits))

    def do(self, *lines):
        """What hands do: lay down a card, drop a coin, take paper."""
        self.stage.do(*lines)
