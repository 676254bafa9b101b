// The document on its way, the fee, and the paper.
import { h, icon } from './dom.js';
import { plain, text, yen } from './strings.js';
import { printer } from './sheet.js';
import { piece, places, slot } from './money.js';
import { busy, lead, note, scene, title } from './parts.js';

const STAGES = ['printer', 'municipality', 'document', 'verdict'];

function preparing(screen) {
  const at = STAGES.indexOf(screen.content.stage);
  return {
    isView: true,
    ask: [title('preparing.title'), lead('preparing.lead')],
    answer: [
      h('ol.stages', {}, STAGES.map((name, index) => {
        const state = index < at ? 'done' : index === at ? 'now' : 'next';
        return h(`li.${state}`, { 'aria-current': state === 'now' ? 'step' : null }, h('i', { 'aria-hidden': 'true' }, state === 'done' ? icon('check') : String(index + 1)), h('span', {}, text(`preparing.${name}`)));
      })),
      note('', 'clock', 'preparing.wait'),
    ],
  };
}

function payFee(screen) {
  const { due, paid } = screen.content;
  const open = Math.max(due - paid, 0);
  return {
    isView: true,
    ask: [
      title('pay.title'), lead('pay.lead'),
      h('dl.sums', {},
        h('div', {}, h('dt', {}, text('pay.due')), h('dd.number', {}, yen(due))),
        h('div', {}, h('dt', {}, text('pay.paid')), h('dd.number', {}, yen(paid))),
        h('div.open', {}, h('dt', {}, text('pay.open')), h('dd.number', {}, yen(open)))),
    ],
    answer: [
      progress(due, paid),
      scene(screen, 'coins', 'in'),
      h('div.pieces', {}, h('span', {}, text('pay.accepts')), screen.machine.accepts.map(piece)),
    ],
  };
}

/** What is paid and what is open, coin by coin where they can be counted at a glance, a bar where not. */
function progress(due, paid) {
  const [done, open] = [places(Math.min(paid, due)), places(Math.max(due - paid, 0))];
  if (!places(due) || !done || !open) return h('div.gauge', { 'aria-hidden': 'true' }, h('i', { '--part': String(Math.min(paid / due, 1)) }));
  return h('div.slots', { 'aria-hidden': 'true' }, [...done, ...open].map((worth, index) => slot(worth, index < done.length, index)));
}

function printing(screen) {
  const { sheets, done, trouble } = screen.content;
  return {
    isView: true,
    ask: [
      title(trouble ? 'printing.stopped' : 'printing.title'), trouble ? null : lead('printing.lead'),
      trouble ? note('alert', 'warn', `trouble.${trouble}`) : null, trouble ? note('', 'staff', 'printing.trouble') : null,
    ],
    answer: [
      h('div.scene', {}, printer({ sheets, done, isStopped: !!trouble })),
      h('p.equation', {}, text('printing.count', { done, sheets })),
      trouble ? null : busy('printing.wait'),
    ],
  };
}

function stoppingPrint() {
  return {
    isView: true,
    ask: [title('stoppingPrint.title'), lead('stoppingPrint.lead')],
    answer: [h('div.scene', {}, printer({ sheets: 1, done: 0, isStopped: true })), busy('stoppingPrint.wait')],
  };
}

function givingMoney(screen) {
  return {
    isView: true,
    ask: [title('givingMoney.title'), lead('givingMoney.lead'), h('p.amount.number', {}, yen(screen.content.amount))],
    answer: [scene(screen, 'change', 'out')],
  };
}

export const pay = { preparing, pay: payFee, printing, stoppingPrint, givingMoney };
