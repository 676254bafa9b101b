// The machine as it stands before the resident, drawn to scale from the board's own list of slots (millimetres above
// the floor, beside which edge of the screen). The one slot that matters is lit; everything else is quiet.
import { s } from './dom.js';

const UNIT = 1.5; // drawing units for each millimetre
const TOP = 1290;
const y = (height) => (TOP - height) * UNIT;

/** Widths and heights of the openings, in drawing units. */
const OPENINGS = {
  card: [156, 108], coins: [16, 54], notes: [124, 18], change: [124, 62], paper: [330, 26], receipt: [104, 16],
};

/**
 * - `lit`: the slot that matters now.
 * - `going`: `in` or `out`: which way the thing moves.
 */
export function machine(layout, { lit, going, isAlarming = false, isAcross }) {
  const slots = layout.slots;
  const [screenWidth, screenHeight] = isAcross ? [345 * UNIT, 194 * UNIT] : [194 * UNIT, 345 * UNIT];
  // The body reaches 30 mm above and below what it holds.
  const sides = new Set(Object.values(slots).map((slot) => slot.side));
  const left = sides.has('left') ? 190 : 60;
  const right = sides.has('right') ? 190 : 60;
  const width = left + screenWidth + right;
  const screenTop = y(isAcross ? 1200 : 1255);
  const lowest = Math.max(screenTop + screenHeight, ...Object.values(slots).map((slot) => y(slot.heightMM) + 60));
  const height = lowest + 40;
  const centre = (slot) => ({
    right: left + screenWidth + right / 2,
    left: left / 2,
    below: left + screenWidth / 2,
  })[slot.side];
  const at = Object.entries(slots).map(([name, slot]) => ({ name, x: centre(slot), y: y(slot.heightMM) }));
  const target = at.find((slot) => slot.name === lit);
  // Only the part around the slot, so that it is seen at a glance; the rest fades away.
  const window = isAcross ? 520 : 640;
  const top = Math.max(screenTop - 64, Math.min((target?.y ?? 0) - window * 0.5, height + (lit === 'paper' ? 190 : 60) - window));
  return s(`svg.art.machine${isAlarming ? '.alarming' : ''}`, { viewBox: `-60 ${top} ${width + 190} ${window}`, 'aria-hidden': 'true' },
    s('rect.d-shadow', { x: -14, y: height - 2, width: width + 28, height: 26, rx: 13 }),
    s('rect.d-body', { x: 0, y: screenTop - 44, width, height: height - screenTop + 44, rx: 34 }),
    s('rect.d-glass', { x: left, y: screenTop, width: screenWidth, height: screenHeight, rx: 14 }),
    page(left, screenTop, screenWidth, screenHeight),
    at.filter((slot) => slot.name !== lit).map((slot) => opening(slot, false)),
    target ? [opening(target, true), thing(target, going)] : null);
}

/** A hint of this very page on the drawn screen. */
function page(x, top, width, height) {
  return [
    s('rect.d-deep', { x: x + 24, y: top + 26, width: width * 0.5, height: 14, rx: 7 }),
    s('rect.d-deep', { x: x + 24, y: top + 54, width: width * 0.72, height: 9, rx: 4 }),
    s('rect.d-deep', { x: x + width - 24 - width * 0.46, y: top + height - 50, width: width * 0.46, height: 26, rx: 8 }),
  ];
}

function opening({ name, x, y }, isLit) {
  const [width, height] = OPENINGS[name];
  const box = { x: x - width / 2, y: y - height / 2, width, height, rx: Math.min(14, height / 2) };
  if (!isLit) return [s('rect.d-deep', box), height < 60 ? s('rect.d-hole', { x: x - width / 2 + 5, y: y - 3, width: width - 10, height: 6, rx: 3, opacity: 0.6 }) : null];
  return [
    s('rect.d-glow', { x: box.x - 26, y: box.y - 26, width: width + 52, height: height + 52, rx: 34 }),
    s('rect.d-lit', { ...box }),
  ];
}

function thing({ name, x, y }, going) {
  switch (name) {
    case 'card': return [
      s(`g.${going === 'in' ? 'move-in' : 'move-out'}`, {},
        s('g', { transform: `translate(${x + (going === 'in' ? 26 : 54)} ${y - 6}) rotate(-5)` },
          s('rect.d-card', { x: -66, y: -42, width: 132, height: 84, rx: 9 }),
          s('rect.d-chip', { x: -52, y: -24, width: 30, height: 25, rx: 4 }),
          s('rect.d-print', { x: -10, y: -24, width: 62, height: 9, rx: 4 }),
          s('rect.d-print', { x: -10, y: -6, width: 44, height: 9, rx: 4 }),
          s('rect.d-print', { x: -52, y: 18, width: 100, height: 9, rx: 4 })),
        arrow(x + (going === 'in' ? 146 : 172), y - 8, going === 'in' ? 180 : 0)),
    ];
    case 'coins': case 'notes': return s('g.move-in', {},
      s('circle.d-gold', { cx: x + 58, cy: y, r: 34 }), s('circle.d-coinline', { cx: x + 58, cy: y, r: 27 }), arrow(x + 150, y, 180));
    case 'change': return [
      s('circle.d-silver', { cx: x - 26, cy: y + 2, r: 24 }), s('circle.d-coinline', { cx: x - 26, cy: y + 2, r: 17 }),
      s('circle.d-gold', { cx: x + 24, cy: y + 4, r: 26 }), s('circle.d-coinline', { cx: x + 24, cy: y + 4, r: 19 }),
      s('g.move-out', {}, arrow(x + 118, y - 4, 0)),
    ];
    case 'paper': return s('g.move-down', {},
      s('g', { transform: `translate(${x} ${y})` },
        s('path.d-page', { d: 'M-140 0H140L152 96H-152Z' }),
        [26, 46, 66].map((top, index) => s('rect.d-lines', { x: -112, y: top, width: [150, 210, 180][index], height: 9, rx: 4 })),
        s('rect.d-seal', { x: 92, y: 56, width: 30, height: 30, rx: 5 })),
      arrow(x, y + 150, 90));
    case 'receipt': return s('g.move-down', {}, s('rect.d-page', { x: x - 40, y, width: 80, height: 92 }),
      [20, 40, 60].map((top) => s('rect.d-lines', { x: x - 26, y: y + top, width: 52, height: 7, rx: 3 })));
  }
  return null;
}

/** Points right; turned by `angle` degrees. */
function arrow(x, y, angle) {
  return s('path.d-arrow', { d: 'M-34 0H30M8 -24 32 0 8 24', transform: `translate(${x} ${y}) rotate(${angle})` });
}

/** The card alone, large, for the moment in which it must not be forgotten. */
export function bigCard() {
  return s('svg.art', { viewBox: '0 0 520 340', 'aria-hidden': 'true' },
    s('rect.d-card', { x: 10, y: 10, width: 500, height: 320, rx: 30 }),
    s('rect.d-chip', { x: 56, y: 90, width: 92, height: 74, rx: 12 }),
    s('rect.d-print', { x: 200, y: 92, width: 250, height: 26, rx: 8 }), s('rect.d-print', { x: 200, y: 140, width: 180, height: 26, rx: 8 }),
    s('rect.d-print', { x: 56, y: 236, width: 360, height: 26, rx: 8 }));
}
