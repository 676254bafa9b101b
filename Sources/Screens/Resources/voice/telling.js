// What is said of each screen: all that it tells the eye, in the order in which it is needed.
import { number, plain, time, yen } from '../js/strings.js';
import { part, personal, sentence } from './reading.js';

const say = (key, values) => part(plain(key, values));
const tell = (...pieces) => part(sentence(...pieces));
const placeOf = (screen, slot) => plain(`place.${screen.machine.slots[slot].side}`);
const hours = (screen) => ({ opens: time(screen.machine?.opens ?? '06:30'), closes: time(screen.machine?.closes ?? '23:00') });

const list = (names) => names.length ? names.map((name) => plain(`option.${name}`)).join(plain('comma')) : plain('option.nothing');
const OPTIONS = ['relationship', 'domicile'];

function rows({ certificate, wholeHousehold, memberCount, ...shown }, copies) {
  const hasOptions = wholeHousehold !== undefined;
  return [
    tell(plain('confirm.certificate'), plain(`certificate.${certificate}`)),
    ...(hasOptions ? [
      tell(plain('confirm.members'), wholeHousehold ? plain('options.whole') : plain('confirm.memberCount', { members: memberCount })),
      tell(plain('confirm.shown'), list(OPTIONS.filter((name) => shown[name]))),
      tell(plain('confirm.omitted'), list(OPTIONS.filter((name) => !shown[name]))),
    ] : []),
    tell(plain('confirm.copies'), plain('copies.count', { copies })),
  ];
}

const FACTS = {
  welcome: ({ content }) => [content.cardLeftBehind && say('welcome.cardLeftBehind'), say('welcome.say')],
  placeCard: (screen) => screen.content.hint === 'leftByAnother'
    ? [tell(plain('placeCard.leftByAnother.title')), say('placeCard.leftByAnother')]
    : [screen.content.hint === 'removedTooEarly' && say('placeCard.removedTooEarly'), say('placeCard.say', { place: placeOf(screen, 'card') })],
  enterPIN({ content }) {
    const { afterRejection, minimum, maximum, triesLeft, onReader } = content;
    const warnings = [
      afterRejection && say('enterPIN.rejected'),
      triesLeft === 1 ? say('enterPIN.lastTry') : afterRejection && say('enterPIN.triesLeft', { tries: triesLeft }),
    ];
    if (onReader) return [...warnings, tell(plain('enterPIN.onReader.title')), say('enterPIN.onReader.lead')];
    return [...warnings, tell(plain('enterPIN.title', { digits: minimum === maximum ? maximum : `${minimum}–${maximum}` })), say('enterPIN.say')];
  },
  takeCardBack: (screen) => [screen.content.reminded && say('takeCardBack.reminded'), say('takeCardBack.say', { place: placeOf(screen, 'card') })],
  takeCard: (screen) => [say('takeCard.say', { place: placeOf(screen, 'card') })],
  options({ content }) {
    const members = content.members.filter((member) => content.wholeHousehold || member.chosen).length;
    const split = (isShown) => list(OPTIONS.filter((name) => content[name] === isShown));
    return [say('options.say'), say('options.preview', { members, shown: split(true), omitted: split(false) }), say('options.lead')];
  },
  copies: (screen) => [
    tell(plain(`certificate.${screen.content.certificate.certificate}`)), say('copies.say'),
    tell(plain('copies.sum', { copies: screen.content.copies, fee: yen(screen.fee) })),
  ],
  confirm: (screen) => [
    ...rows(screen.content.certificate, screen.content.copies),
    tell(plain('confirm.from')), personal(screen.content.municipality), say('confirm.say', { fee: yen(screen.fee) }), say('confirm.lead'),
  ],
  preparing: ({ content }) => [say('preparing.say'), tell(plain(`preparing.${content.stage}`)), tell(plain('preparing.wait'))],
  pay: (screen) => [
    say('pay.say', { due: yen(screen.content.due), place: placeOf(screen, 'coins') }),
    tell(plain('pay.accepts'), screen.machine.accepts.map((piece) => plain('yen', { amount: piece })).join(plain('comma'))),
    screen.content.paid > 0 && payNews(screen),
  ],
  printing: ({ content }) => content.trouble
    ? [tell(plain('printing.stopped')), say(`trouble.${content.trouble}`), say('printing.trouble')]
    : [say('printing.say'), tell(plain('printing.count', { done: content.done, sheets: content.sheets })), tell(plain('printing.wait'))],
  givingMoney: (screen) => [say('givingMoney.say', { amount: yen(screen.content.amount), place: placeOf(screen, 'change') })],
  takePaper: (screen) => [
    say('takePaper.say', { place: placeOf(screen, 'paper') }), say('takePaper.lead'),
    screen.content.change > 0 && say('takePaper.change', { change: yen(screen.content.change) }),
    screen.content.owed > 0 && say('owed', { owed: yen(screen.content.owed) }),
  ],
  receipt: (screen) => [
    say('receipt.say'), screen.content.owed > 0 && say('receipt.owed', { owed: yen(screen.content.owed) }),
    tell(plain('receipt.fee'), yen(screen.fee)), tell(plain('pay.paid'), yen(screen.content.paid)),
    tell(plain('receipt.change'), yen(screen.content.change)),
  ],
  explanation(screen) {
    const { ending, reason, todo, call, refunded, owed, cardOnReader, sheets } = screen.content;
    return [
      tell(plain(`ending.${ending}`)), say(reason, { sheets }), say(`todo.${todo}`),
      refunded > 0 && say('explain.money.refunded', { refunded: yen(refunded) }), owed > 0 && say('owed', { owed: yen(owed) }),
      refunded === 0 && owed === 0 && say('explain.money.none'),
      say(cardOnReader ? 'explain.card.onReader' : 'explain.card.yours'),
      call && tell(plain('explain.call'), plain(`call.${call}`), screen.machine.helpDesk ? [...screen.machine.helpDesk].join(' ') : ''),
    ];
  },
  outOfService(screen) {
    const reason = screen.content.hindrances[0] ?? 'starting';
    return [say('outOfService.say'), say(`outOfService.${reason}`, hours(screen)), !['starting', 'lost'].includes(reason) && say('outOfService.todo')];
  },
};

const payNews = ({ content }) => say('pay.news', { paid: yen(content.paid), open: yen(Math.max(content.due - content.paid, 0)) });

/** All that a screen tells. */
export function facts(screen) {
  const told = FACTS[screen.content.kind] ?? (() => [say(`${screen.content.kind}.say`)]);
  return told(screen).filter(Boolean);
}

/** "Are you still there?" */
export const warningFacts = (screen) => [
  tell(plain('warning.title')), say('warning.say', { seconds: number(screen.warning.seconds) }),
  screen.content.kind === 'pay' && screen.content.paid > 0 && say('warning.money'),
].filter(Boolean);
