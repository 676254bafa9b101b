// The dock: shows what is, and does what is pressed. Everything that it knows comes from the server; it keeps nothing
// but which resident was chosen and what is being searched for.
import { h, patch, icon } from './dom.js';
import { both, button, flag, yen } from './parts.js';
import { listen, perform } from './wire.js';
import { course } from './course.js';
import { card } from './card.js';
import { money } from './money.js';
import { printer } from './printer.js';
import { cloud, time } from './surroundings.js';
import { makeFeed } from './feed.js';
import { listenToKeys, openHelp } from './keys.js';
import { view } from './viewer.js';

const at = (id) => document.getElementById(id);
const shown = { setup: null, state: null, ui: { search: '', resident: null, open: null }, redraw: () => draw() };
const feed = makeFeed(at('feed'));
let isLost = true;

const now = () => Date.now() + (shown.state?.clockShift ?? 0);
const clock = new Intl.DateTimeFormat('ja-JP', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Tokyo' });

function fill(id, content) {
  const before = at(id);
  const after = before.cloneNode(false);
  after.append(...content.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  patch(before, after);
}

function draw() {
  if (!shown.state || !shown.setup) return;
  if (shown.state.card.resident) shown.ui.resident = shown.state.card.resident;
  fill('bar', bar());
  fill('notices', notices());
  fill('card', card(shown));
  fill('money', money(shown));
  fill('printer', printer(shown));
  fill('cloud', cloud(shown));
  drawTime();
}

/** What changes with time alone. */
function drawTime() {
  if (!shown.state || !shown.setup) return;
  fill('course', course(shown, now()));
  fill('time', time(shown, now()));
  const face = at('clock');
  if (face) face.textContent = clock.format(now());
}

function bar() {
  const { isOn, machine, journal } = shown.state;
  return [
    h('div.brand', {}, icon('mark'), h('h1', {}, both('窓口シミュレーター', 'Madoguchi simulator'))),
    h(`div.status.${light()}`, {}, h('i', {}), h('span', {}, ...status())),
    h('dl.books', { title: 'ジャーナル The journal' },
      book('交付', 'delivered', journal.delivered), book('中止', 'refused', journal.refused), book('失敗', 'spoiled', journal.spoiled),
      book('未報告', 'to report', journal.unreported)),
    h('time.clock', { id: 'clock' }, clock.format(now())),
    h('button.plain.round', { type: 'button', 'data-ui': 'help', 'aria-label': '使いかた Help' }, icon('help')),
    button(`power${isOn ? '.on' : ''}`, { do: 'power', on: flag(!isOn) }, isOn ? both('電源を切る', 'Cut power') : both('電源を入れる', 'Power on'), { key: 'X', picture: 'power' }),
  ];
}

const book = (ja, en, count) => h('div', {}, h('dt', {}, both(ja, en)), h('dd', {}, count));

function light() {
  const machine = shown.state.machine;
  if (isLost || !shown.state.isOn) return 'off';
  if (!machine || machine.state === 'outOfService') return 'closed';
  return machine.state === 'idle' ? 'ready' : 'serving';
}

function status() {
  return {
    off: isLost ? both('シミュレーターが応答しません', 'The simulator does not answer') : both('電源が切れています', 'Power is off'),
    closed: both('休止中', 'Out of service'), ready: both('営業中', 'In service'), serving: both('利用中', 'Serving'),
  }[light()];
}

function notices() {
  const { journal, machine } = shown.state;
  const found = [];
  if (journal.alarms.length) {
    found.push(h('div.notice.alarm', { role: 'alert' }, icon('warn'), h('span', {}, both(`警報：${journal.alarms.join('、')}`, 'The kiosk stands still until a person has looked into it.')),
      button('plain', { do: 'clearAlarms' }, both('確認して再起動', 'Looked into; start again'))));
  }
  if (journal.owed) {
    found.push(h('div.notice', {}, icon('coin'), h('span', {}, both(`未払い ${yen(journal.owed)}`, 'Owed to residents, written down in the journal.')),
      button('plain', { do: 'handOver' }, both('手渡しした', 'Handed over'))));
  }
  if (machine?.state === 'outOfService' && !journal.alarms.length) {
    found.push(h('div.notice.quiet', {}, icon('warn'), h('span', {}, both('休止の理由', 'Why it does not serve'), h('code', {}, machine.hindrances.join('  ')))));
  }
  return found;
}

/** What a button does: it sends a command, or shows something closer. */
async function act(element) {
  const touch = element.dataset.touch;
  if (!touch || element.disabled) return;
  const what = JSON.parse(touch);
  if (what.open) {
    shown.ui.open = shown.ui.open === what.open ? null : what.open;
    return draw();
  }
  if (what.view) return view(what.view, shown.state.printer.papers);
  if (what.do === 'placeCard') shown.ui.resident = what.resident;
  element.dataset.sent = 'true';
  const refusal = await perform(what);
  delete element.dataset.sent;
  if (refusal) say(refusal);
}

let silence = 0;

function say({ ja, en }) {
  at('said').replaceChildren(...both(ja, en));
  at('said').dataset.on = 'true';
  clearTimeout(silence);
  silence = setTimeout(() => { delete at('said').dataset.on; }, 5000);
}

document.addEventListener('click', (event) => {
  const element = event.target.closest?.('[data-touch]');
  if (element) act(element);
  if (event.target.closest?.('[data-ui="help"]')) openHelp();
});
document.addEventListener('input', (event) => {
  if (event.target.dataset?.ui !== 'search') return;
  shown.ui.search = event.target.value;
  draw();
});
listenToKeys(act);

function frame(address) {
  const glass = at('glass');
  if (glass.firstChild?.src === address) return;
  glass.replaceChildren(h('iframe', { src: address, title: '利用者の画面 The resident\'s page', sandbox: 'allow-scripts allow-same-origin', allow: 'autoplay', referrerpolicy: 'no-referrer' }));
}

setInterval(drawTime, 250);
listen((name, content) => {
  isLost = false;
  if (name === 'feed') return feed.add(content);
  shown[name] = content;
  if (name === 'setup') frame(content.page);
  draw();
}, () => {
  if (isLost) return;
  isLost = true;
  draw();
});
