"""How quick the page is, in Chromium against the firmware's own server: from a touch to the next screen painted, the
first screen after the browser starts, and what an idle page costs."""

import statistics
import time

from check_course import Quick, to_certificates
from kiosk_page import RESOURCES, UPRIGHT, browser
from stage import Stage

TOUCHES = """async (count) => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = resolve; channel.port2.postMessage(0); }));
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const open = [...document.querySelectorAll('.numbers [aria-pressed=false]')];
    const button = open[turn % open.length];
    const changed = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector('.numbers [aria-pressed=true]')?.textContent !== button.textContent) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document.getElementById('stage'), { subtree: true, attributes: true, childList: true, characterData: true });
    });
    const began = performance.now();
    button.click();
    await changed;
    await painted();
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}"""


def main():
    stage = Stage()
    try:
        began = time.monotonic()
        with browser() as instance:
            one = Quick(instance, stage, UPRIGHT)
            one.sees_welcome()
            whole = (time.monotonic() - began) * 1000
            page = one.tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            print(f"first screen painted          {whole:7.0f} ms after the browser and its driver start, {page:.0f} ms of it the page's")
            session = one.context.new_cdp_session(one.tab)
            session.send("Performance.enable")

            def busy():
                metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
                return metrics["TaskDuration"]

            before = busy()
            one.tab.wait_for_timeout(5000)
            print(f"idle page                     {(busy() - before) / 5 * 100:7.2f} % of one core")
            to_certificates(one)
            one.tap("chooseCertificate", "seal-registration")
            one.sees("copies.title")
            times = sorted(one.tab.evaluate(TOUCHES, 200))
            print(f"touch to next screen painted  {statistics.median(times):7.1f} ms median, {times[int(len(times) * 0.99) - 1]:.1f} ms at the 99th percentile, of {len(times)}")
            one.close()
        size = sum(path.stat().st_size for path in RESOURCES.rglob("*") if path.is_file() and path.parent.name != "voice")
        print(f"the page's files              {size / 1000:7.0f} kB without the voice")
    finally:
        stage.close()


if __name__ == "__main__":
    main()
