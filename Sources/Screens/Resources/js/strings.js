// What the page says. One file per language; the Japanese one is always at hand for names that stand beside.
import { h } from './dom.js';

/** BCP 47 tag, the language's name in itself, the tag for `lang` attributes. */
export const LANGUAGES = [
  ['ja', '日本語', 'ja'],
  ['ja-Hira', 'やさしい日本語', 'ja'],
  ['en', 'English', 'en'],
  ['zh-Hans', '简体中文', 'zh-Hans'],
  ['zh-Hant', '繁體中文', 'zh-Hant'],
  ['ko', '한국어', 'ko'],
  ['pt', 'Português', 'pt'],
  ['vi', 'Tiếng Việt', 'vi'],
  ['fil', 'Filipino', 'fil'],
  ['es', 'Español', 'es'],
];

const loaded = new Map();
let current = {};
let japanese = {};
let tag = 'ja';

async function load(language) {
  if (!loaded.has(language)) {
    const answer = await fetch(`/strings/${language}.json`);
    if (!answer.ok) throw new Error(`strings ${language}: ${answer.status}`);
    const strings = await answer.json();
    // Whoever asked at the same time may have been quicker; there is one of each.
    if (!loaded.has(language)) loaded.set(language, strings);
  }
  return loaded.get(language);
}

/** Speaks `language` from now on. */
export async function use(language) {
  japanese = await load('ja');
  current = await load(language);
  tag = language;
}

/** Whether `use` would have to wait for the firmware. */
export const isLoaded = (language) => loaded.has(language) && loaded.has('ja');

/** Adds what is said and never shown, in every language: the welcome speaks them all. */
export async function useVoice() {
  await loadAll();
  for (const [language] of LANGUAGES) {
    if ('voice.title' in loaded.get(language)) continue;
    const answer = await fetch(`/voice/${language}.json`);
    if (!answer.ok) throw new Error(`voice ${language}: ${answer.status}`);
    Object.assign(loaded.get(language), await answer.json());
  }
}

/** Plain text in another language than the page's. */
export const inLanguage = (language, key, values) => bare(place(template(key, loaded.get(language)), values));

/** The page's language, as the firmware names it. */
export const languageTag = () => tag;

/** Fetches the rest while nothing else is to be done, so that a change of language never waits. */
export async function loadAll() {
  for (const [language] of LANGUAGES) await load(language);
}

export const langTag = () => LANGUAGES.find(([name]) => name === tag)[2];
export const languageName = () => LANGUAGES.find(([name]) => name === tag)[1];
export const isJapanese = () => langTag() === 'ja';
export const has = (key) => key in current;

function template(key, strings) {
  const text = strings[key];
  // A missing string is a mistake that the tests find; the key shows where.
  return text ?? `⟦${key}⟧`;
}

const place = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const bare = (text) => text.replace(/\[([^|\]]+)\|[^\]]+\]/g, '$1');

/** Plain text: readings over characters are left out. */
export const plain = (key, values = {}) => bare(place(template(key, current), values));

/** Text with readings, as nodes: `[漢字|かんじ]` becomes ruby. */
export function text(key, values = {}) {
  return ruby(place(template(key, current), values));
}

export function ruby(whole) {
  return whole.split(/(\[[^|\]]+\|[^\]]+\])/).filter(Boolean).map((part) => {
    const reading = part.match(/^\[([^|\]]+)\|([^\]]+)\]$/);
    return reading ? h('ruby', {}, reading[1], h('rt', { 'aria-hidden': 'true' }, reading[2])) : part;
  });
}

/** The same string in Japanese, to stand beside a translation; null where the page is in Japanese. */
export function beside(key) {
  return isJapanese() ? null : h('span.beside', { lang: 'ja' }, template(key, japanese));
}

const numbers = new Map();

/** A number as this language writes it. */
export function number(value) {
  if (!numbers.has(tag)) numbers.set(tag, new Intl.NumberFormat(langTag()));
  return numbers.get(tag).format(value);
}

export const yen = (amount) => plain('yen', { amount: number(amount) });

/** A time of day, given as `HH:MM`, as this language writes it. */
export function time(clock) {
  const [hours, minutes] = clock.split(':').map(Number);
  return new Intl.DateTimeFormat(langTag(), { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
    .format(new Date(Date.UTC(2000, 0, 1, hours, minutes)));
}
