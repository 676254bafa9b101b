// Coins and notes: what goes in, what lies where, what comes out.
import { h } from './dom.js';
import { both, button, toggle, title, breaker, yen } from './parts.js';

const PIECES = [[10, 'copper'], [50, 'holed'], [100, 'silver'], [500, 'gold'], [1000, 'note']];
const FAULTS = [['jam', 'つまり', 'Jam'], ['disconnected', '線が切れる', 'Line cut'], ['cash-box-full', '金庫満杯', 'Box full'], ['tampered', 'いたずら', 'Tampered']];
const PAYOUTS = [['short', '1枚足りない', 'One short'], ['jam', 'つまる', 'Jams'], ['lost-line', '枚数不明', 'Line lost']];

export function money({ state, ui }) {
  const { isOpen, due, credited, tubes, cashBox, cup, totalIn, totalOut, fault, payoutTrouble } = state.money;
  const lying = cup.reduce((sum, piece) => sum + piece.yen * piece.count, 0);
  return [
    title('coin', 'お金', 'Money', breaker('money', ui, Number(!!fault) + Number(!!payoutTrouble)), h(`span.gate${isOpen ? '.open' : ''}`, {},
      isOpen ? both(`受付中 ${credited}／${due}円`, `${yen(credited)} of ${yen(due)}`) : both('投入口 閉', 'gate shut'))),
    h('div.purse', { role: 'group', 'aria-label': 'お金を入れる Drop money in' }, PIECES.map(([value, look], index) =>
      button(`piece.${look}`, { do: 'insert', yen: value }, value, { key: String(index + 1), 'aria-label': `${value}円を入れる drop ¥${value} in` }))),
    h('div.tubes', { title: `入 ${yen(totalIn)}　出 ${yen(totalOut)}   in, out` },
      tubes.map((tube) => h('div.tube', { title: `${tube.yen}円: ${tube.count} / ${tube.capacity}` },
        h('div.fill', { '--part': String(tube.count / tube.capacity) }), h('b', {}, tube.count), h('span', {}, `${tube.yen}円`))),
      h('div.box', {}, h('b', {}, yen(cashBox)), h('span', {}, '金庫 box'))),
    h(`div.cup${lying ? '.full' : ''}`, {}, h('span', {}, both('返却口', 'Cup')), h('b', {}, yen(lying)),
      h('span.coins', {}, cup.map((piece) => `${piece.yen}×${piece.count}`).join('　')),
      button('plain.small', { do: 'emptyCup' }, both('取る', 'Take'), { disabled: lying === 0, key: 'K' })),
    ui.open !== 'money' ? null : h('div.faults.over', {},
      h('h3', {}, both('機械', 'The mechanism')),
      h('div.chips', {}, FAULTS.map(([kind, ja, en]) => toggle(fault === kind ? { do: 'mendCoins' } : { do: 'breakCoins', kind }, fault === kind, both(ja, en),
        { disabled: !!fault && fault !== kind }))),
      h('h3', {}, both('次の払い出しで', 'In the next payout')),
      h('div.chips', {}, PAYOUTS.map(([kind, ja, en]) => toggle({ do: 'payoutTrouble', kind }, payoutTrouble === kind, both(ja, en))))),
  ];
}
