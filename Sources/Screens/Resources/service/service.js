// The technician's mode: drawn from the firmware's frames like every screen, in words that the firmware has chosen.
import { h, icon } from '../js/dom.js';
import { exercise } from './exercise.js';
import { scene } from '../js/parts.js';
import { plain as residents } from '../js/strings.js';

export { key, play } from './exercise.js';

let words = {};

/** Speaks `language`, Japanese or English, from now on. */
export async function use(language) {
  if (words.tag === language) return;
  const answer = await fetch(`/service/${language}.json`);
  if (!answer.ok) throw new Error(`service ${language}: ${answer.status}`);
  words = { ...await answer.json(), tag: language };
}

/** Its own sheet of styles comes with it; the resident's page never loads it. */
export function dress() {
  if (document.querySelector('link[href="/service/service.css"]')) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h('link', { rel: 'stylesheet', href: '/service/service.css' });
    link.addEventListener('load', resolve);
    link.addEventListener('error', resolve);
    document.head.append(link);
  });
}

const say = (key, values = {}) => (words[key] ?? `⟦${key}⟧`).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const does = (name, value) => ({ touch: { service: value === undefined ? { name } : { name, value } } });
const button = (style, label, what, picture, more = {}) => h(`button.button.${style}`, { type: 'button', ...what, ...more },
  picture ? icon(picture) : null, h('span', {}, label));

/** The whole screen. */
export function draw(screen) {
  const { ask, answer, foot, isView } = pages[screen.content.page](screen);
  return [
    head(screen),
    h(`main.main.service${isView ? '.view' : ''}${answer ? '' : '.alone'}`, { key: `service-${screen.content.page}${screen.content.chosen ?? ''}${screen.content.isReported ?? ''}` },
      h('div.ask', {}, area(ask)), answer ? h('div.answer', {}, area(answer)) : null),
    h('footer.foot.tools', {}, foot ?? []),
  ];
}

/** What lies over it: a question of a test, or whether anybody is still there. */
export function over(screen) {
  if (screen.warning) {
    const { seconds } = screen.warning;
    return sheet('warning', say('warning.title'), say('warning.lead', { seconds }), [
      h('div.countdown', { 'aria-hidden': 'true' }, h('i', { '--seconds': `${seconds}s` })),
      button('go', say('warning.stay'), does('stay'), null, { 'data-first': true }),
    ]);
  }
  if (screen.content.exercise) return exercise(screen.content.exercise, { say, does, button });
  const { question } = screen.content;
  if (!question) return null;
  return sheet('question', say('question.title'), question, [
    h('div.pair', {}, button('no', say('question.no'), does('answer', false), 'cancel'),
      button('go', say('question.yes'), does('answer', true), 'check', { 'data-first': true })),
    button('other', say('question.skip'), does('answer')),
  ]);
}

function sheet(name, title, lead, content) {
  return h('div.veil', { key: `service-${name}` },
    h('section.sheet', { role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title', 'aria-describedby': 'sheet-text' },
      h('h2', { id: 'sheet-title' }, title), h('p', { id: 'sheet-text' }, lead), content));
}

function head(screen) {
  const { contrast, size } = screen.settings;
  const setting = (change) => ({ touch: { settings: { ...screen.settings, ...change } } });
  const tool = (name, picture, label, what, more) => h(`button.${name}`, { type: 'button', ...what, ...more }, icon(picture), h('span', {}, label));
  const isHigh = contrast === 'high';
  const other = screen.language === 'ja' ? 'en' : 'ja';
  return h('header.head', {},
    h('div.mark', {}, icon('mark'), h('div', {}, say('brand.title'), h('small', {}, say('brand.sub')))),
    h('div.settings', { role: 'group', 'aria-label': residents('settings.title') },
      tool('language', 'globe', say('language'), does('speak', other), { lang: other }),
      tool('size', 'size', residents('settings.size'), setting({ size: size % 3 + 1 }), { 'aria-label': `${residents('settings.size')}: ${residents(`settings.size.${size}`)}` }),
      tool('contrast', 'contrast', residents('settings.contrast'), setting({ contrast: isHigh ? 'usual' : 'high' }), { 'aria-pressed': String(isHigh) })));
}

const area = (content) => [
  h('div.scroll', { 'data-scrolls': true }, content),
  h('button.more', { type: 'button', hidden: true, touch: { page: 'more' }, 'aria-label': residents('more') }, icon('down'), residents('more')),
];
const title = (text) => h('h1', { tabindex: '-1', elementtiming: 'title' }, text);
const lead = (text) => h('p.lead', {}, text);
const note = (style, picture, text) => h(`div.note${style}`, {}, icon(picture), h('p', {}, text));
const leave = () => button('stop', say('tests.close'), does('close'), 'cancel');

function placeCard(screen) {
  const { content } = screen;
  return {
    isView: true,
    ask: [title(say('placeCard.title')), lead(say('placeCard.lead')),
      content.refusal ? note('.alert', 'warn', say(`placeCard.refused.${content.refusal}`)) : null],
    answer: [scene(screen, 'card', content.refusal ? 'out' : 'in', !!content.refusal)],
    foot: [leave()],
  };
}

function enterPIN({ content }) {
  const { keypad, minimum, maximum, triesLeft, afterRejection } = content;
  const key = (place) => h('button.key.number', { type: 'button', touch: { pin: { deal: keypad.deal, place } }, disabled: keypad.entered >= maximum }, keypad.labels[place]);
  return {
    ask: [title(say('enterPIN.title')),
      afterRejection ? note('.alert', 'warn', say('enterPIN.rejected')) : null,
      note(triesLeft === 1 ? '.alert' : '', triesLeft === 1 ? 'warn' : 'info', say('enterPIN.triesLeft', { tries: triesLeft }))],
    answer: keypad ? [
      h('div.dots', { role: 'img', 'aria-label': say('enterPIN.entered', { entered: keypad.entered, of: maximum }) },
        Array.from({ length: maximum }, (_, index) => h(index < keypad.entered ? 'i.full' : 'i', {}))),
      h('div.keys', { role: 'group', 'aria-label': say('enterPIN.keypad') },
        Array.from({ length: 9 }, (_, place) => key(place)), h('span', {}), key(9),
        h('button.key.quiet', { type: 'button', disabled: keypad.entered === 0, touch: { pin: { deal: keypad.deal, erase: true } } }, icon('erase'), h('span', {}, say('enterPIN.erase')))),
    ] : [],
    foot: [leave(), button('go.forward', say('enterPIN.done'), does('enterPIN'), 'check', { disabled: !keypad || keypad.entered < minimum })],
  };
}

const busy = (heading, text) => (screen) => ({
  isView: true,
  ask: [title(say(heading)), text ? lead(say(text)) : null],
  answer: [scene(screen, 'card', 'still'),
    h('p.busy', {}, h('span.dotsline', { 'aria-hidden': 'true' }, h('i', {}), h('i', {}), h('i', {})))],
});

const PICTURES = { waiting: 'clock', running: 'clock', pass: 'check', warning: 'warn', failure: 'cancel', 'not-run': 'clock' };
const state = (row) => h(`span.state.${row.state}`, {}, icon(PICTURES[row.state]), h('span', {}, say(`state.${row.state}`)));
const count = (rows, ...states) => rows.filter((row) => states.includes(row.state)).length;
/** What must be seen first stands first; otherwise the machine's own order. */
const RANK = { failure: 0, warning: 1, running: 2, 'not-run': 3, waiting: 4, pass: 5 };
const ranked = (rows) => rows.toSorted((a, b) => RANK[a.state] - RANK[b.state]);

function tests(screen) {
  const { content } = screen;
  const chosen = content.rows.find((row) => row.id === content.chosen);
  if (content.isReported) return report(content);
  if (chosen) return one(content, chosen);
  const { rows, isRunning } = content;
  const left = rows.filter((row) => !row.isAttended && ['waiting', 'running'].includes(row.state)).length;
  const ended = rows.length - count(rows, 'waiting', 'running');
  return {
    ask: [title(say('tests.title')),
      h('p.lead.tally', { role: 'status' }, isRunning ? say('tests.running', { left: Math.max(left, count(rows, 'running')) })
        : say('tests.summary', { failure: count(rows, 'failure'), warning: count(rows, 'warning'), pass: count(rows, 'pass'), notRun: count(rows, 'not-run', 'waiting') })),
      h('div.gauge', { 'aria-hidden': 'true' }, h('i', { '--part': ended / rows.length })), h('p.hint', {}, say('tests.pick'))],
    answer: [h('ul.tests', { 'aria-label': say('tests.list') }, (isRunning ? rows : ranked(rows)).map((row) =>
      h('li', { key: row.id }, h(`button.test.${row.state}`, { type: 'button', ...does('choose', row.id) },
        h('b', {}, row.part), state(row), h('span.what', {}, row.notes[0]?.reason ?? row.does)))))],
    foot: [leave(), button('other', say('tests.runAll'), does('runAll'), 'shuffle', { disabled: isRunning }),
      button('go.forward', say('tests.finish'), does('finish'), 'check', { disabled: isRunning || !content.isComplete })],
  };
}

const notes = (row) => row.notes.map((one) => h('div.finding', {},
  h('div', {}, h('h2', {}, say('test.reason')), h('p', {}, one.reason)), h('div.todo', {}, h('h2', {}, say('test.remedy')), h('p', {}, one.remedy))));

function one({ isRunning }, row) {
  const timing = row.ms === null ? say('test.limit', { limit: row.limit }) : say('test.took', { ms: row.ms, limit: row.limit });
  return {
    ask: [title(row.part), h('p.lead', {}, row.does, row.isAttended ? ` (${say('test.attended')})` : ''),
      h('p.facts-line', {}, state(row), h('span.number', {}, timing))],
    answer: [
      ...notes(row),
      row.blockedBy ? note('', 'info', say('test.blockedBy', { part: row.blockedBy })) : null,
      row.state === 'pass' ? note('.done', 'check', say('test.well')) : null,
      row.figures.length ? h('section.figures', {}, h('h2', {}, say('test.figures')),
        h('dl', {}, row.figures.map((figure) => h('div', {}, h('dt', {}, figure.name), h('dd.number', {}, figure.value))))) : null,
    ],
    foot: [button('back', say('test.back'), does('choose'), 'back'),
      button('go.forward', say(row.state === 'waiting' ? 'test.run' : 'test.runAgain'), does('run', row.id), 'next', { disabled: isRunning })],
  };
}

function report({ rows, isReady }) {
  const wrong = ranked(rows).filter((row) => ['failure', 'warning', 'not-run'].includes(row.state));
  return {
    ask: [h(`div.seal${isReady ? '.done' : '.alert'}`, {}, icon(isReady ? 'check' : 'warn')),
      title(say(isReady ? 'report.ready' : 'report.notReady')), lead(say(isReady ? 'report.ready.lead' : 'report.notReady.lead'))],
    answer: wrong.length ? wrong.map((row) => h('section.wrong', {}, h('p.facts-line', {}, h('b', {}, row.part), state(row)), ...notes(row),
      row.blockedBy ? h('p', {}, say('test.blockedBy', { part: row.blockedBy })) : null)) : null,
    foot: [button('back', say('report.goOn'), does('goOn'), 'back'), button('go.forward', say('tests.close'), does('close'), 'next')],
  };
}

const pages = {
  placeCard, enterPIN, tests,
  readingCard: busy('readingCard.title', 'readingCard.lead'),
  checking: (screen) => busy('checking.title', screen.content.onReader ? 'checking.onReader' : null)(screen),
};
