// The network, the cloud, the authorities, the service's hours, and time.
import { h } from './dom.js';
import { both, words, button, toggle, title, flag } from './parts.js';

const HOURS = [['always', '24時間', '24 h'], ['published', '公表どおり', '6:30–23:00'], ['closed', '時間外', 'Closed'], ['maintenance', '保守中', 'Maint.']];
const GROUPS = [['weather', 'おそい・届かない', 'Slow, late, away'], ['nonsense', '返事にならない', 'No answers'], ['incident', '実際にあった事故', 'It has happened']];

export function cloud({ setup, state }) {
  const { isCut, isOCSPSilent, cloud: kind, hours } = state.network;
  const { sessions, issuances, delivered, open } = state.cloud;
  return [
    title('cloud', 'ネットワークとクラウド', 'Network and cloud', h('span.aux', { title: `セッション ${sessions}、発行 ${issuances}、交付ずみ ${delivered} sessions, issued, delivered` }, both(`未完 ${open}`, `${open} open`))),
    h('div.chips', {},
      toggle({ do: 'cutNetwork', on: flag(!isCut) }, isCut, both('ケーブルを抜く', 'Cable out'), { key: 'N' }),
      toggle({ do: 'silenceOCSP', on: flag(!isOCSPSilent) }, isOCSPSilent, both('OCSP応答なし', 'OCSP silent'))),
    h('div.weather', { role: 'group', 'aria-label': 'クラウドの様子 How the cloud behaves', tabindex: '0' },
      one(setup.troubles.find((trouble) => trouble.group === 'fair'), kind),
      GROUPS.map(([group, ja, en]) => [h('h3', {}, both(ja, en)),
        setup.troubles.filter((trouble) => trouble.group === group).map((trouble) => one(trouble, kind))])),
    h('div.segments', { role: 'group', 'aria-label': 'サービスの時間 The service\'s hours' }, HOURS.map(([name, ja, en]) =>
      button('segment', { do: 'hours', kind: name }, both(ja, en), { pressed: hours === name }))),
  ];
}

function one(trouble, kind) {
  return button(`kind${trouble.group === 'fair' ? '.fair' : ''}`, { do: 'cloud', kind: trouble.id }, words(trouble.name), { pressed: trouble.id === kind });
}

const JUMPS = [[10, '+10秒', '10 s', null], [60, '+1分', '1 min', 'M'], [600, '+10分', '10 min', null], [3600, '+1時間', '1 h', null]];

export function time({ state }, now) {
  const limit = state.machine?.limit;
  const left = limit ? Math.max(0, Math.ceil((limit.endsAt - now) / 1000)) : null;
  return [
    title('clock', '時間', 'Time', h('span.aux', {}, state.clockShift >= 1000 ? `+${span(state.clockShift)}` : ''),
      toggle({ do: 'clockWrong', on: flag(state.minutesWrong === 0) }, state.minutesWrong !== 0, both('端末だけ＋10分', 'Kiosk 10 min fast'))),
    button('plain.wide', { do: 'passLimit' }, both('時間切れまで進める', left === null ? 'Let the time-out pass' : `Let the ${left} s pass`), { disabled: left === null, key: 'L' }),
    h('div.segments', { role: 'group', 'aria-label': '時計を進める Move the clock' }, JUMPS.map(([seconds, ja, en, key]) =>
      button('segment', { do: 'passTime', seconds }, both(ja, en), { key }))),
  ];
}

function span(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes ? `${minutes} min ${Math.floor(milliseconds / 1000) % 60} s` : `${Math.floor(milliseconds / 1000)} s`;
}
