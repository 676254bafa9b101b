// What a technician does at the screen itself: touch it everywhere, look at colours, press keys, listen.
import { h } from '../js/dom.js';
import { LANGUAGES } from '../js/strings.js';

/** One exercise over the whole screen. `tools`: `say`, `does` and `button` of the mode. */
export function exercise(what, tools) {
  return h('div.veil.exercise', { key: `exercise-${what.kind}` }, kinds[what.kind](what, tools));
}

const sheet = (tools, name, content) => h('section.sheet', { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title' },
  h('h2', { id: 'sheet-title' }, tools.say(`exercise.${name}.title`)), content);
const giveUp = ({ say, does, button }, name) => button('other', say(`exercise.${name}.giveUp`), does('giveUp'), null);

/** The words lie over the middle, until only the fields below them are left. */
function touch({ columns, rows, done }, tools) {
  const fields = Array.from({ length: columns * rows }, (_, number) => number);
  const left = fields.filter((number) => !done.includes(number));
  const isMiddle = (number) => Math.abs(Math.floor(number / columns) + 0.5 - rows / 2) < 2;
  return [
    h('div.grid', { '--columns': columns, '--rows': rows }, fields.map((number) => h(`button.field${done.includes(number) ? '.done' : ''}`, {
      type: 'button', tabindex: '-1', 'aria-label': tools.say('exercise.field', { number: number + 1 }), ...tools.does('hit', number),
    }))),
    h(`div.hint-box${left.every(isMiddle) ? '.aside' : ''}`, { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title' },
      h('h2', { id: 'sheet-title' }, tools.say('exercise.touch.title')), h('p', {}, tools.say('exercise.touch.left', { left: left.length })), giveUp(tools, 'touch')),
  ];
}

function colours({ names, done }, tools) {
  const at = names.findIndex((_, number) => !done.includes(number));
  const steps = names[at] === 'grey' ? Array.from({ length: 16 }, () => h('i', {})) : null;
  return h(`button.plain.plain-${names[at]}`, { type: 'button', 'data-first': true, ...tools.does('hit', at) }, steps,
    h('span.label', {}, tools.say('exercise.colours.next', { number: at + 1, of: names.length })));
}

const SIGNS = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
const label = (name, say) => SIGNS[name] ?? (/^\d$/.test(name) ? name : say(`key.${name}`));

function keys({ names, done }, tools) {
  return sheet(tools, 'keys', [
    h('ul.keycaps', {}, names.map((name, number) => h(done.includes(number) ? 'li.done' : 'li', {}, label(name, tools.say)))),
    giveUp(tools, 'keys'),
  ]);
}

function listen({ language }, tools) {
  const [, name, lang] = LANGUAGES.find(([tag]) => tag === language);
  return sheet(tools, 'listen', [
    h('p.tongue', { lang }, name),
    h('div.pair', {}, tools.button('no', tools.say('exercise.listen.giveUp'), tools.does('giveUp'), 'cancel'),
      tools.button('go', tools.say('exercise.listen.heard'), tools.does('hit', 0), 'check', { 'data-first': true })),
    tools.button('other', tools.say('exercise.listen.again'), { touch: { page: 'play' } }, 'voice'),
  ]);
}

const kinds = { touch, colours, keys, listen };

/** What a key press means while keys are tested; null where it means what it always does. */
export function key(name, screen) {
  const { exercise: what } = screen.content;
  const number = what?.kind === 'keys' ? what.names.indexOf(name) : -1;
  return number < 0 ? null : { service: { name: 'hit', value: number } };
}

let spoken = null;

/** Speaks what is to be listened to, once for each language, or again where somebody asks. */
export async function play(screen, isAgain = false) {
  const { exercise: what } = screen.content;
  const language = what?.kind === 'listen' ? what.language : null;
  if (language === spoken && !isAgain) return;
  spoken = language;
  if (!language) return;
  const { speak } = await import('../voice/player.js');
  await speak([{ text: '1 2 3', language }], { speed: 3, volume: 5 });
}
