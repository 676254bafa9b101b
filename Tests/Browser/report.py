"""Counts checks, prints the failures and a last line, and writes JUnit XML where asked to (--junit FILE)."""

import argparse
import sys
import xml.etree.ElementTree as xml


class Report:
    def __init__(self, most=12):
        self.cases = []
        self.most = most

    def __call__(self, group, name, failures, seconds):
        self.cases.append((group, name, list(failures), seconds))
        for failure in self.cases[-1][2][:self.most]:
            print(f"FAIL {group}: {name}: {failure}", flush=True)
        if len(failures) > self.most:
            print(f"     … and {len(failures) - self.most} more", flush=True)

    @property
    def failed(self):
        return sum(1 for _, _, failures, _ in self.cases if failures)

    def write(self, path):
        suite = xml.Element("testsuite", name="browser", tests=str(len(self.cases)), failures=str(self.failed))
        for group, name, failures, seconds in self.cases:
            case = xml.SubElement(suite, "testcase", classname=group, name=name, time=f"{seconds:.3f}")
            if failures:
                xml.SubElement(case, "failure", message=failures[0]).text = "\n".join(failures)
        xml.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def main(*runs):
    parser = argparse.ArgumentParser()
    parser.add_argument("--junit")
    arguments = parser.parse_args()
    report = Report()
    for run in runs:
        run(report)
    if arguments.junit:
        report.write(arguments.junit)
    print(f"{len(report.cases) - report.failed} passed, {report.failed} failed")
    sys.exit(1 if report.failed else 0)
