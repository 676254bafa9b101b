"""How quick the page is, in Debian's Chromium against the firmware's own server: the first screen after the browser
starts, a touch to the next screen, a key to the voice's first sound, an idle page, and the size of its files. SCREEN_STAGE names a release build of the
stage program; `make bench` makes one. Each figure beyond its limit says so, and the program fails."""

import contextlib
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import bench_voice
import courses
from kiosk_page import RESOURCES, UPRIGHT, browser, chromium_path
from resident import Resident
from stage import Stage

STARTS = 5
ROUNDS = 20
IDLE_SECONDS = 10
# When each screen's question was on the panel, as the browser itself noted it (Element Timing).
PAINTED = """() => {
  window.painted = [];
  const note = (list) => list.getEntries().forEach((entry) => window.painted.push(entry.renderTime));
  new PerformanceObserver(note).observe({ type: 'element', buffered: false });
  addEventListener('pointerup', (event) => { window.touchedAt = event.timeStamp; }, true);
}"""


class Sheet:
    """Lines as those of `kiosk-sim bench`."""

    def __init__(self):
        self.exceeded = 0

    def line(self, what, value, unit, limit=None):
        remark = ""
        if limit is not None:
            holds = value <= limit
            remark = f"limit {limit:g} {unit}" + ("" if holds else "   EXCEEDED")
            self.exceeded += not holds
        print(f"  {what:<46}{f'{round(value, 2):g} {unit}':<16}{remark}", flush=True)


class Kiosk:
    """Chromium as on the machine, by itself: full screen, with a profile that knows nothing, and no driver in it."""

    def __init__(self, address):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.began = time.time()
        self.process = subprocess.Popen(
            [chromium_path(), "--headless=new", "--no-sandbox", "--no-first-run", "--kiosk", "--disable-extensions",
             "--disable-background-networking", "--disable-component-update", "--window-size=1080,1920",
             "--remote-debugging-port=0", f"--user-data-dir={self.profile.name}", address],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def port(self):
        file = pathlib.Path(self.profile.name, "DevToolsActivePort")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with contextlib.suppress(OSError, IndexError):
                return int(file.read_text().split()[0])
            time.sleep(0.02)
        raise SystemExit("chromium did not start")

    def processes(self):
        """The browser and all that it started."""
        children = {}
        for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                pid, rest = status.read_text().split(" (", 1)
                children.setdefault(int(rest.rsplit(")", 1)[1].split()[1]), []).append(int(pid))
        found, todo = [], [self.process.pid]
        while todo:
            found.append(todo.pop())
            todo += children.get(found[-1], [])
        return found

    def processor_time(self):
        """Seconds, of all of them."""
        ticks = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Megabytes that are theirs alone, shared pages by their share."""
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                total += int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
        return total / 1000

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 15)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        self.profile.cleanup()


def first_screen(playwright, stage):
    """From the start of the browser's process until the welcome was on the panel, in milliseconds."""
    kiosk = Kiosk(stage.address)
    try:
        # Looks only when all is done, so that looking costs nothing of what is measured.
        time.sleep(3)
        driver = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{kiosk.port()}")
        tab = driver.contexts[0].pages[0]
        painted = tab.evaluate("""() => new Promise((resolve) => {
          new PerformanceObserver((list) => {
            const welcome = list.getEntries().find((entry) => entry.element?.closest('[data-kind=welcome]'));
            if (welcome) resolve(performance.timeOrigin + welcome.renderTime);
          }).observe({ type: 'element', buffered: true });
          setTimeout(() => resolve(null), 5000);
        })""")
        driver.close()
        if painted is None:
            raise SystemExit("the welcome was never painted")
        return painted - kiosk.began * 1000
    finally:
        kiosk.close()


def idle(stage, sheet):
    kiosk = Kiosk(stage.address)
    try:
        # Whatever the browser does once after its start is no idling.
        time.sleep(15)
        before = kiosk.processor_time()
        time.sleep(IDLE_SECONDS)
        sheet.line(f"processor of the idle browser, over {IDLE_SECONDS} s", (kiosk.processor_time() - before) / IDLE_SECONDS * 100, "%", 2)
        sheet.line("memory of the browser, all its processes", kiosk.memory(), "MB")
    finally:
        kiosk.close()


def touches(one):
    """A finger on the button, until the next screen was on the panel, in milliseconds: there and back again, before the
    card and after it."""
    times = []

    def press(name, key, value=None, **values):
        before = one.tab.evaluate("window.painted.length")
        one.press(name, value)
        one.sees(key, **values)
        times.append(one.until("""(before) => window.painted.length > before && Math.max(window.painted.at(-1) - window.touchedAt, 0.01)""", before))

    one.tab.evaluate(PAINTED)
    one.sees_welcome()
    press("begin", "services.title")
    for _ in range(ROUNDS):
        press("chooseIssuance", "consent.title")
        press("agree", "placeCard.title")
        press("back", "consent.title")
        press("back", "services.title")
    one.stage.do("reset")
    courses.run_ahead(one, "pin")
    one.stage.do("card out")
    one.sees("certificates.title")
    for _ in range(ROUNDS):
        press("chooseCertificate", "options.title", "residence-record")
        press("proceed", "copies.title")
        press("proceed", "confirm.title")
        press("back", "copies.title")
        press("back", "options.title")
        press("back", "certificates.title")
    return sorted(times)


def main():
    from playwright.sync_api import sync_playwright

    sheet = Sheet()
    print("\nThe resident's page, in Chromium")
    stage = Stage()
    try:
        with sync_playwright() as playwright:
            starts = [first_screen(playwright, stage) for _ in range(STARTS)]
        sheet.line(f"browser started to first screen, median of {STARTS}", statistics.median(starts), "ms", 1000)
        with browser() as instance:
            one = Resident(instance, stage, UPRIGHT)
            times = touches(one)
            one.close()
            stage.do("reset")
            bench_voice.voice(instance, stage, sheet)
        sheet.line(f"touch to next screen, median of {len(times)}", statistics.median(times), "ms", 50)
        sheet.line("touch to next screen, 99th percentile", times[max(0, -(-len(times) * 99 // 100) - 1)], "ms", 100)
        stage.do("reset")
        idle(stage, sheet)
    finally:
        stage.close()
    files = [path for path in RESOURCES.rglob("*") if path.is_file() and "voice" not in path.relative_to(RESOURCES).parts]
    sheet.line("files of the page, without voice", sum(path.stat().st_size for path in files) / 1000, "kB", 300)
    if sheet.exceeded:
        print(f"\n{sheet.exceeded} figures of the page are beyond their limits.")
        sys.exit(1)


if __name__ == "__main__":
    main()
