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
let isChoosingLanguage = false;
let focusBefore = null;

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
  const root = document.documentElement;
  root.lang = strings.langTag();
  root.dataset.language = next.language;
  const settings = next.settings ?? shown?.settings ?? { contrast: 'usual', size: 1, reach: false };
  root.dataset.contrast = settings.contrast;
  root.dataset.size = settings.size;
  root.dataset.reach = settings.reach;
  const machine = next.machine ?? shown?.machine;
  const before = shown;
  shown = { ...next, settings, machine };
  const isNew = kind !== next.content.kind;
  kind = next.content.kind;
  if (isNew) {
    changedAt = performance.now();
    isChoosingLanguage = false;
  }
  draw();
  if (isNew) focusOn(stage.querySelector('h1'));
  const announced = announcement(before, shown);
  if (announced !== null) said.textContent = announced;
}

function draw() {
  patch(stage, h('div.stage', { id: 'stage', 'data-kind': kind, inert: isChoosingLanguage || !!shown.warning },
    ...frame(shown)));
  document.title = stage.querySelector('h1')?.textContent ?? '';
  const lay = isChoosingLanguage ? languageList(shown) : shown.warning ? warning(shown) : null;
  const wasEmpty = !over.firstChild;
  if (wasEmpty && lay) focusBefore = document.activeElement;
  if (lay && over.firstChild) patch(over.firstChild, lay);
  else over.replaceChildren(...(lay ? [lay] : []));
  if (lay && wasEmpty) focusOn(over.querySelector('[data-first]'));
  if (!lay && !wasEmpty) focusOn(focusBefore?.isConnected ? focusBefore : stage.querySelector('h1'));
  offerScrolling();
}

function focusOn(element) {
  element?.focus({ preventScroll: true });
}

/** Where large text needs more room than there is, a button goes on; nothing is ever cut off. */
function offerScrolling() {
  // A button that appears takes room from the other part: look twice.
  for (const area of [...document.querySelectorAll('[data-scrolls]'), ...document.querySelectorAll('[data-scrolls]')]) {
    const isLong = area.scrollHeight > area.clientHeight + 2;
    area.toggleAttribute('data-long', isLong);
    const more = area.parentElement.querySelector(':scope > .more');
    if (!more) continue;
    more.hidden = !isLong;
    more.toggleAttribute('data-at-end', area.scrollTop + area.clientHeight >= area.scrollHeight - 2);
  }
  // Whatever scrolls in the end, if only by a hair, can be reached by keyboard.
  for (const area of document.querySelectorAll('[data-scrolls]')) {
    if (area.scrollHeight > area.clientHeight) area.tabIndex = 0;
    else area.removeAttribute('tabindex');
  }
}

/** What an element does when it is activated. */
function act(element, event) {
  const touch = element.dataset.touch;
  if (!touch || element.disabled || element.getAttribute('aria-disabled') === 'true') return;
  const what = JSON.parse(touch);
  // The page's own: which list lies over the screen, and scrolling.
  if (what.page === 'languages') isChoosingLanguage = !isChoosingLanguage;
  if (what.page === 'closeLanguages') isChoosingLanguage = false;
  if (what.page) {
    if (what.page === 'more') scrollOn(element);
    else draw();
    return;
  }
  const isByFinger = event.detail > 0;
  if (isByFinger && performance.now() - changedAt < SETTLING) return;
  if (isChoosingLanguage) {
    isChoosingLanguage = false;
    draw();
  }
  send(shown.serial, what);
}

function scrollOn(element) {
  const area = element.parentElement.querySelector('[data-scrolls]');
  const isAtEnd = element.hasAttribute('data-at-end');
  area.scrollTo({ top: isAtEnd ? 0 : area.scrollTop + area.clientHeight * 0.8 });
  offerScrolling();
}

document.addEventListener('click', (event) => {
  const element = event.target.closest?.('[data-touch]');
  if (element) act(element, event);
});
document.addEventListener('scroll', offerScrolling, { capture: true, passive: true });
// A long press, a drag or a right click opens nothing.
for (const name of ['contextmenu', 'dragstart', 'selectstart']) {
  document.addEventListener(name, (event) => event.preventDefault());
}
addEventListener('resize', () => { fit(); offerScrolling(); });
listenToKeys(() => shown, (what) => send(shown.serial, what));

fit();
/** The fixtures' harness shows screens by itself and sets no token. */
if (location.hash.length > 1) {
  listen(show, () => show({ ...LOST, settings: shown?.settings }));
} else {
  await show(LOST);
}
requestIdleCallback(() => strings.loadAll().catch(() => {}));
