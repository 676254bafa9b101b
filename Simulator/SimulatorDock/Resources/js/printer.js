// The printer: what a clerk does to it, and the pages as they fall into its tray.
import { h, s } from './dom.js';
import { both, button, toggle, title, flag } from './parts.js';
import { picture } from './wire.js';

const PARTS = [
  ['cover', 'カバー開', 'Cover open', 'O'], ['paper', '用紙切れ', 'Tray empty', 'E'],
  ['jam', '紙づまり', 'Jam', 'J'], ['toner', 'トナー切れ', 'Toner out', null],
];

/** The pages of a paper that are out: two on a sheet. */
export const pagesOut = (paper) => Math.min(paper.pages, paper.sheetsOut * 2);

export function printer({ state, redraw }) {
  const { wrong, papers, slips } = state.printer;
  const lying = papers.filter((paper) => !paper.isTaken);
  const shown = papers.slice(-6);
  return [
    title('printer', 'プリンター', 'Printer', h(`span.gate${wrong.length ? '.bad' : '.open'}`, {},
      wrong.length ? both('止まっています', 'stopped') : both('準備よし', 'ready'))),
    h('div.chips', { role: 'group', 'aria-label': 'プリンターの手入れ What a clerk does' }, PARTS.map(([part, ja, en, key]) =>
      toggle({ do: 'printer', part, on: flag(!wrong.includes(part)) }, wrong.includes(part), both(ja, en), { key }))),
    h('div.out', {}, device(wrong),
      h('div.tray', { 'aria-label': '出てきた紙 Printed pages' },
        shown.length || slips.length ? null : h('p.empty', {}, both('ここに紙が出ます', 'Pages land here')),
        shown.flatMap((paper) => Array.from({ length: pagesOut(paper) }, (_, index) => sheet(paper, index + 1, redraw))),
        slips.slice(-2).map((text, index) => h('button.slip', { type: 'button', key: `slip${slips.length - index}`, touch: { view: { slip: text } }, 'aria-label': '控え Receipt' }, h('pre', {}, text))))),
    h('div.row', {},
      button('plain.wide', { do: 'takePaper' }, both('紙を取る', 'Take the paper'), { disabled: lying.length === 0, key: 'P' })),
  ];
}

function sheet(paper, page, redraw) {
  const address = picture(paper.id, page, redraw);
  return h(`button.sheet${paper.isTaken ? '.taken' : ''}`, {
    type: 'button', key: `${paper.id}/${page}`, touch: { view: { paper: paper.id, page } }, 'aria-label': `紙 ${paper.id} の ${page} ページを見る Look at page ${page} of paper ${paper.id}`,
  }, address ? h('img', { src: address, alt: '' }) : h('span.wait', {}),
  page === 1 && paper.copies > 1 ? h('em', {}, `×${paper.copies}`) : null);
}

function device(wrong) {
  const is = (part) => wrong.includes(part);
  return s('svg.device', { viewBox: '0 0 104 96', 'aria-hidden': 'true' },
    s('path.lid', { d: is('cover') ? 'M14 34 28 6h62l-4 10z' : 'M14 34 22 22h62l6 12z' }),
    s('rect.case', { x: 10, y: 34, width: 84, height: 40, rx: 5 }),
    s('rect.mouth', { x: 22, y: 48, width: 60, height: 7, rx: 3 }),
    is('jam') ? s('path.jammed', { d: 'M34 48l6 12 6-10 6 12 6-11 6 9 6-12' }) : null,
    s(`circle.lamp${wrong.length ? '.bad' : ''}`, { cx: 84, cy: 42, r: 3 }),
    is('toner') ? s('path.jammed', { d: 'M26 40h18' }) : s('path.toner', { d: 'M26 40h18' }),
    s(`rect.drawer${is('paper') ? '.empty' : ''}`, { x: 16, y: 77, width: 72, height: 13, rx: 3 }),
    is('paper') ? null : s('path.stack', { d: 'M22 81h60M22 84h60' }));
}
