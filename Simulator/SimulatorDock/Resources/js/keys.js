// Shortcuts: each is written on its button. They work while the dock has the focus, not the resident's page.
import { h } from './dom.js';
import { both } from './parts.js';

const MORE = [['/', '住民をさがす', 'Find a resident'], ['X', '電源', 'Power'], ['?', 'この一覧', 'This list']];

let areOn = true;

export function listenToKeys(act) {
  document.addEventListener('keydown', (event) => {
    if (!areOn || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.('input, dialog[open]')) {
      if (event.key === 'Escape') event.target.blur?.();
      return;
    }
    if (event.key === '/') {
      event.preventDefault();
      document.querySelector('[data-ui="search"]')?.focus();
      return;
    }
    if (event.key === '?') return openHelp();
    const name = event.key.length === 1 ? event.key.toUpperCase() : '';
    const button = name && document.querySelector(`button[data-shortcut="${CSS.escape(name)}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    act(button);
  });
}

export function openHelp() {
  const help = document.getElementById('help');
  const keys = [...document.querySelectorAll('button[data-shortcut]')].map((button) => [button.dataset.shortcut,
    button.querySelector('.ja')?.textContent ?? button.getAttribute('aria-label'), button.querySelector('.en')?.textContent ?? '']);
  const all = [...keys.filter(([key]) => !MORE.some(([other]) => other === key)), ...MORE];
  help.replaceChildren(
    h('h2', { id: 'help-title' }, both('使いかた', 'How it works')),
    h('p', {}, both('左は利用者の画面、右はそのまわりの世界です。カードを置き、左の画面で進め、お金を入れ、紙を取ります。', 'On the left is the resident\'s page, on the right the world around it. Lay a card down, go on at the left, drop coins, take the paper.')),
    h('dl.keys', {}, all.map(([key, ja, en]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, both(ja, en))))),
    h('div.row', {},
      h('button.plain', { type: 'button', 'aria-pressed': String(areOn), 'data-ui': 'shortcuts' }, h('span.label', {}, both('ショートカットを使う', 'Use shortcuts'))),
      h('button.main', { type: 'button', 'data-ui': 'close' }, h('span.label', {}, both('閉じる', 'Close')))));
  if (!help.open) help.showModal();
}

document.getElementById('help').addEventListener('click', (event) => {
  const button = event.target.closest('[data-ui]');
  if (button?.dataset.ui === 'shortcuts') {
    areOn = !areOn;
    document.documentElement.dataset.shortcuts = areOn;
    button.setAttribute('aria-pressed', String(areOn));
  }
  if (button?.dataset.ui === 'close') event.currentTarget.close();
});
