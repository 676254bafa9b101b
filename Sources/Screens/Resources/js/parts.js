// Pieces that several screens share.
import { h, icon } from './dom.js';
import { beside, plain, text } from './strings.js';
import { machine } from './machine.js';

/** The question of the screen. It takes focus when the screen comes; the browser notes when it was painted. */
export const title = (key, values) => h('h1', { tabindex: '-1', elementtiming: 'title' }, text(key, values));
export const lead = (key, values) => h('p.lead', {}, text(key, values));

export const note = (kind, picture, key, values) =>
  h(`div.note${kind ? `.${kind}` : ''}`, {}, icon(picture), h('p', {}, text(key, values)));

/** The machine with one slot lit, and where that slot is, in words. */
export function scene(screen, lit, going, isAlarming = false) {
  const side = screen.machine.slots[lit].side;
  const isAcross = document.documentElement.dataset.across === 'true';
  return h('div.scene', {}, machine(screen.machine, { lit, going, isAlarming, isAcross }),
    h('p.place', {}, icon('pointer'), h('span', {}, text(`place.${side}`))));
}

export const placeOf = (screen, slot) => plain(`place.${screen.machine.slots[slot].side}`);

/** A certificate's name, with the Japanese name beside it where the page speaks another language. */
export const certificateName = (kind) => [text(`certificate.${kind}`), beside(`certificate.${kind}`)];

/** Something is being done, and how long it takes, honestly. */
export const busy = (key) => h('p.busy', {}, h('span.dotsline', { 'aria-hidden': 'true' }, h('i', {}), h('i', {}), h('i', {})), h('span', {}, text(key)));

export const row = (label, ...value) => h('div', {}, h('dt', {}, text(label)), h('dd', {}, value));
