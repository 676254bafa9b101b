"""The page against the firmware's own server and machine: the whole course, each way in which it can end and what can
happen in between, in every language, by finger, by keyboard alone and by screen-reader names alone."""

import time

import courses
from kiosk_page import ACROSS, UPRIGHT, chosen
from resident import WAYS, Resident


def play(worker, one, language, group, name, course):
    """One course from the welcome on; a case that says what went wrong, with a picture."""
    began = time.monotonic()
    one.problems.clear()
    one.language = language
    try:
        course(one)
        failures = [f"in the page: {problem}" for problem in one.problems]
    except Exception as error:  # The report names it; the next course starts afresh.
        failures = [str(error).split("\n")[0][:400] + worker.picture(one.tab, f"{group}-{language}-{name}")]
    start_afresh(one)
    return group, f"{language}: {name}", failures, time.monotonic() - began


def start_afresh(one):
    one.stage.do("reset")
    one.kind = None
    one.language = "ja"
    one.until("() => document.getElementById('stage').dataset.kind === 'welcome'")
    one.changed = time.monotonic()


def walk(worker, way, language, viewport, cases):
    with worker.stage() as stage:
        one = Resident(worker.instance, stage, viewport, way)
        try:
            for group, name, course in cases:
                yield play(worker, one, language, group, name, course)
        finally:
            one.close()


def whole_course(worker, way, language):
    yield from walk(worker, way, language, UPRIGHT, [
        (f"course by {way}", "shortest, upright", courses.shortest),
        (f"course by {way}", "thorough, upright", courses.thorough),
        (f"course by {way}", "a new language on every screen", courses.languages_change_on_every_screen),
    ])
    yield from walk(worker, way, language, ACROSS, [
        (f"course by {way}", "shortest, across", courses.shortest),
        (f"course by {way}", "thorough, across", courses.thorough),
    ])


# The shape of the panel changes where things stand, not what can be pressed: layout and the whole course look at both,
# the errors at the upright one.

def happenings(worker, way, language):
    yield from walk(worker, way, language, UPRIGHT, [
        (f"happening by {way}", course.__name__.replace("_", " "), course) for course in courses.HAPPENINGS])


def endings(worker, way, language):
    yield from walk(worker, way, language, UPRIGHT, [
        (f"ending by {way}", setup, lambda one, ending=(setup, *rest): courses.ending(one, *ending))
        for setup, *rest in courses.ENDINGS])


def tasks():
    for language in chosen():
        for way in WAYS:
            yield endings, way, language
            yield whole_course, way, language
            yield happenings, way, language


if __name__ == "__main__":
    from report import main
    main((list(tasks()), 4))
