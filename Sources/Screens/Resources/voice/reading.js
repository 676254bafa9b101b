// What stands on a button, as parts to be said: its words without the readings over them, and its state.
import { inLanguage, languageTag, plain } from '../js/strings.js';

const ENDS = /[.。!?！？、,:：]$/;

/** Pieces as one sentence. */
export const joined = (pieces) => pieces.map((piece) => piece.trim()).filter(Boolean)
  .reduce((whole, piece) => whole ? `${whole}${ENDS.test(whole) ? ' ' : plain('comma')}${piece}` : piece, '');

const isCJK = () => /^(ja|zh)/.test(languageTag());

/** Pieces as one sentence with its end. */
export const sentence = (...pieces) => {
  const whole = joined(pieces);
  return /[.。!?！？]$/.test(whole) ? whole : `${whole}${isCJK() ? '。' : '.'}`;
};

/** A part in the page's language. */
export const part = (text) => ({ text, language: languageTag() });

/** What belongs to one resident, in Japanese: never kept. */
export const personal = (text) => ({ text, language: 'ja', isPersonal: true });

/** The words of an element, with those of other languages apart. */
function collect(node, found) {
  let isOpen = false;
  const add = (text) => {
    if (!text) return;
    const last = found.at(-1);
    if (isOpen && last.text !== undefined && !last.isPersonal) last.text += text;
    else found.push(part(text));
    isOpen = true;
  };
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) add(child.data);
    else if (child.nodeType !== Node.ELEMENT_NODE || child.getAttribute('aria-hidden') === 'true') continue;
    else if (child.nodeName === 'RUBY') add(child.firstChild.data);
    else if (child.matches('.beside')) continue;
    else {
      isOpen = false;
      // A member of the household: the firmware knows the name, and says it by this number. A name may be read wrongly,
      // so the place in the list is said too.
      if (child.dataset.member !== undefined) {
        const member = Number(child.dataset.member);
        found.push(part(plain('options.member', { number: member + 1 })), { member });
      }
      else if (child.hasAttribute('aria-label')) found.push(part(child.getAttribute('aria-label')));
      else if (child.lang) found.push(personal(child.textContent));
      else collect(child, found);
    }
  }
}

/** Parts of the same kind as one sentence each. */
function gathered(found) {
  const parts = [];
  for (const next of found) {
    const last = parts.at(-1);
    if (last?.text !== undefined && next.text !== undefined && last.language === next.language && !last.isPersonal && !next.isPersonal) {
      last.text = joined([last.text, next.text]);
    } else {
      parts.push({ ...next });
    }
  }
  return parts;
}

const touchOf = (element) => element.dataset.touch ? JSON.parse(element.dataset.touch) : {};

/** The words of an element; `isBrief` leaves out what explains them. */
export function wordsOf(element, isBrief = false) {
  const { touch } = touchOf(element);
  if (touch?.name === 'chooseLanguage') return [{ text: element.textContent, language: touch.value }];
  const found = [];
  if (element.hasAttribute('aria-label')) found.push(part(element.getAttribute('aria-label')));
  else if (isBrief && element.querySelector('.name')) {
    for (const piece of element.querySelectorAll('.name, .price, .state, .why')) collect(piece, found);
  } else collect(element, found);
  return gathered(found.filter((each) => each.text === undefined || each.text.trim()));
}

/** "chosen", "not available": what the eye sees in a colour. */
export function stateOf(element) {
  if (element.disabled || element.getAttribute('aria-disabled') === 'true') return [part(plain('voice.unavailable.say'))];
  const pressed = element.getAttribute('aria-pressed');
  // One of many: it goes without saying of all the others.
  if (pressed === null || element.closest('.numbers') || element.lang) return pressed === 'true' ? [part(plain('voice.chosen.say'))] : [];
  return [part(plain(pressed === 'true' ? 'voice.chosen.say' : 'voice.notChosen.say'))];
}

/** All of an element, with the number of the key that leads to it. */
export function itemParts(element, number, isBrief = false) {
  const words = gathered([...wordsOf(element, isBrief), ...stateOf(element)]);
  if (!number) return words;
  if (element.lang) {
    // A language introduces itself, number and all.
    const [{ text, language }] = words;
    return [{ text: inLanguage(language, 'voice.choice.say', { number, name: text }), language }];
  }
  const [first, ...rest] = words;
  if (first?.text !== undefined && first.language === languageTag() && !first.isPersonal) {
    return [part(plain('voice.choice.say', { number, name: first.text })), ...rest];
  }
  return [part(plain('voice.choice.say', { number, name: '' })), ...words];
}
