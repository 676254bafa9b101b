// The machine as it stands before the resident, drawn to scale from the board's own list of slots (millimetres above
// the floor, beside which edge of the screen). The one slot that matters is lit; everything else is quiet.
import { s } from './dom.js';

const UNIT = 1.5; // drawing units for each millimetre
const TOP = 1290;
const y = (height) => (TOP - height) * UNIT;

/** Widths and heights of the openings, in drawing units. */
const OPENINGS = {
  card: [160, 112], coins: [22, 56], notes: [128, 20], change: [132, 70], paper: [340, 28], receipt: [108, 18],
};

/** What part of the machine is looked at, in drawing units. The page cuts it to the room that there is. */
const WINDOW = 740;

/**
 * - `lit`: the slot that matters now.
 * - `going`: `in`, `out` or `still`: which way the thing moves.
 */
export function machine(layout, { lit, going, isAlarming = false, isAcross }) {
  const slots = layout.slots;
  const [screenWidth, screenHeight] = isAcross ? [345 * UNIT, 194 * UNIT] : [194 * UNIT, 345 * UNIT];
  const sides = new Set(Object.values(slots).map((slot) => slot.side));
  const left = sides.has('left') ? 200 : 64;
  const right = sides.has('right') ? 200 : 64;
  const width = left + screenWidth + right;
  const screenTop = y(isAcross ? 1200 : 1255);
  const lowest = Math.max(screenTop + screenHeight, ...Object.values(slots).map((slot) => y(slot.heightMM) + 70));
  const bottom = lowest + 50;
  const centre = (slot) => ({
    right: left + screenWidth + right / 2,
    left: left / 2,
    below: left + screenWidth / 2,
  })[slot.side];
  const at = Object.entries(slots).map(([name, slot]) => ({ name, x: centre(slot), y: y(slot.heightMM) }));
  const target = at.find((slot) => slot.name === lit);
  // The slot stands in the middle, a little aside where something comes from or goes to the side.
  const aside = { right: 60, left: -60, below: 0 }[slots[lit]?.side] ?? 0;
  const down = lit === 'paper' || lit === 'receipt' ? 56 : 0;
  const [midX, midY] = [(target?.x ?? width / 2) + aside - (slots[lit]?.side === 'right' ? 90 : slots[lit]?.side === 'left' ? -90 : 0), (target?.y ?? screenTop + screenHeight / 2) + down];
  return s(`svg.art.machine${isAlarming ? '.alarming' : ''}`, {
    viewBox: `${midX - WINDOW / 2} ${midY - WINDOW / 2} ${WINDOW} ${WINDOW}`, preserveAspectRatio: 'xMidYMid slice', 'aria-hidden': 'true',
  },
    s('rect.d-body', { x: 0, y: screenTop - 60, width, height: bottom - screenTop + 60, rx: 40 }),
    s('rect.d-plinth', { x: 24, y: bottom, width: width - 48, height: 900 }),
    panel(slots, 'right', left + screenWidth + 18, right - 36, screenTop, at), panel(slots, 'left', 18, left - 36, screenTop, at),
    display(left, screenTop, screenWidth, screenHeight),
    at.filter((slot) => slot.name !== lit).map((slot) => opening(slot)),
    target ? [litOpening(target), thing(target, going)] : null);
}

/** The plate in which the slots of one side are. */
function panel(slots, side, x, width, top, at) {
  const own = at.filter(({ name }) => slots[name].side === side).map((slot) => slot.y);
  if (!own.length) return null;
  const first = Math.min(top, ...own) + 0;
  return s('rect.d-plate', { x, y: first, width, height: Math.max(...own) - first + 84, rx: 22 });
}

/** A hint of this very page on the drawn screen. */
function display(x, top, width, height) {
  const bar = (name, left, y, wide, high, rx) => s(`rect.${name}`, { x: x + left, y: top + y, width: wide, height: high, rx });
  return [
    s('rect.d-frame', { x: x - 10, y: top - 10, width: width + 20, height: height + 20, rx: 20 }),
    s('rect.d-glass', { x, y: top, width, height, rx: 10 }),
    bar('d-hint', 24, 28, width * 0.36, 9, 4), bar('d-hint', 24, 58, width * 0.66, 18, 8), bar('d-hint', 24, 88, width * 0.5, 9, 4),
    bar('d-hint', 24, 122, width - 48, height * 0.3, 12),
    bar('d-hint', 24, height - 56, width * 0.2, 32, 8), bar('d-button', width - 24 - width * 0.5, height - 56, width * 0.5, 32, 8),
  ];
}

function opening({ name, x, y }) {
  const [width, height] = OPENINGS[name];
  const plate = s('rect.d-deep', { x: x - width / 2, y: y - height / 2, width, height, rx: Math.min(16, height / 2) });
  if (name === 'card') return [plate, s('rect.d-ring', { x: x - 42, y: y - 27, width: 84, height: 54, rx: 8 })];
  if (name === 'change') return [plate, s('rect.d-recess', { x: x - 52, y: y - 18, width: 104, height: 40, rx: 14 })];
  const slit = name === 'coins' ? [6, height - 20] : [width - 18, 6];
  return [plate, s('rect.d-hole', { x: x - slit[0] / 2, y: y - slit[1] / 2, width: slit[0], height: slit[1], rx: 3 })];
}

function litOpening({ name, x, y }) {
  const [width, height] = OPENINGS[name];
  const box = (more) => ({ x: x - width / 2 - more, y: y - height / 2 - more, width: width + more * 2, height: height + more * 2, rx: Math.min(18 + more, height / 2 + more) });
  return [s('rect.d-glow', box(30)), s('rect.d-halo', box(14)), s('rect.d-lit', box(0))];
}

function thing({ name, x, y }, going) {
  switch (name) {
    case 'card': {
      if (going === 'still') return s('g', { transform: `translate(${x} ${y})` }, card());
      const isIn = going === 'in';
      return s(`g.${isIn ? 'move-in' : 'move-out'}`, {},
        s('g', { transform: `translate(${x + (isIn ? 34 : 62)} ${y - 4}) rotate(-4)` }, palm(), card(), thumb()),
        arrow(x + (isIn ? 10 : 30), y + 106, isIn ? 180 : 0));
    }
    case 'coins': case 'notes': return s('g.move-in', {},
      s('circle.d-gold', { cx: x + 66, cy: y, r: 36 }), s('circle.d-coinline', { cx: x + 66, cy: y, r: 28 }), arrow(x + 160, y, 180));
    case 'change': return [
      s('circle.d-silver', { cx: x - 28, cy: y + 4, r: 26 }), s('circle.d-coinline', { cx: x - 28, cy: y + 4, r: 19 }),
      s('circle.d-gold', { cx: x + 26, cy: y + 6, r: 28 }), s('circle.d-coinline', { cx: x + 26, cy: y + 6, r: 21 }),
      s('g.move-out', {}, arrow(x + 140, y - 4, 0)),
    ];
    case 'paper': return s('g.move-down', {},
      s('g', { transform: `translate(${x} ${y})` },
        s('path.d-page', { d: 'M-146 0H146L164 150H-164Z' }),
        [30, 56, 82, 108].map((top, index) => s(`rect.${index % 3 ? 'd-lines' : 'd-strong'}`, { x: -118 - top / 10, y: top, width: [170, 224, 150, 196][index], height: 10, rx: 5 })),
        s('rect.d-seal', { x: 96, y: 94, width: 38, height: 38, rx: 6 })),
      arrow(x, y + 206, 90));
    case 'receipt': return s('g.move-down', {}, s('rect.d-page', { x: x - 42, y, width: 84, height: 104 }),
      [22, 44, 66].map((top) => s('rect.d-lines', { x: x - 28, y: y + top, width: 56, height: 8, rx: 4 })));
  }
  return null;
}

const card = () => [
  s('rect.d-card', { x: -68, y: -43, width: 136, height: 86, rx: 10 }),
  s('rect.d-chip', { x: -54, y: -25, width: 32, height: 26, rx: 5 }),
  s('rect.d-print', { x: -10, y: -25, width: 64, height: 9, rx: 4 }), s('rect.d-print', { x: -10, y: -8, width: 46, height: 9, rx: 4 }),
  s('rect.d-print', { x: -54, y: 18, width: 74, height: 9, rx: 4 }),
];

/** The hand that holds the card: behind it the fingers, before it the thumb. */
const palm = () => [
  s('path.d-hand', { d: 'M320 -36H168C146 -52 96 -62 66 -56C44 -52 42 -34 58 -30C44 -28 40 -8 56 -4C42 0 42 22 60 26C86 34 120 62 168 64H320Z' }),
  s('path.d-crease', { d: 'M58 -30C74 -32 92 -28 104 -24M56 -4C72 -6 88 -4 100 0' }),
  s('path.d-sleeve', { d: 'M186 -54H340V82H186Q176 82 176 72V-44Q176 -54 186 -54Z' }),
];
const thumb = () => s('path.d-hand', { d: 'M176 -4C140 -10 96 -16 60 -16C38 -16 30 2 46 12C60 20 84 18 112 24C134 30 150 40 176 46' });

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
