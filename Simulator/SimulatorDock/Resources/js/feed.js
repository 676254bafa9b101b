// What goes by, line by line. The newest stands below; whoever scrolls up is left where they are.
import { h } from './dom.js';
import { both, title } from './parts.js';

const KINDS = [['hand', '手', 'Hand'], ['event', '事', 'Event'], ['effect', '動', 'Effect'], ['journal', '記', 'Journal'], ['log', '録', 'Log'], ['card', '札', 'APDU'], ['cloud', '雲', 'Cloud']];
const KEPT = 2000;

const clock = new Intl.DateTimeFormat('ja-JP', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23', timeZone: 'Asia/Tokyo' });

export function makeFeed(root) {
  const hidden = new Set();
  const list = h('ol.lines', { tabindex: '0', 'aria-label': 'できごと What goes by' });
  const filters = h('div.filters', { role: 'group', 'aria-label': '表示するもの What to show' }, KINDS.map(([kind, ja, en]) =>
    h(`button.filter.${kind}`, { type: 'button', 'aria-pressed': 'true', 'data-kind': kind }, both(ja, en))));
  const end = h('button.end', { type: 'button', hidden: true }, both('最新へ', 'To the newest'));
  root.append(title('feed', 'できごと', 'What goes by', filters), list, end);
  let isFollowing = true;
  const isAtEnd = () => list.scrollTop + list.clientHeight >= list.scrollHeight - 24;
  const follow = () => { list.scrollTop = list.scrollHeight; };
  list.addEventListener('scroll', () => {
    isFollowing = isAtEnd();
    end.hidden = isFollowing;
  }, { passive: true });
  end.addEventListener('click', () => { isFollowing = true; follow(); });
  filters.addEventListener('click', (event) => {
    const filter = event.target.closest('[data-kind]');
    if (!filter) return;
    const kind = filter.dataset.kind;
    if (!hidden.delete(kind)) hidden.add(kind);
    filter.setAttribute('aria-pressed', String(!hidden.has(kind)));
    list.dataset.hidden = [...hidden].join(' ');
    follow();
  });
  new ResizeObserver(() => { if (isFollowing) follow(); }).observe(list);
  let last = 0;
  return {
    add(entries) {
      // A dock that was started anew counts from one.
      if (entries.length && entries[0].number <= last) list.replaceChildren();
      last = entries.at(-1)?.number ?? last;
      list.append(...entries.map(line));
      while (list.childElementCount > KEPT) list.firstElementChild.remove();
      if (isFollowing) follow();
    },
  };
}

function line(entry) {
  const [, ja, en] = KINDS.find(([kind]) => kind === entry.kind);
  return h(`li.line.${entry.kind}.${entry.tone}`, {},
    h('time', {}, clock.format(entry.at)), h('span.source', { title: en }, ja, h('span.unseen', {}, en)),
    h('span.text', { lang: 'en' }, entry.text), h('span.detail', { lang: 'en' }, entry.detail));
}
