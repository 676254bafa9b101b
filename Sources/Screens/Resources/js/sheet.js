// The certificates as small papers. They carry the words that stand on the real paper, in Japanese in every language;
// what a choice leaves out reads 「省略」 there too. A picture of the paper: the text beside it says it in words.
import { s } from './dom.js';

/** The paper of an order, as the resident's choice stands. `certificate` as it comes over the wire. */
export function paper(certificate, label) {
  const content = certificate.certificate === 'seal-registration' ? sealCertificate() : residenceRecord(certificate);
  return s('svg.art', { viewBox: '0 0 420 594', role: 'img', 'aria-label': label, lang: 'ja' },
    s('rect.d-shadow', { x: 10, y: 14, width: 408, height: 584, rx: 6 }),
    s('rect.d-page', { x: 1, y: 1, width: 418, height: 588, rx: 4 }), content);
}

const word = (x, y, size, content, name = 'd-text', attributes = {}) => s(`text.${name}`, { x, y, 'font-size': size, ...attributes }, content);

function residenceRecord({ wholeHousehold, memberCount, domicile, relationship }) {
  // Three blocks are what fits the small paper; a stroke says that there are more.
  const shown = Math.min(memberCount, 3);
  const rows = 2;
  const height = 62 + rows * 26;
  return [
    word(210, 52, 30, '住　民　票', 'd-text', { 'text-anchor': 'middle', 'font-weight': 700 }),
    s('path.d-rule', { d: 'M30 74H390' }),
    field(92, '住所', 230), field(122, '世帯主', 0, relationship),
    ...Array.from({ length: shown }, (_, index) => member(146 + index * (height + 10), height, { domicile, relationship, index })),
    memberCount > shown ? word(210, 146 + shown * (height + 10) + 6, 26, '⋯', 'd-left', { 'text-anchor': 'middle' }) : null,
    s('rect.d-lines', { x: 30, y: 530, width: wholeHousehold ? 200 : 170, height: 8, rx: 4 }),
    s('rect.d-lines', { x: 30, y: 550, width: 120, height: 8, rx: 4 }),
    officialSeal(338, 512),
  ];
}

/** One line: a label and what stands there, or 「省略」. */
function field(y, label, width, isShown = true, x = 30) {
  return [
    word(x, y + 9, 17, label),
    isShown
      ? s(`rect.${width ? 'd-lines' : 'd-strong'}`, { x: x + 88, y: y - 4, width: width || 150, height: 11, rx: 5 })
      : word(x + 88, y + 9, 17, '省略', 'd-left'),
  ];
}

function member(top, height, { domicile, relationship, index }) {
  return s('g', {},
    s('rect.d-rule', { x: 30, y: top, width: 360, height }),
    field(top + 20, '氏名', [120, 136, 112][index], true, 42),
    field(top + 46, '続柄', 0, relationship, 42),
    field(top + 72, '本籍', 0, domicile, 42), field(top + 98, '筆頭者', 0, domicile, 42));
}

function sealCertificate() {
  return [
    word(210, 56, 28, '印鑑登録証明書', 'd-text', { 'text-anchor': 'middle', 'font-weight': 700 }),
    s('rect.d-rule', { x: 126, y: 92, width: 168, height: 168 }),
    s('circle.d-seal', { cx: 210, cy: 176, r: 56 }),
    word(210, 170, 40, '見', 'd-sealtext', { 'text-anchor': 'middle' }), word(210, 214, 40, '本', 'd-sealtext', { 'text-anchor': 'middle' }),
    field(300, '氏名', 140), field(340, '生年月日', 170), field(380, '住所', 230),
    s('rect.d-lines', { x: 30, y: 470, width: 300, height: 8, rx: 4 }), s('rect.d-lines', { x: 30, y: 490, width: 200, height: 8, rx: 4 }),
    officialSeal(338, 512),
  ];
}

function officialSeal(x, y) {
  return s('g', {}, s('rect.d-seal', { x, y, width: 52, height: 52, rx: 5 }),
    word(x + 26, y + 24, 19, '市区', 'd-sealtext', { 'text-anchor': 'middle' }), word(x + 26, y + 45, 19, '町村', 'd-sealtext', { 'text-anchor': 'middle' }));
}

/** A thumbnail for lists: no words, only the shape that tells the kinds apart. */
export function thumbnail(kind) {
  const isSeal = kind === 'seal-registration';
  return s('svg.art', { viewBox: '0 0 150 200', 'aria-hidden': 'true' },
    s('rect.d-shadow', { x: 6, y: 7, width: 144, height: 194, rx: 6 }), s('rect.d-page', { x: 2, y: 2, width: 144, height: 194, rx: 5 }),
    s('rect.d-text', { x: 42, y: 18, width: 64, height: 10, rx: 4 }),
    isSeal
      ? [s('rect.d-rule', { x: 48, y: 42, width: 52, height: 52 }), s('circle.d-seal', { cx: 74, cy: 68, r: 18 }), s('circle.d-seal', { cx: 74, cy: 68, r: 8 }),
        [110, 126, 142].map((y, index) => s('rect.d-lines', { x: 20, y, width: [70, 96, 84][index], height: 8, rx: 3 }))]
      : [40, 58, 76, 98, 116, 134].map((y, index) => s(`rect.${index % 3 ? 'd-lines' : 'd-strong'}`, { x: 20, y, width: [86, 104, 70, 78, 104, 92][index], height: 8, rx: 3 })),
    s('rect.d-seal', { x: 106, y: 158, width: 26, height: 26, rx: 4 }));
}

/** `count` copies, one behind the other. */
export function stack(count, kind) {
  const shown = Math.min(count, 10);
  return s('svg.art', { viewBox: '-10 -10 380 260', 'aria-hidden': 'true' },
    Array.from({ length: shown }, (_, index) => {
      const back = shown - 1 - index;
      const offset = back * Math.min(26, 200 / Math.max(shown - 1, 1));
      return s('g', { transform: `translate(${205 - 100 + (shown > 1 ? offset - 100 * Math.min(1, shown / 8) : 0)} ${back * -1 + 10}) ` },
        s('rect.d-page', { x: 0, y: 0, width: 164, height: 226, rx: 6 }),
        index === shown - 1 ? paperLines(kind) : null);
    }));
}

function paperLines(kind) {
  return [s('rect.d-text', { x: 46, y: 22, width: 72, height: 12, rx: 4 }),
    kind === 'seal-registration' ? s('circle.d-seal', { cx: 82, cy: 84, r: 26 }) : null,
    (kind === 'seal-registration' ? [130, 150, 170] : [52, 74, 96, 118, 140, 162]).map((y, index) => s(`rect.${index % 3 ? 'd-lines' : 'd-strong'}`, { x: 22, y, width: [96, 116, 78, 88, 116, 100][index], height: 9, rx: 4 })),
    s('rect.d-seal', { x: 114, y: 184, width: 28, height: 28, rx: 4 })];
}

/** The slot with the sheet that grows out of it, and the finished ones in the tray. */
export function printer({ sheets, done, isStopped }) {
  const part = isStopped ? 0.35 : 0.6;
  const isOver = done >= sheets;
  return s('svg.art', { viewBox: '0 0 760 640', 'aria-hidden': 'true' },
    s('rect.d-body', { x: 40, y: 0, width: 680, height: 190, rx: 28 }),
    s('rect.d-deep', { x: 110, y: 128, width: 540, height: 34, rx: 17 }), s('rect.d-hole', { x: 130, y: 140, width: 500, height: 12, rx: 6 }),
    s('rect.d-deep', { x: 90, y: 570, width: 580, height: 40, rx: 14 }),
    Array.from({ length: Math.min(done, 8) }, (_, index) => s('path.d-page', { d: `M${176 - index} ${560 - index * 9}H${584 + index}L${600} ${578 - index * 9}H${160}Z` })),
    s('clipPath', { id: 'slot' }, s('rect', { x: 0, y: 146, width: 760, height: 500 })),
    isOver ? null : s('g', { 'clip-path': 'url(#slot)' },
      s(`g.sheet-out${isStopped ? '' : '.feeding'}`, { key: `sheet-${done}` },
        s('rect.d-page', { x: 170, y: 146 - 520 * (1 - part), width: 420, height: 520 }),
        s('g', { transform: `translate(0 ${146 - 520 * (1 - part)})` },
          s('rect.d-text', { x: 300, y: 484, width: 160, height: 18, rx: 8 }),
          [450, 420, 390, 350, 320, 290, 250].map((y, index) => s(`rect.${index % 3 ? 'd-lines' : 'd-strong'}`, { x: 214, y, width: [250, 320, 210, 280, 330, 190, 300][index], height: 13, rx: 6 }))))));
}
