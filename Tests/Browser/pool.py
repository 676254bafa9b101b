"""Runs the checks in several processes, each with a browser of its own that stays open from one task to the next.

A task is one function with its arguments; it gets the worker and gives cases: `(group, name, failures, seconds)`. Some
tasks keep a core busy (axe, layout), others mostly wait (a finger waits for each screen), so that there are more
processes than cores, and the two sorts are mixed."""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import re
import time
import traceback

from kiosk_page import ROOT, UPRIGHT, Page, browser, page_server
from stage import Stage

# Far longer than any task takes; a browser that hangs must not hang the tests.
LIMIT = 400
PICTURES = ROOT / ".work/browser"
# A failure is told with a picture; a hundred failures need no hundred pictures.
MOST_PICTURES = 5


class Worker:
    """One process: its browser, and what is kept open in it."""

    def __init__(self):
        self.open = contextlib.ExitStack()
        self.running = None
        self.drawing = None
        self.left = MOST_PICTURES

    @property
    def instance(self):
        if self.running is None:
            self.running = self.open.enter_context(browser())
        return self.running

    @property
    def page(self):
        """A tab that draws fixtures."""
        if self.drawing is None:
            self.drawing = Page(self.instance, self.open.enter_context(page_server()), UPRIGHT)
        return self.drawing

    @contextlib.contextmanager
    def stage(self):
        """The firmware's part, played anew."""
        stage = Stage()
        try:
            yield stage
        finally:
            stage.close()

    def picture(self, tab, name):
        """Where the picture of a failure lies, in brackets; empty where there are enough of them."""
        if self.left <= 0:
            return ""
        self.left -= 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / (re.sub(r"[^\w.-]+", "-", name)[:120] + ".png")
        try:
            tab.screenshot(path=path, animations="disabled", timeout=10_000)
        except Exception as error:  # The picture is an extra; the failure is told without it.
            return f" (no picture: {str(error).splitlines()[0]})"
        return f" (see {os.path.relpath(path, ROOT)})"


def work(tasks, following, results):
    worker = Worker()
    with worker.open:
        while True:
            with following.get_lock():
                index = following.value
                following.value += 1
            if index >= len(tasks):
                break
            function, *arguments = tasks[index]
            results.send((index, None, 0))
            began = time.monotonic()
            worker.left = MOST_PICTURES
            cases = []
            try:
                for case in function(worker, *arguments):
                    cases.append(case)
            except Exception:
                cases.append((function.__module__, describe(tasks[index]), [traceback.format_exc(limit=-3)], 0))
            results.send((index, cases, time.monotonic() - began))
    results.close()


def describe(task):
    function, *arguments = task
    return " ".join([function.__name__.replace("_", " "), *map(str, arguments)])


class Process:
    """One of the workers, as the one who hands out tasks sees it."""

    def __init__(self, context, tasks, following):
        self.results, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=work, args=(tasks, following, theirs))
        self.process.start()
        theirs.close()
        self.task = None
        self.began = time.monotonic()

    @property
    def is_late(self):
        return self.task is not None and time.monotonic() - self.began > LIMIT


def run(tasks, report, workers):
    """Does every task and reports its cases. A task that takes too long, or whose process dies, is a failure."""
    context = multiprocessing.get_context("fork")
    following = context.Value("i", 0)
    processes = [Process(context, tasks, following) for _ in range(min(workers, len(tasks)))]
    ended = set()

    def end(index, cases, seconds=0.0):
        ended.add(index)
        report.add(describe(tasks[index]), cases, seconds, len(ended), len(tasks))

    def fail(index, why):
        end(index, [(tasks[index][0].__module__, describe(tasks[index]), [why], 0)])

    try:
        working = list(processes)
        while working:
            ready = multiprocessing.connection.wait([one.results for one in working], timeout=1)
            for one in list(working):
                if one.is_late:
                    one.process.kill()
                    fail(one.task, f"took longer than {LIMIT} s")
                    working.remove(one)
                elif one.results in ready:
                    try:
                        index, cases, seconds = one.results.recv()
                    except EOFError:
                        if one.task is not None:
                            fail(one.task, "its process died")
                        working.remove(one)
                        continue
                    one.task, one.began = (index, time.monotonic()) if cases is None else (None, one.began)
                    if cases is not None:
                        end(index, cases, seconds)
        for index in sorted(set(range(len(tasks))) - ended):
            fail(index, "never began: no process is left")
    finally:
        for one in processes:
            one.process.join(timeout=20 if not one.is_late else 0)
            one.process.kill()
