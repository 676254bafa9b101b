// The voice: says each screen, each choice that the keypad comes to, and what changes. It decides nothing; what it
// presses are the buttons of the page.
import { inLanguage, plain } from '../js/strings.js';
import { itemParts, part, wordsOf } from './reading.js';
import { facts, warningFacts } from './telling.js';
import { items, primary } from './items.js';
import { prepareEmergency, sound, speak, speakEmergency, stop } from './player.js';

export { voiceMenu } from './menu.js';

/** What waits for the resident's hand is asked for again; ms after it was said. */
const ASK_AGAIN = 15_000;
const ASKED_AGAIN = new Set(['placeCard', 'takeCardBack', 'takeCard', 'pay', 'takePaper']);
/** While the machine works, a soft sound tells that it does. */
const WORK = 4_000;
const WORKING = new Set(['readingCard', 'checkingPIN', 'checkingCertificate', 'connecting', 'preparing', 'printing', 'stoppingPrint', 'givingMoney']);
/** Whoever listened this long had no time to decide: they get it. Once for each screen. */
const LONG = 10_000;
const AT_REST = new Set(['welcome', 'outOfService']);

let screen = null;
let send = () => {};
let timer = null;
let itemSaid = null;
let lastStay = 0;

/** Gives the voice its way to the firmware. */
export function connect(sendTouch) {
  send = sendTouch;
}

async function say(parts, { then } = {}) {
  clearInterval(timer);
  const began = performance.now();
  const isToEnd = await speak(parts, screen.settings);
  if (isToEnd) then?.(performance.now() - began);
}

/** All of a screen: what it tells, its choices by their numbers, and what the confirm key does. */
export function prompt(isFirst = false) {
  const root = document.getElementById('over').firstChild;
  const over = root && !screen.warning ? overParts(root) : null;
  if (over) return over;
  const told = screen.warning ? warningFacts(screen) : facts(screen);
  const { kind } = screen.content;
  const learnsKeys = kind === 'services' || (isFirst && !AT_REST.has(kind));
  return [
    ...(isFirst ? [part(plain('voice.start.say'))] : []),
    ...(learnsKeys && !screen.warning ? [part(plain('voice.keys.say'))] : []),
    ...told, ...choices(), ...confirmParts(), ...(kind === 'welcome' && !screen.warning ? languageLines() : []),
  ];
}

function overParts(root) {
  const title = wordsOf(root.querySelector('h2'));
  if (root.dataset.key === 'languages') return [...title, ...languageLines()];
  return [...title, part(plain('voice.keys.say')), ...choices()];
}

/** The choices that have a number, briefly. Numbers of copies speak for themselves. */
function choices() {
  return items().filter(({ element }) => !element.matches('.forward, .begin, .numbers *, .tongues *, [data-first]'))
    .filter(({ number, element }) => number || element.matches('.choice.off'))
    .flatMap(({ element, number }) => itemParts(element, number, true));
}

/** What the confirm key does before anything is moved to. */
function confirmParts() {
  const element = primary();
  if (!element) return [];
  const [words] = wordsOf(element);
  return words ? [part(plain('voice.confirm.say', { name: words.text }))] : [];
}

/** Each language in its own words. */
const languageLines = () => items().filter(({ element, number }) => number && element.matches('.tile[lang]')).map(({ element, number }) => {
  const language = JSON.parse(element.dataset.touch).touch.value;
  return { text: inLanguage(language, 'voice.language.say', { number }), language };
});

function ask(isFirst = false) {
  itemSaid = null;
  const { serial } = screen;
  const { kind } = screen.content;
  say(prompt(isFirst), {
    then(milliseconds) {
      if (screen.content.kind !== kind) return;
      if (milliseconds > LONG && !screen.warning) stay();
      if (ASKED_AGAIN.has(kind)) timer = setInterval(() => screen.serial === serial && say(prompt(), { then: again }), ASK_AGAIN);
      else if (WORKING.has(kind)) timer = setInterval(() => sound('working', screen.settings), WORK);
    },
  });
}

function again() {
  if (ASKED_AGAIN.has(screen.content.kind)) timer = setInterval(() => say(prompt(), { then: again }), ASK_AGAIN);
}

/** Time to decide, for whoever is there: they pressed a key, or were still listening. */
function stay() {
  lastStay = performance.now();
  send({ touch: { name: 'stay' } });
}

/** What is at hand: the button that the keypad stands on. */
const atHand = () => items().find(({ element }) => element === document.activeElement);

function sayItem(item) {
  const parts = itemParts(item.element, item.number);
  itemSaid = JSON.stringify(parts);
  say(parts);
}

/**
 * Called when a screen was drawn in place of `before`.
 *
 * - `isNew`: it is another screen, not the same with something changed on it.
 * - `news`: what a screen reader is told of the change, if anything.
 * - `isLost`: the firmware is gone, and with it whoever could speak.
 */
export function told(before, next, { isNew, news, isLost }) {
  const was = before?.settings.voice ?? false;
  screen = next;
  if (!next.settings.voice) {
    clearInterval(timer);
    if (was) fallSilent(before, isNew && AT_REST.has(next.content.kind));
    return;
  }
  if (isLost) {
    clearInterval(timer);
    speakEmergency();
    return;
  }
  if (!was || before.language !== next.language) {
    ask(!was);
    prepareLoss();
    return;
  }
  if (isNew || !!before.warning !== !!next.warning) return ask();
  if (before.settings.speed !== next.settings.speed) return say([part(plain('voice.speed.say', { speed: next.settings.speed }))]);
  if (before.settings.volume !== next.settings.volume) return say([part(plain('voice.volume.say', { volume: next.settings.volume }))]);
  if (news) return sayNews(news);
  const item = atHand();
  if (item && itemSaid !== null && JSON.stringify(itemParts(item.element, item.number)) !== itemSaid) return sayItem(item);
  if (JSON.stringify(facts({ ...before, machine: next.machine })) !== JSON.stringify(facts(next))) ask();
}

/** Headphones came out: silence, at once. At the end of a visit it is said that it has ended. */
function fallSilent(before, isEndOfVisit) {
  // Thanks are said to their end.
  if (isEndOfVisit && before.content.kind === 'thanks') return;
  if (isEndOfVisit) speak([{ text: inLanguage(before.language, 'voice.off.say'), language: before.language }], before.settings);
  else stop();
}

/** A list was laid over the screen, or taken away. */
export const opened = () => ask();

function sayNews(news) {
  const { kind, keypad, maximum } = screen.content;
  const parts = [part(news)];
  if (kind === 'enterPIN' && keypad.entered === maximum) parts.push(part(plain('voice.complete.say')));
  if (kind === 'copies') {
    // The number is chosen; what is left to do is to go on.
    primary()?.focus();
    parts.push(...confirmParts());
  }
  if (kind === 'preparing' || kind === 'printing' || kind === 'pay') {
    say(parts, { then: () => { if (WORKING.has(kind)) timer = setInterval(() => sound('working', screen.settings), WORK); else again(); } });
  } else {
    say(parts);
  }
}

/** The words for a dead firmware cannot be fetched from it. */
function prepareLoss() {
  const lost = [part(plain('outOfService.say')), part(plain('outOfService.lost'))];
  prepareEmergency(lost, screen.settings).catch(() => {});
}

const move = (step) => {
  const all = items();
  if (!all.length) return;
  const at = all.findIndex(({ element }) => element === document.activeElement);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
  next.element.focus({ preventScroll: false });
  sayItem(next);
};

function goTo(number) {
  const item = items().find((each) => each.number === number);
  if (!item) {
    sound('refused', screen.settings);
    say([part(plain('voice.noChoice.say', { number }))]);
    return;
  }
  item.element.focus({ preventScroll: false });
  sayItem(item);
}

function confirm(page) {
  const item = atHand();
  const element = item?.element ?? primary();
  if (!element) return ask();
  if (element.getAttribute('aria-disabled') === 'true') {
    sound('refused', screen.settings);
    return sayItem(item);
  }
  sound('key', screen.settings);
  // That number of copies is chosen already.
  if (element.matches('.numbers [aria-pressed="true"]')) {
    primary()?.focus();
    return say([...itemParts(element), ...confirmParts()]);
  }
  const touch = JSON.parse(element.dataset.touch);
  if (touch.page === 'endVoice') {
    say([part(plain('voice.off.say'))], { then: () => page.press(element) });
    return;
  }
  page.press(element);
}

function refuse(key) {
  sound('refused', screen.settings);
  say([part(plain(key))]);
}

const offers = (name) => screen.choices.some((choice) => choice.name === name);
const BACKWARD = new Set(['ArrowUp', 'ArrowLeft']);
const FORWARD = new Set(['ArrowDown', 'ArrowRight']);

/**
 * One key of the keypad. `page.press(button)` presses a button, `page.open('voice')` opens a list, `page.isSettled()`
 * tells whether the screen has been there long enough to be meant.
 *
 * Answers whether the key was the voice's.
 */
export function key(event, page) {
  const { keypad } = screen.warning ? {} : screen.content;
  const isOver = !!document.getElementById('over').firstChild && !screen.warning;
  if (performance.now() - lastStay > 5_000 && !screen.warning) stay();
  if (BACKWARD.has(event.key)) return done(() => move(-1));
  if (FORWARD.has(event.key)) return done(() => move(1));
  if (event.repeat) return true;
  if (event.key === '*') return done(() => ask());
  if (event.key === '#' || event.key === '/') return done(() => page.open('voice'));
  if (event.key === '+' || event.key === 'AudioVolumeUp') return done(() => change(1));
  if (event.key === '-' || event.key === 'AudioVolumeDown') return done(() => change(-1));
  if (/^[0-9]$/.test(event.key) && !(keypad && !isOver)) {
    return done(() => event.key === '0' ? move(1) : goTo(Number(event.key)));
  }
  if (event.key === 'Enter') return done(() => page.isSettled() && confirm(page));
  if (event.key === 'Escape') {
    if (screen.warning || isOver || offers('cancel')) return sounded();
    return done(() => refuse('voice.noCancel.say'));
  }
  if (event.key === 'Backspace') {
    if (isOver) return done(() => page.close());
    if (keypad?.entered > 0) return sounded();
    if (offers('back')) return done(() => send({ touch: { name: 'back' } }));
    return done(() => refuse('voice.noBack.say'));
  }
  if (keypad && /^[0-9]$/.test(event.key)) {
    sound(keypad.entered < screen.content.maximum ? 'key' : 'refused', screen.settings);
    return false;
  }
  return false;

  function done(action) {
    event.preventDefault();
    action();
    return true;
  }

  /** The page does it; a sound says that the key was taken. */
  function sounded() {
    sound('key', screen.settings);
    return false;
  }

  function change(by) {
    const volume = screen.settings.volume + by;
    if (volume < 1 || volume > 5) return sound('refused', screen.settings);
    send({ settings: { ...screen.settings, volume } });
  }
}
