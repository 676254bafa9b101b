// The keyboard, and the tactile keypad, which is one: digits, correct, cancel, confirm, arrows.

const BACKWARD = new Set(['ArrowUp', 'ArrowLeft']);
const FORWARD = new Set(['ArrowDown', 'ArrowRight']);

function move(step) {
  const root = document.getElementById('over').firstChild ?? document.getElementById('stage');
  const all = [...root.querySelectorAll('button:not([disabled]), [tabindex="0"]')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }));
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
  all[next].focus();
}

const offers = (screen, name) => screen.choices.some((choice) => choice.name === name);

/** Starts the voice: the key with the raised dot, wherever a digit means nothing else; * and # everywhere. */
const starts = (key, screen) => key === '*' || key === '#' || (key === '5' && !screen.content.keypad);

/**
 * - `current`: the screen that is there now.
 * - `send`: what to tell the firmware.
 * - `voiceTakes`: gives the voice a key first, while it speaks; answers whether it was for the voice.
 */
export function listenToKeys(current, send, voiceTakes) {
  addEventListener('keydown', (event) => {
    const screen = current();
    // Nothing that a browser does by itself with a key is of use here, and some of it leads away.
    if (event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/.test(event.key)) {
      event.preventDefault();
      return;
    }
    if (!screen) return;
    if (screen.settings.voice ? voiceTakes(event) : false) return;
    if (!screen.settings.voice && !event.repeat && starts(event.key, screen)) {
      return take(event, { settings: { ...screen.settings, voice: true } });
    }
    if (BACKWARD.has(event.key) || FORWARD.has(event.key)) {
      event.preventDefault();
      move(FORWARD.has(event.key) ? 1 : -1);
      return;
    }
    if (event.repeat) {
      event.preventDefault();
      return;
    }
    const keypad = screen.warning ? null : screen.content.keypad;
    if (keypad) {
      // The digit's place on the keypad that is shown is what travels; the digit itself goes nowhere.
      const place = /^[0-9]$/.test(event.key) ? keypad.labels.indexOf(event.key) : -1;
      if (place >= 0) return take(event, { pin: { deal: keypad.deal, place } });
      if (event.key === 'Backspace') return take(event, { pin: { deal: keypad.deal, erase: true } });
      const isOnButton = document.activeElement?.closest('button');
      if (event.key === 'Enter' && !isOnButton && keypad.entered >= screen.content.minimum) {
        return take(event, { touch: { name: 'enterPIN' } });
      }
    } else if (event.key === 'Backspace' && offers(screen, 'back')) {
      return take(event, { touch: { name: 'back' } });
    }
    if (event.key === 'Escape') {
      if (screen.warning) return take(event, { touch: { name: 'stay' } });
      if (document.querySelector('#over .languages')) {
        event.preventDefault();
        document.querySelector('#over .languages [data-close]').click();
        return;
      }
      if (offers(screen, 'cancel')) return take(event, { touch: { name: 'cancel' } });
    }
  });

  function take(event, what) {
    event.preventDefault();
    send(what);
  }
}
