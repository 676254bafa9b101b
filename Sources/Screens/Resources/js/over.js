// What can lie over a screen: "are you still there?" and the list of languages.
import { h, icon } from './dom.js';
import { LANGUAGES, plain, text } from './strings.js';

export function warning(screen) {
  const cancels = screen.choices.some((choice) => choice.name === 'cancel');
  const seconds = screen.warning.seconds;
  const isPaid = screen.content.kind === 'pay' && screen.content.paid > 0;
  return h('div.veil', { key: 'warning' },
    h('section.sheet.alert', { role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'warning-title', 'aria-describedby': 'warning-text' },
      h('h2', { id: 'warning-title' }, text('warning.title')),
      h('div', { id: 'warning-text' }, h('p', {}, text('warning.lead', { seconds })), isPaid ? h('p', {}, text('warning.money')) : null),
      h('div.countdown', { 'aria-hidden': 'true' }, h('i', { '--seconds': `${seconds}s` })),
      h('div.pair', {},
        cancels
          ? h('button.button', { type: 'button', touch: { touch: { name: 'cancel' } } }, text('warning.leave'))
          : h('span', {}),
        h('button.button.go', { type: 'button', touch: { touch: { name: 'stay' } }, 'data-first': true }, text('warning.stay')))));
}

export function languageList(screen) {
  return h('div.veil', { key: 'languages' },
    h('section.sheet.languages', { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'languages-title' },
      h('h2', { id: 'languages-title' }, text('settings.language')),
      languageTiles(screen),
      h('button.button', { type: 'button', touch: { page: 'closeLanguages' }, 'data-close': true }, icon('cancel'), h('span', {}, plain('close')))));
}

export function languageTiles(screen) {
  return h('div.tiles', {}, LANGUAGES.map(([tag, name, lang]) => h('button.tile', {
    type: 'button', lang, touch: { touch: { name: 'chooseLanguage', value: tag } },
    'aria-pressed': String(tag === screen.language), 'data-first': tag === screen.language,
  }, name)));
}
