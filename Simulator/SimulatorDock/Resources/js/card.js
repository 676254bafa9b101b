// Cards: whose lies on the reader, and everybody who has one.
import { h, s } from './dom.js';
import { both, button, toggle, title, breaker, flag } from './parts.js';

export function card({ setup, state, ui }) {
  const here = setup.residents.find((one) => one.id === state.card.resident);
  const chosen = here ?? setup.residents.find((one) => one.id === ui.resident) ?? setup.residents[0];
  const tries = state.card.triesLeft[chosen.id];
  const sought = ui.search.trim().toLowerCase();
  const listed = setup.residents.filter((one) => !sought
    || [one.id, one.name, one.municipality, one.special, ...one.marks.flatMap((mark) => [mark.name.ja, mark.name.en])]
      .join(' ').toLowerCase().includes(sought));
  return [
    title('card', 'カード', 'Card', breaker('card', ui, Number(!state.card.isReaderPluggedIn) + Number(!state.card.isServiceRunning))),
    h(`div.reader${here ? '.on' : ''}`, {}, plastic(chosen, !!here),
      h('div.who', {},
        h('b', {}, chosen.name), h('span', {}, chosen.municipality),
        h('div.pin', {}, h('span', {}, '暗証番号 PIN'), h('b', {}, chosen.pin)),
        h('div.tries', { 'aria-label': `残り ${tries ?? '–'} 回 tries left` }, [1, 2, 3].map((one) =>
          h(`i${tries === undefined ? '.unknown' : one <= tries ? '.left' : ''}`, {})),
        h('span', {}, tries === undefined ? '' : tries === 0 ? 'ロック locked' : `残り${tries}回`)))),
    h('div.row', {},
      here
        ? button('main', { do: 'liftCard' }, both('カードを取る', 'Take it off'), { key: 'C' })
        : button('main', { do: 'placeCard', resident: chosen.id }, both('カードを置く', 'Lay it down'), { key: 'C' }),
      button('plain', { do: 'renewCard', resident: chosen.id }, both('再交付', 'Renew'), { disabled: !!here, title: '暗証番号の回数を元に戻す Give the PIN its tries back' }),
      button('plain', { do: 'headphones', on: flag(!state.hasHeadphones) }, both('イヤホン', 'Earphones'), { pressed: state.hasHeadphones, title: '差すと音声案内が始まります Plugged in, the voice begins' })),
    ui.open === 'card' ? faults(setup, state) : [
      h('label.search', {}, h('span.unseen', {}, '住民をさがす Find a resident'),
        h('input', { type: 'search', 'data-ui': 'search', value: ui.search, placeholder: 'さがす Find   /', autocomplete: 'off', spellcheck: 'false' })),
      h('ul.people', { 'aria-label': '住民 Residents', tabindex: '0' }, listed.map((one) => person(one, state)),
        listed.length ? null : h('li.nobody', {}, both('見つかりません', 'Nobody'))),
    ],
  ];
}

/** What goes wrong with a card and its reader. */
function faults(setup, state) {
  const { isReaderPluggedIn, isServiceRunning } = state.card;
  return h('div.faults', {},
    h('h3', {}, both('次の命令でカードが', 'At its next command the card')),
    h('div.chips', {},
      button('chip', { do: 'cardTrouble', kind: 'pulled' }, both('抜かれる', 'is pulled out')),
      button('chip', { do: 'cardTrouble', kind: 'silent' }, both('返事をしない', 'goes silent')),
      button('chip', { do: 'cardTrouble', kind: 'garbage' }, both('でたらめを返す', 'answers nonsense'))),
    setup.stack !== 'embedded' ? null : [
      h('h3', {}, both('読み取り機', 'The reader')),
      h('div.chips', {},
        toggle({ do: 'reader', on: flag(!isReaderPluggedIn) }, !isReaderPluggedIn, both('線を抜く', 'Unplugged')),
        toggle({ do: 'cardService', on: flag(!isServiceRunning) }, !isServiceRunning, both('pcscd 停止', 'pcscd is down'))),
    ]);
}

function person(one, state) {
  const isHere = one.id === state.card.resident;
  return h('li', { key: one.id }, h(`button.person${isHere ? '.here' : ''}`, {
    type: 'button', touch: isHere ? { do: 'liftCard' } : { do: 'placeCard', resident: one.id }, 'aria-pressed': String(isHere),
    title: `${one.special} (${one.id})`,
  }, h('span.name', {}, one.name), h('span.town', {}, one.municipality), h('span.code', {}, one.pin),
  h('span.marks', {}, one.marks.map((mark) => h(`em${mark.isBad ? '.bad' : ''}`, {}, mark.name.ja, ' ', h('span', { lang: 'en' }, mark.name.en))))));
}

function plastic(one, isOn) {
  return s(`svg.plastic${isOn ? '.on' : ''}`, { viewBox: '0 0 120 84', 'aria-hidden': 'true' },
    s('ellipse.field', { cx: 60, cy: 62, rx: 52, ry: 16 }),
    s('g.slide', {},
      s(`rect.body.${one.profile}`, { x: 16, y: 8, width: 88, height: 56, rx: 6 }),
      s('rect.chip', { x: 25, y: 22, width: 17, height: 14, rx: 2.5 }),
      s('path.print', { d: 'M52 22h40M52 30h28M25 46h56M25 53h36' })));
}
