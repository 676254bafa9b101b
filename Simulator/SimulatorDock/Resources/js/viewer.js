// A printed page, or a slip, held up close.
import { h, icon } from './dom.js';
import { both } from './parts.js';
import { picture } from './wire.js';
import { pagesOut } from './printer.js';

const viewer = document.getElementById('viewer');
let shown = null;

/** Shows `{ paper, page }` or `{ slip }`. */
export function view(what, papers) {
  shown = { ...what, papers };
  draw();
  if (!viewer.open) viewer.showModal();
}

function draw() {
  if (shown.slip) {
    viewer.replaceChildren(head(both('控え', 'Receipt')), h('pre.slip-large', {}, shown.slip));
    return;
  }
  const paper = shown.papers.find((one) => one.id === shown.paper);
  const pages = paper ? pagesOut(paper) : 1;
  const address = picture(shown.paper, shown.page, draw);
  viewer.replaceChildren(
    head(both(`紙 ${shown.paper}　${shown.page} / ${pages} ページ`, `paper ${shown.paper}, page ${shown.page} of ${pages}`),
      turn('back', -1, shown.page > 1), turn('next', 1, shown.page < pages)),
    address ? h('img.page', { src: address, alt: `印刷された ${shown.page} ページ Printed page ${shown.page}` }) : h('p', {}, '…'));
}

const turn = (name, by, isPossible) => h('button.plain.round', { type: 'button', 'data-turn': String(by), disabled: !isPossible, 'aria-label': by < 0 ? '前のページ Previous page' : '次のページ Next page' }, icon(name));

function head(label, ...buttons) {
  return h('div.viewer-head', {}, h('h2', {}, label), ...buttons,
    h('button.plain.round', { type: 'button', 'data-close': true, 'aria-label': '閉じる Close' }, icon('close')));
}

viewer.addEventListener('click', (event) => {
  const by = Number(event.target.closest('[data-turn]')?.dataset.turn ?? 0);
  if (by) {
    shown.page += by;
    draw();
  } else if (event.target === viewer || event.target.closest('[data-close]')) viewer.close();
});
