// The voice's own list: how fast, how loud, once more, off. It lies over the screen, and its first words are the keys.
import { h, icon } from '../js/dom.js';
import { plain, text } from '../js/strings.js';

export function voiceMenu({ settings }) {
  const { speed, volume } = settings;
  const choice = (key, picture, touch, attributes = {}) => h('button.tile', { type: 'button', touch, ...attributes }, icon(picture), h('span', {}, text(key)));
  const step = (key, picture, name, by) => choice(key, picture, { settings: { ...settings, [name]: settings[name] + by } },
    { disabled: settings[name] + by < 1 || settings[name] + by > 5 });
  return h('div.veil', { key: 'voice' },
    h('section.sheet.languages.voices', { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'voice-title', 'data-speed': speed, 'data-volume': volume },
      h('h2', { id: 'voice-title' }, text('voice.menu')),
      h('div.tiles', {},
        choice('voice.again', 'voice', { page: 'again' }, { 'data-first': true }),
        step('voice.slower', 'down', 'speed', -1), step('voice.faster', 'up', 'speed', 1),
        step('voice.softer', 'down', 'volume', -1), step('voice.louder', 'up', 'volume', 1),
        choice('voice.end', 'cancel', { page: 'endVoice' })),
      h('button.button', { type: 'button', touch: { page: 'closeVoice' }, 'data-close': true }, icon('cancel'), h('span', {}, plain('close')))));
}
