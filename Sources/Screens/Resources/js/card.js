// The card and its PIN.
import { h, icon } from './dom.js';
import { plain, text } from './strings.js';
import { busy, lead, note, scene, title } from './parts.js';

function placeCard(screen) {
  const { hint } = screen.content;
  const isOther = hint === 'leftByAnother';
  return {
    isView: true,
    ask: [
      title(isOther ? 'placeCard.leftByAnother.title' : 'placeCard.title'), lead(isOther ? 'placeCard.leftByAnother' : 'placeCard.lead'),
      hint === 'removedTooEarly' ? note('alert', 'warn', 'placeCard.removedTooEarly') : null,
    ],
    answer: [scene(screen, 'card', isOther ? 'out' : 'in', isOther), isOther ? null : note('', 'info', 'placeCard.note')],
  };
}

/** The card works, and must lie still. */
const working = (name) => (screen) => ({
  isView: true,
  ask: [title(`${name}.title`), lead(`${name}.lead`)],
  answer: [scene(screen, 'card', 'still'), busy(`${name}.wait`)],
});

function enterPIN(screen) {
  const { triesLeft, minimum, maximum, afterRejection, keypad } = screen.content;
  const warnings = [
    afterRejection ? note('alert', 'warn', 'enterPIN.rejected') : null,
    triesLeft === 1 ? note('alert', 'warn', 'enterPIN.lastTry')
      : note(afterRejection ? 'alert' : '', afterRejection ? 'warn' : 'info', 'enterPIN.triesLeft', { tries: triesLeft }),
  ];
  if (!keypad) {
    return {
      isView: true,
      ask: [title('enterPIN.onReader.title'), lead('enterPIN.onReader.lead'), ...warnings],
      answer: [scene(screen, 'card', 'still')],
    };
  }
  const values = { digits: minimum === maximum ? maximum : `${minimum}–${maximum}` };
  return {
    ask: [title('enterPIN.title', values), lead('enterPIN.lead'), ...warnings],
    answer: [dots(keypad, maximum), keys(screen, keypad)],
    forward: { label: 'enterPIN.done', icon: 'check', touch: { name: 'enterPIN' }, isDisabled: keypad.entered < minimum },
  };
}

const dots = (keypad, maximum) => h('div.dots', { role: 'img', 'aria-label': plain('enterPIN.entered', { entered: keypad.entered, of: maximum }) },
  Array.from({ length: maximum }, (_, index) => h(index < keypad.entered ? 'i.full' : 'i', {})));

/** The firmware dealt the digits to the places. What is sent is the place. */
function keys(screen, keypad) {
  const key = (place) => h('button.key.number', {
    type: 'button', touch: { pin: { deal: keypad.deal, place } }, disabled: keypad.entered >= screen.content.maximum,
  }, keypad.labels[place]);
  const isShuffled = screen.settings.keypad === 'shuffled';
  return h('div.keys', { role: 'group', 'aria-label': plain('enterPIN.keypad') },
    Array.from({ length: 9 }, (_, place) => key(place)),
    h('button.key.quiet', { type: 'button', 'aria-pressed': String(isShuffled), touch: { settings: { ...screen.settings, keypad: isShuffled ? 'fixed' : 'shuffled' } } },
      icon('shuffle'), h('span', {}, text('enterPIN.shuffle'))),
    key(9),
    h('button.key.quiet', { type: 'button', disabled: keypad.entered === 0, touch: { pin: { deal: keypad.deal, erase: true } } },
      icon('erase'), h('span', {}, text('enterPIN.erase'))));
}

function takeCardBack(screen) {
  const { reminded } = screen.content;
  return {
    isView: true,
    ask: [title('takeCardBack.title'), lead('takeCardBack.lead'), reminded ? note('alert', 'warn', 'takeCardBack.reminded') : null],
    answer: [scene(screen, 'card', 'out', reminded)],
  };
}

function takeCard(screen) {
  return {
    isView: true,
    ask: [title('takeCard.title'), note('alert', 'warn', 'takeCard.lead')],
    answer: [scene(screen, 'card', 'out', true)],
  };
}

export const card = {
  placeCard, enterPIN, takeCardBack, takeCard,
  readingCard: working('readingCard'), checkingPIN: working('checkingPIN'),
  checkingCertificate: working('checkingCertificate'), connecting: working('connecting'),
};
