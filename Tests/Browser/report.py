"""Counts checks, prints the failures and a last line, and writes JUnit XML where asked to (--junit FILE)."""

import argparse
import sys
import time
import xml.etree.ElementTree as xml

import pool


class Report:
    def __init__(self, most=8):
        self.cases = []
        self.most = most

    def add(self, task, cases, seconds, done, of):
        """Cases of one task that has ended. Each is `(group, name, failures, seconds)`."""
        self.cases += cases
        bad = sum(1 for _, _, failures, _ in cases if failures)
        print(f"[{done:3}/{of}] {seconds:6.1f} s  {len(cases) - bad:3} passed{f', {bad} FAILED' if bad else ''}  {task}", flush=True)
        for group, name, failures, _ in cases:
            for failure in failures[:self.most]:
                print(f"    FAIL {group}: {name}: {failure}", flush=True)
            if len(failures) > self.most:
                print(f"         … and {len(failures) - self.most} more", flush=True)

    @property
    def failed(self):
        return sum(1 for _, _, failures, _ in self.cases if failures)

    def write(self, path):
        suite = xml.Element("testsuite", name="browser", tests=str(len(self.cases)), failures=str(self.failed))
        for group, name, failures, seconds in self.cases:
            case = xml.SubElement(suite, "testcase", classname=f"page.{group}", name=name, time=f"{seconds:.3f}")
            if failures:
                xml.SubElement(case, "failure", message=failures[0]).text = "\n".join(failures)
        xml.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def main(*groups):
    """Runs groups of tasks one after the other: `(tasks, workers)` each."""
    parser = argparse.ArgumentParser(description="Checks of the page in a real browser")
    parser.add_argument("--junit", metavar="FILE", help="write the cases there too")
    arguments = parser.parse_args()
    report = Report()
    began = time.monotonic()
    for tasks, workers in groups:
        pool.run(tasks, report, workers)
    if arguments.junit:
        report.write(arguments.junit)
    print(f"the page in a browser: {len(report.cases) - report.failed} of {len(report.cases)} checks hold, {time.monotonic() - began:.0f} s")
    sys.exit(1 if report.failed or not report.cases else 0)
