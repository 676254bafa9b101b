// Coins and notes, drawn.
import { s } from './dom.js';

const METAL = { 1: 'silver', 5: 'gold', 10: 'copper', 50: 'silver', 100: 'silver', 500: 'gold' };
const RADIUS = { 10: 42, 50: 38, 100: 41, 500: 46 };

/** One piece of money. */
export function piece(yen) {
  if (yen >= 1000) {
    return s('svg', { viewBox: '0 0 168 92', role: 'img', 'aria-label': `${yen}円` },
      s('rect.d-note', { x: 3, y: 6, width: 162, height: 80, rx: 6 }), s('circle.d-note', { cx: 40, cy: 46, r: 22 }),
      s('text.d-cointext', { x: 112, y: 57, 'font-size': 32, 'text-anchor': 'middle' }, String(yen)));
  }
  const radius = RADIUS[yen] ?? 40;
  return s('svg', { viewBox: '0 0 96 96', role: 'img', 'aria-label': `${yen}円` },
    s(`circle.d-${METAL[yen] ?? 'silver'}`, { cx: 48, cy: 48, r: radius }), s('circle.d-coinline', { cx: 48, cy: 48, r: radius - 6 }),
    s('text.d-cointext', { x: 48, y: 59, 'font-size': 31, 'text-anchor': 'middle' }, String(yen)));
}

/** One place of `worth` yen, filled as far as it is paid. */
export function slot(worth, isPaid, index) {
  const name = isPaid ? 'paid' : 'open';
  return s(`svg.${name}`, { viewBox: '0 0 96 96', key: `${index}-${name}` },
    isPaid
      ? [s(`circle.d-${METAL[worth] ?? 'silver'}`, { cx: 48, cy: 48, r: 42 }), s('circle.d-coinline', { cx: 48, cy: 48, r: 35 }), s('text.d-cointext', { x: 48, y: 59, 'font-size': 30, 'text-anchor': 'middle' }, String(worth))]
      : [s('circle.d-empty', { cx: 48, cy: 48, r: 42 }), s('text.d-emptytext', { x: 48, y: 58, 'font-size': 28, 'text-anchor': 'middle' }, String(worth))]);
}

/** The sum as few places as can be: hundreds, then fifties, then tens. Nil where they would be too many to take in. */
export function places(due) {
  const list = [];
  let rest = due;
  for (const worth of [100, 50, 10]) {
    while (rest >= worth) {
      list.push(worth);
      rest -= worth;
    }
  }
  return rest === 0 && list.length <= 9 ? list : null;
}

/** Some change, as a picture. */
export function coins() {
  return s('svg', { viewBox: '0 0 150 120', 'aria-hidden': 'true' },
    [[46, 74, 'copper', 38], [104, 70, 'silver', 38], [74, 42, 'gold', 40]].map(([cx, cy, metal, r]) => [
      s(`circle.d-${metal}`, { cx, cy, r }), s('circle.d-coinline', { cx, cy, r: r - 7 })]));
}
