// What every panel is made of.
import { h, icon } from './dom.js';

/** A label in both languages: Japanese first. */
export const both = (ja, en) => [h('span.ja', {}, ja), h('span.en', { lang: 'en' }, en)];
export const words = (name) => both(name.ja, name.en);

/** A button that sends a command. `key` is its shortcut. */
export function button(name, command, label, { key, pressed, picture, ...attributes } = {}) {
  return h(`button.${name}`, {
    type: 'button', touch: command, 'data-shortcut': key, 'aria-keyshortcuts': key,
    'aria-pressed': pressed === undefined ? null : String(pressed), ...attributes,
  }, picture ? icon(picture) : null, h('span.label', {}, label), key ? h('kbd', { 'aria-hidden': 'true' }, key) : null);
}

/** A button for something that is either so or not. */
export const toggle = (command, pressed, label, options = {}) => button('chip', command, label, { pressed, ...options });

export function title(picture, ja, en, ...rest) {
  return h('div.title', {}, icon(picture), h('h2', {}, both(ja, en)), ...rest);
}

/** Opens and shuts a panel's faults; what is wrong now is counted on it. */
export function breaker(panel, ui, count) {
  return h(`button.breaker${count ? '.bad' : ''}`, { type: 'button', touch: { open: panel }, 'aria-expanded': String(ui.open === panel) },
    icon('warn'), h('span', {}, both('故障', 'Faults')), count ? h('b', {}, count) : null);
}

export const yen = (amount) => `¥${amount.toLocaleString('ja-JP')}`;
export const flag = (is) => (is ? 'yes' : 'no');
