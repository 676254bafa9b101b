// Paper in the hand, receipt, thanks; and what happened where it did not come to that.
import { h, icon } from './dom.js';
import { plain, text, yen } from './strings.js';
import { bigCard } from './machine.js';
import { coins } from './money.js';
import { thumbnail } from './sheet.js';
import { certificateName, lead, note, row, scene, title } from './parts.js';

function takePaper(screen) {
  const { change, owed } = screen.content;
  return {
    isView: true,
    ask: [
      title('takePaper.title'), lead('takePaper.lead'),
      change > 0 ? note('done', 'coin', 'takePaper.change', { change: yen(change) }) : null,
      owed > 0 ? note('alert', 'warn', 'owed', { owed: yen(owed) }) : null,
    ],
    answer: [scene(screen, 'paper', 'out')],
    forward: { label: 'takePaper.taken', icon: 'check', touch: { name: 'paperTaken' } },
  };
}

function receipt(screen) {
  const { certificate, copies, paid, change, owed } = screen.content;
  return {
    isView: true,
    ask: [title('receipt.title'), owed > 0 ? note('alert', 'warn', 'receipt.owed', { owed: yen(owed) }) : null],
    answer: [
      h('dl.rows', {},
        row('confirm.certificate', certificateName(certificate)), row('confirm.copies', h('span.number', {}, text('copies.count', { copies }))),
        row('receipt.fee', h('span.number', {}, yen(screen.fee))), row('pay.paid', h('span.number', {}, yen(paid))),
        h('div.sum', {}, h('dt', {}, text('receipt.change')), h('dd.number', {}, yen(change)))),
    ],
    other: { label: 'receipt.no', icon: 'cancel', touch: { name: 'takeReceipt', value: false } },
    forward: { label: 'receipt.yes', icon: 'paper', touch: { name: 'takeReceipt', value: true } },
  };
}

function thanks(screen) {
  return {
    isView: true,
    ask: [h('div.seal.done', {}, icon('check')), title('thanks.title'), lead('thanks.lead')],
    answer: [
      h('ul.needs', {},
        h('li', {}, thumbnail(), h('span', {}, text('thanks.paper'))), h('li', {}, bigCard(), h('span', {}, text('thanks.card'))), h('li', {}, coins(), h('span', {}, text('thanks.change')))),
    ],
    forward: { label: 'thanks.close', icon: 'check', touch: { name: 'close' } },
  };
}

/** Where no person is to be called and nothing is to be done but begin again. */
const QUIET = new Set(['cancelled', 'abandoned']);

function explanation(screen) {
  const { ending, reason, todo, call, refunded, owed, cardOnReader, sheets } = screen.content;
  const fact = (picture, label, paragraphs, style = '') => h(`div.fact${style}`, {}, icon(picture), h('h2', {}, text(label)), h('div', {}, paragraphs.map((content) => h('p', {}, content))));
  const money = [
    refunded > 0 ? text('explain.money.refunded', { refunded: yen(refunded) }) : null,
    owed > 0 ? text('owed', { owed: yen(owed) }) : null,
    refunded === 0 && owed === 0 ? text('explain.money.none') : null,
  ].filter(Boolean);
  return {
    isView: true,
    ask: [
      h(`div.seal${QUIET.has(ending) ? '' : '.alert'}`, {}, icon(QUIET.has(ending) ? 'info' : 'warn')),
      title(`ending.${ending}`), lead(reason, { sheets }),
    ],
    answer: [
      h('div.facts', {},
        fact('info', 'explain.todo', [text(`todo.${todo}`)]),
        fact('coin', 'explain.money', money, owed > 0 ? '.alert' : ''),
        fact('card', 'explain.card', [text(cardOnReader ? 'explain.card.onReader' : 'explain.card.yours')], cardOnReader ? '.alert' : ''),
        call ? fact(call === 'office' ? 'office' : 'staff', 'explain.call', [text(`call.${call}`), screen.machine.helpDesk && h('span.number', {}, screen.machine.helpDesk)].filter(Boolean)) : null),
    ],
    forward: { label: 'explain.close', icon: 'check', touch: { name: 'close' } },
  };
}

export const end = { takePaper, receipt, thanks, explanation };
