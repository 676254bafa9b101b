// Where in the course of an issuance the machine is, and how long that may last.
import { h } from './dom.js';
import { both, words, title } from './parts.js';

const STEPS = [['はじめ', 'Start'], ['カード', 'Card'], ['えらぶ', 'Choose'], ['支払い', 'Pay'], ['受け取り', 'Take']];

let reached = -1;

export function course({ setup, state }, now) {
  const machine = state.machine;
  const line = setup.stations.filter((station) => station.step);
  const at = line.findIndex((station) => station.id === machine?.station);
  // Beside the course, the picture keeps showing how far it had come; at rest it begins anew.
  if (at >= 0) reached = at;
  if (!machine || machine.station === 'outOfService') reached = -1;
  return [
    h('ol.track', { 'aria-label': '発行の流れ The course of an issuance' }, STEPS.map(([ja, en], index) =>
      h('li.leg', {}, h('div.step', {}, both(ja, en)),
        h('ol.stations', {}, line.filter((station) => station.step === index + 1).map((station) =>
          stop(station, line.indexOf(station), at)))))),
    h('div.present', {},
      h('ul.siding', { 'aria-label': '流れの外 Beside the course' }, setup.stations.filter((station) => !station.step).map((station) =>
        h(`li.aside${station.id === machine?.station ? '.now' : ''}`, { 'aria-current': station.id === machine?.station ? 'step' : null },
          h('i', {}), h('span', {}, words(station.name))))),
      h('div.where', {}, where(machine, state)),
      limit(machine, state, now)),
  ];
}

function stop(station, index, at) {
  const is = index === at ? 'now' : index < reached || (index === reached && at < 0) ? 'done' : 'ahead';
  return h(`li.stop.${is}`, { 'aria-current': is === 'now' ? 'step' : null }, h('i', {}), words(station.name));
}

function where(machine, state) {
  if (!machine) return [h('code', {}, state.isOn ? '…' : 'power off')];
  const said = machine.ending ?? machine.request ?? (machine.hindrances.length ? machine.hindrances.join('  ') : '');
  return [h('code', {}, machine.state), h('span.request', { lang: 'en' }, said)];
}

function limit(machine, state, now) {
  if (!machine?.limit) return h('div.limit.none', {}, both('時間切れなし', 'no time limit'));
  const left = Math.max(0, (machine.limit.endsAt - now) / 1000);
  return h(`div.limit${machine.isWarning ? '.warning' : ''}`, {},
    h('span.left', {}, both(`あと ${Math.ceil(left)} 秒`, `${Math.ceil(left)} s left`)),
    h('div.meter', { '--part': String(Math.min(1, left / machine.limit.seconds)) }));
}
