// What stands around every screen and never moves: head with the settings, steps, foot with fee, back, cancel, forward.
import { h, icon } from './dom.js';
import { has, plain, text, yen, languageName } from './strings.js';
import { begin } from './begin.js';
import { card } from './card.js';
import { choose } from './choose.js';
import { pay } from './pay.js';
import { end } from './end.js';

/** Each content has one drawing: `(screen) => { ask, answer, isView, forward, other, isBare }`. */
const drawings = { ...begin, ...card, ...choose, ...pay, ...end };

export const kinds = Object.keys(drawings);
export const offers = (screen, name) => screen.choices.some((choice) => choice.name === name);

export function frame(screen) {
  const { ask, answer, isView, forward, other, isBare } = drawings[screen.content.kind](screen);
  const isAlone = !answer;
  return [
    head(screen),
    steps(screen),
    h(`main.main${isView ? '.view' : ''}${isAlone ? '.alone' : ''}`, { key: screen.content.kind },
      h('div.ask', {}, area(ask)),
      isAlone ? null : h('div.answer', {}, area(answer))),
    isBare ? null : foot(screen, forward, other),
  ];
}

/** A part of the screen that scrolls where large text makes it longer than there is room. */
function area(content) {
  return [
    h('div.scroll', { 'data-scrolls': true }, content),
    h('button.more', { type: 'button', hidden: true, touch: { page: 'more' }, 'aria-label': plain('more') },
      icon('down'), plain('more')),
  ];
}

function head(screen) {
  const { contrast, size, reach } = screen.settings;
  const isHigh = contrast === 'high';
  const setting = (change) => ({ settings: { ...screen.settings, ...change } });
  return h('header.head', {},
    h('div.mark', {}, icon('mark'), h('div', {}, text('brand.title'), h('small', {}, text('brand.sub')))),
    h('div.settings', { role: 'group', 'aria-label': plain('settings.title') },
      button('language', 'globe', languageLabel(), { page: 'languages' },
        { 'aria-haspopup': 'dialog', 'aria-label': `${languageLabel()} – ${languageName()}` }),
      button('size', 'size', plain('settings.size'), setting({ size: size % 3 + 1 }),
        { 'aria-label': `${plain('settings.size')}: ${plain(`settings.size.${size}`)}` }),
      button('contrast', 'contrast', plain('settings.contrast'), setting({ contrast: isHigh ? 'usual' : 'high' }),
        { 'aria-pressed': String(isHigh) }),
      button('reach', 'reach', plain('settings.reach'), setting({ reach: !reach }),
        { 'aria-pressed': String(reach) }),
      screen.settings.voice && has('voice.title')
        ? button('voice', 'voice', plain('voice.title'), { page: 'voice' }, { 'aria-haspopup': 'dialog', 'aria-label': plain('voice.menu') })
        : null));
}

/** Whoever cannot read the page must find this button: the word stands in two languages. */
const languageLabel = () => plain('settings.language');

function button(name, picture, label, touch, attributes) {
  return h(`button.${name}`, { type: 'button', touch, ...attributes }, icon(picture), h('span', {}, label));
}

const STEPS = ['start', 'card', 'choose', 'pay', 'take'];

function steps(screen) {
  if (screen.step === null) return h('div.steps', {});
  return h('nav.steps', { 'aria-label': plain('steps.label', { step: screen.step, of: STEPS.length }) },
    h('ol', {}, STEPS.map((name, index) => {
      const at = index + 1;
      const state = at < screen.step ? 'done' : at === screen.step ? 'now' : 'next';
      return h(`li.${state}`, { 'aria-current': state === 'now' ? 'step' : null }, h('i', {}), text(`step.${name}`));
    })));
}

function foot(screen, forward, other) {
  const away = (name, picture, style) => h(`button.button.${style}${offers(screen, name) ? '' : '.absent'}`, {
    type: 'button', disabled: !offers(screen, name), touch: { touch: { name } }, 'aria-hidden': offers(screen, name) ? null : 'true',
  }, icon(picture), h('span', {}, text(name)));
  // Each keeps its place while the other is away.
  const leads = offers(screen, 'back') || offers(screen, 'cancel');
  return h('footer.foot', {},
    h('div.fee', {}, fee(screen)),
    leads ? [away('back', 'back', 'back'), away('cancel', 'cancel', 'stop')] : null,
    other
      ? h('button.button.other', { type: 'button', touch: { touch: other.touch } }, icon(other.icon), h('span', {}, text(other.label)))
      : null,
    forward
      ? h('button.button.go.forward', { type: 'button', touch: { touch: forward.touch }, disabled: !!forward.isDisabled },
        h('span', {}, text(forward.label)), icon(forward.icon ?? 'next'))
      : null);
}

function fee(screen) {
  if (screen.fee !== null) return [h('span', {}, text('fee.label')), h('b.number', {}, yen(screen.fee))];
  const isBeforeFee = screen.step !== null && screen.step < 4;
  return isBeforeFee ? h('span', {}, text('fee.none')) : null;
}
