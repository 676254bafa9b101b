"""The simulator's dock as `kiosk-sim serve` shows it: the resident's page on the left, hands on the right."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile

from kiosk_page import ROOT

VIEWPORT = {"width": 1440, "height": 900}
# A machine that is busy elsewhere takes its time: nothing here measures it.
PATIENCE = 60_000


def program():
    """`kiosk-sim`: where KIOSK_SIM says, or where SwiftPM builds it."""
    path = pathlib.Path(os.environ.get("KIOSK_SIM", ROOT / ".build/debug/kiosk-sim"))
    if not path.is_file():
        raise SystemExit(f"{path} is missing: swift build --product kiosk-sim, or name it in KIOSK_SIM")
    return path


@contextlib.contextmanager
def served():
    """The address of a dock that is there for this block."""
    with tempfile.TemporaryDirectory() as output:
        process = subprocess.Popen([str(program()), "serve", "--output", output], cwd=ROOT, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            for line in process.stdout:
                if line.startswith("The kiosk and its dock:"):
                    yield line.split()[-1]
                    break
            else:
                raise AssertionError(f"kiosk-sim serve ended: {process.stderr.read()[-400:]}")
        finally:
            with contextlib.suppress(Exception):
                process.communicate("quit\n", timeout=20)
            process.kill()
            process.wait()


class Dock:
    """Somebody at the dock."""

    def __init__(self, instance, address):
        self.context = instance.new_context(viewport=VIEWPORT, reduced_motion="reduce", locale="ja-JP")
        self.context.set_default_timeout(PATIENCE)
        self.tab = self.context.new_page()
        self.problems = []
        self.tab.on("console", lambda message: message.type == "error" and "409 (Conflict)" not in message.text and self.problems.append(message.text))
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.goto(address)
        self.page = self.tab.frame_locator("#glass iframe")

    def close(self):
        self.context.close()

    def is_in(self, state):
        """Waits until the machine is in this state."""
        self.tab.locator("#course .where code").get_by_text(state, exact=True).wait_for()

    def hand(self, panel, english):
        """Presses the button in this panel that bears these English words."""
        self.tab.locator(f"#{panel} button").filter(has=self.tab.get_by_text(english, exact=True)).click()

    def touch(self, name, value=None):
        """Touches the resident's page."""
        touch = {"name": name} if value is None else {"name": name, "value": value}
        wanted = json.dumps({"touch": touch}, separators=(",", ":"), ensure_ascii=False)
        self.settled(f"[data-touch='{wanted}']").last.click()

    def settled(self, selector):
        """What has stood on the resident's page for a moment: a touch right after a new screen is taken for the second
        half of a double tap."""
        found = self.page.locator(selector)
        found.last.wait_for()
        self.tab.wait_for_timeout(500)
        return found

    def pin(self, digits):
        keys = self.settled(".key.number")
        for digit in digits:
            keys.filter(has_text=digit).click()
        self.touch("enterPIN")

    def reads(self, selector, text):
        """Waits until such an element bears this text."""
        self.tab.locator(selector).filter(has_text=text).first.wait_for()

    # The course

    def to_payment(self):
        self.is_in("idle")
        self.touch("begin")
        self.is_in("choosingService")
        self.touch("chooseIssuance")
        self.is_in("consenting")
        self.touch("agree")
        self.is_in("awaitingCard")
        self.hand("card", "Lay it down")
        self.is_in("enteringPIN")
        self.pin("1234")
        self.is_in("returningCard")
        self.hand("card", "Take it off")
        self.is_in("choosingCertificate")
        self.touch("chooseCertificate", "residence-record")
        self.is_in("choosingOptions")
        self.touch("proceed")
        self.is_in("choosingCopies")
        self.touch("proceed")
        self.is_in("confirming")
        self.touch("confirm")
        self.is_in("collectingFee")

    def to_paper(self):
        self.to_payment()
        self.tab.get_by_role("button", name="500円を入れる").click()
        self.is_in("takingPaper")
        self.reads("#printer .sheet", "")
