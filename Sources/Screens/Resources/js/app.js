// Draws each screen that the firmware sends, and sends back what is touched. It decides nothing.
import { h, patch } from './dom.js';
import * as strings from './strings.js';
import { frame } from './frame.js';
import { warning, languageList } from './over.js';
import { announcement } from './spoken.js';
import { listen, send } from './wire.js';
import { listenToKeys } from './keys.js';

const stage = document.getElementById('stage');
const over = document.getElementById('over');
const said = document.getElementById('said');

/** A finger's second tap of a double tap comes within this; it belongs to the screen that was there before. */
const SETTLING = 300;

let shown = null;
let kind = null;
let changedAt = 0;
let focusBefore = null;

/** What lies over the screen at the resident's wish: nothing, 'languages' or 'voice'. */
let list = null;
/** The voice, from when somebody asked for it. */
let guide = null;
/** What draws technicians' screens, from when one has opened the service door. */
let service = null;
const isService = (screen) => screen?.content.kind === 'service';

const LOST = {
  serial: 0, language: 'ja', step: null, choices: [], fee: null, warning: null,
  content: { kind: 'outOfService', hindrances: ['lost'] },
};

function fit() {
  const isAcross = innerWidth > innerHeight;
  document.documentElement.dataset.across = isAcross;
  const [width, height] = isAcross ? [1920, 1080] : [1080, 1920];
  document.body.style.zoom = Math.min(innerWidth / width, innerHeight / height);
}

/** Shows a screen; the screen that was there before is gone for good. */
export async function show(next) {
  if (!strings.isLoaded(next.language) || next.language !== shown?.language) await strings.use(next.language);
  if (isService(next)) {
    service ??= await import('/service/service.js');
    await Promise.all([service.use(next.language), service.dress()]);
  }
  const root = document.documentElement;
  root.lang = strings.langTag();
  root.dataset.language = next.language;
  const settings = next.settings ?? shown?.settings ?? { contrast: 'usual', size: 1, reach: false };
  root.dataset.contrast = settings.contrast;
  root.dataset.size = settings.size;
  root.dataset.reach = settings.reach;
  root.dataset.voice = settings.voice;
  const machine = next.machine ?? shown?.machine;
  const isLost = next.content.hindrances?.[0] === 'lost';
  if (settings.voice && !isLost) await bringVoice();
  const before = shown;
  shown = { ...next, settings, machine };
  const isNew = kind !== kindOf(next.content);
  kind = kindOf(next.content);
  if (isNew) {
    changedAt = performance.now();
    list = null;
  }
  draw();
  if (isNew) focusOn(stage.querySelector('h1'));
  const announced = announcement(before, shown);
  const isMoreBelow = isNew && stage.querySelector('[data-long]') !== null;
  if (isMoreBelow) said.textContent = strings.plain('more.below');
  else if (announced !== null) said.textContent = announced;
  guide?.told(before, shown, { isNew, news: announced, isLost });
  if (isService(shown)) service.play(shown).catch(() => {});
}

/** Loads what only the voice needs. Without it the page goes on in silence. */
async function bringVoice() {
  try {
    await strings.useVoice();
    guide ??= await import('/voice/guide.js');
    guide.connect((what) => send(shown.serial, what));
  } catch {
    // The firmware is away: the next screen tries again.
  }
}

/** A technician's pages are screens like any other, and so is each test that they look at. */
const kindOf = (content) => [content.kind, content.page, content.chosen].filter(Boolean).join('-');

function draw() {
  const above = isService(shown) ? service.over(shown) : null;
  patch(stage, h('div.stage', { id: 'stage', 'data-kind': kind, inert: !!list || !!shown.warning || !!above },
    ...(isService(shown) ? service.draw(shown) : frame(shown))));
  document.title = stage.querySelector('h1')?.textContent ?? '';
  const lay = isService(shown) ? above : shown.warning ? warning(shown) : list === 'languages' ? languageList(shown) : list === 'voice' ? guide.voiceMenu(shown) : null;
  const wasEmpty = !over.firstChild;
  if (wasEmpty && lay) focusBefore = document.activeElement;
  if (lay && over.firstChild) patch(over.firstChild, lay);
  else over.replaceChildren(...(lay ? [lay] : []));
  if (lay && wasEmpty) focusOn(over.querySelector('[data-first]'));
  if (!lay && !wasEmpty) focusOn(focusBefore?.isConnected ? focusBefore : stage.querySelector('h1'));
  makeRoom();
}

function focusOn(element) {
  element?.focus({ preventScroll: true });
}

const doesScroll = (area) => area.scrollHeight > area.clientHeight + 2;

/**
 * Where large text needs more room than there is, air gives way first, then pictures, then the size of headings. What
 * is read stays as large as the resident asked for.
 */
function makeRoom() {
  const areas = [...stage.querySelectorAll('[data-scrolls]')];
  for (const more of stage.querySelectorAll('.more')) more.hidden = true;
  for (let level = 0; level <= 3; level += 1) {
    if (level > 0) stage.dataset.tight = level;
    if (!areas.some(doesScroll)) break;
  }
  offerScrolling();
}

/** What still does not fit has a button that goes on; nothing is ever cut off. */
function offerScrolling() {
  // A button that appears takes room from the other part: look twice.
  for (const area of [...document.querySelectorAll('[data-scrolls]'), ...document.querySelectorAll('[data-scrolls]')]) {
    const isLong = doesScroll(area);
    area.toggleAttribute('data-long', isLong);
    const more = area.parentElement.querySelector(':scope > .more');
    if (!more) continue;
    more.hidden = !isLong;
    more.toggleAttribute('data-at-end', area.scrollTop + area.clientHeight >= area.scrollHeight - 2);
  }
  // Whatever scrolls in the end, if only by a hair, can be reached by keyboard.
  for (const area of document.querySelectorAll('[data-scrolls]')) {
    const isReached = area.scrollHeight > area.clientHeight;
    for (const [name, value] of [['tabindex', '0'], ['role', 'group'], ['aria-label', strings.plain('more.below')]]) {
      if (isReached) area.setAttribute(name, value);
      else area.removeAttribute(name);
    }
  }
}

/** What an element does when it is activated. */
function act(element, event) {
  const touch = element.dataset.touch;
  if (!touch || element.disabled || element.getAttribute('aria-disabled') === 'true') return;
  const what = JSON.parse(touch);
  if (what.page) return actOnPage(what.page, element);
  const isByFinger = event.detail > 0;
  if (isByFinger && performance.now() - changedAt < SETTLING) return;
  // The voice's list stays for the next step louder.
  if (list && !what.settings) {
    list = null;
    draw();
  }
  send(shown.serial, what);
}

/** The page's own: which list lies over the screen, and scrolling. */
function actOnPage(what, element) {
  if (what === 'more') scrollOn(element);
  else if (what === 'endVoice') endVoice();
  else if (what === 'play') service.play(shown, true).catch(() => {});
  else open(['languages', 'voice'].includes(what) && list !== what ? what : null);
}

function endVoice() {
  list = null;
  draw();
  send(shown.serial, { settings: { ...shown.settings, voice: false } });
}

function open(which) {
  if (which === 'voice' && !guide) return;
  list = which;
  draw();
  if (shown.settings.voice) guide?.opened();
}

/** On to the first thing that is not wholly there: nothing is ever seen in two halves only. */
function scrollOn(element) {
  const area = element.parentElement.querySelector('[data-scrolls]');
  const { top, bottom, height } = area.getBoundingClientRect();
  const parts = [...area.querySelectorAll('button, p, li, h2, dl > div')].map((part) => part.getBoundingClientRect());
  const next = parts.filter((part) => part.bottom > bottom + 2 && part.top > top + 2).map((part) => part.top - top);
  // What is taller than the part that scrolls is read piece by piece.
  const step = next.length && Math.min(...next) < height ? Math.min(...next) - 8 : height * 0.8;
  const isAtEnd = element.hasAttribute('data-at-end');
  // Zoomed pages measure boxes in the screen's points and scroll in their own.
  const zoom = Number(document.body.style.zoom) || 1;
  area.scrollTo({ top: isAtEnd ? 0 : area.scrollTop + Math.max(step / zoom, 40) });
  offerScrolling();
}

document.addEventListener('click', (event) => {
  const element = event.target.closest?.('[data-touch]');
  if (element) act(element, event);
});
// A finger that slides over the fields of a test touches each of them.
document.addEventListener('pointermove', (event) => {
  const field = event.buttons && isService(shown) ? document.elementFromPoint(event.clientX, event.clientY)?.closest('.field:not(.done)') : null;
  if (!field) return;
  field.classList.add('done');
  send(shown.serial, JSON.parse(field.dataset.touch));
});
document.addEventListener('keydown', (event) => {
  const what = isService(shown) ? service.key(event.key, shown) : null;
  if (!what) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) send(shown.serial, what);
}, { capture: true });
document.addEventListener('scroll', offerScrolling, { capture: true, passive: true });
// A long press, a drag or a right click opens nothing.
for (const name of ['contextmenu', 'dragstart', 'selectstart']) {
  document.addEventListener(name, (event) => event.preventDefault());
}
addEventListener('resize', () => { fit(); makeRoom(); });
listenToKeys(() => shown, (what) => send(shown.serial, isService(shown) ? serviced(what) : what), (event) => guide?.key(event, {
  press: (element) => element.click(), open, close: () => open(null), isSettled: () => performance.now() - changedAt >= SETTLING,
}) ?? false);

/** What the tactile keypad says on a technician's screen. */
const serviced = (what) => (what.touch ? { service: what.touch } : what);

fit();
/** The fixtures' harness shows screens by itself and sets no token. */
if (location.hash.length > 1) {
  listen(show, () => show({ ...LOST, settings: shown?.settings }));
} else {
  await show(LOST);
}
requestIdleCallback(() => strings.loadAll().catch(() => {}));
