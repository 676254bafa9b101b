// The certificates as small papers. They carry the words that stand on the real paper, in Japanese in every language;
// what a choice leaves out reads 「省略」 there too, or is not there, as on the real one. A picture of the paper: the text
// beside it says it in words.
import { s } from './dom.js';

/** The paper of an order, as the resident's choice stands. `certificate` as it comes over the wire. */
export function paper(certificate, label) {
  const content = CONTENTS[certificate.certificate](certificate);
  return s('svg.art', { viewBox: '0 0 420 594', role: 'img', 'aria-label': label, lang: 'ja' },
    s('rect.d-shadow', { x: 10, y: 14, width: 408, height: 584, rx: 6 }),
    s('rect.d-page', { x: 1, y: 1, width: 418, height: 588, rx: 4 }), content);
}

const CONTENTS = { 'residence-record': residenceRecord, 'residence-items': residenceItems, 'seal-registration': sealCertificate };

const word = (x, y, size, content, name = 'd-text', attributes = {}) => s(`text.${name}`, { x, y, 'font-size': size, ...attributes }, content);

/** How many blocks fit the small paper; a line says how many more there are. */
const BLOCKS = 4;

function residenceRecord({ wholeHousehold, memberCount, domicile, relationship }) {
  const shown = memberCount > BLOCKS ? BLOCKS - 1 : memberCount;
  const top = 136;
  return [
    word(210, 50, 28, '住　民　票', 'd-text', { 'text-anchor': 'middle', 'font-weight': 700 }),
    s('path.d-rule', { d: 'M28 70H392' }),
    field(90, '住所', 240, true, 30), field(118, '世帯主', 130, relationship, 30, true),
    Array.from({ length: shown }, (_, index) => member(top + index * 91, { domicile, relationship, index })),
    others(memberCount - shown, top + shown * 91),
    attestation(wholeHousehold ? 'この写しは、世帯全員の住民票の原本と' : 'この写しは、世帯一部の住民票の原本と', '相違ないことを証明する。'),
    officialSeal(340, 516),
  ];
}

/** Only what was chosen has a line: what is left out leaves no trace. */
function residenceItems({ memberCount, domicile, relationship }) {
  const shown = memberCount > BLOCKS ? BLOCKS - 1 : memberCount;
  const top = relationship ? 120 : 88;
  const step = domicile ? 91 : 66;
  return [
    word(210, 50, 26, '住民票記載事項証明書', 'd-text', { 'text-anchor': 'middle', 'font-weight': 700 }),
    s('path.d-rule', { d: 'M28 70H392' }),
    relationship ? field(94, '世帯主', 130, true, 30, true) : null,
    Array.from({ length: shown }, (_, index) => items(top + index * step, { domicile, relationship, index })),
    others(memberCount - shown, top + shown * step),
    attestation('上記の事項は、住民票に記載されている', 'ことを証明する。'),
    officialSeal(340, 516),
  ];
}

function items(top, { domicile, relationship, index }) {
  return s('g', {},
    s('rect.d-rule', { x: 28, y: top, width: 364, height: domicile ? 84 : 59 }),
    field(top + 17, '氏名', [92, 100, 84, 96][index], true, 38), field(top + 17, '生年月日', 96, true, 218),
    field(top + 42, '住所', 104, true, 38), relationship ? field(top + 42, '続柄', 60, true, 218, true) : null,
    domicile ? [field(top + 67, '本籍', 100, true, 38, true), field(top + 67, '筆頭者', 88, true, 218, true)] : null);
}

const others = (count, y) => count > 0 ? word(210, y + 26, 18, `ほか ${count}人`, 'd-left', { 'text-anchor': 'middle' }) : null;

/** One line: a label and what stands there, or 「省略」. What a choice adds is drawn stronger. */
function field(y, label, width, isShown = true, x = 30, isChoice = false) {
  return [
    word(x, y + 6, 15, label),
    isShown
      ? s(`rect.${isChoice ? 'd-strong' : 'd-lines'}`, { x: x + 66, y: y - 5, width, height: 11, rx: 5 })
      : word(x + 66, y + 6, 15, '省略', 'd-left'),
  ];
}

function member(top, { domicile, relationship, index }) {
  return s('g', {},
    s('rect.d-rule', { x: 28, y: top, width: 364, height: 84 }),
    field(top + 17, '氏名', [92, 100, 84, 96][index], true, 38), field(top + 17, '生年月日', 96, true, 218),
    field(top + 42, '続柄', 60, relationship, 38, true), field(top + 42, '性別', 30, true, 218),
    field(top + 67, '本籍', 100, domicile, 38, true), field(top + 67, '筆頭者', 88, domicile, 218, true));
}

const attestation = (...lines) => lines.map((line, index) => word(30, 534 + index * 22, 14, line));

function sealCertificate() {
  return [
    word(210, 56, 28, '印鑑登録証明書', 'd-text', { 'text-anchor': 'middle', 'font-weight': 700 }),
    s('rect.d-rule', { x: 126, y: 92, width: 168, height: 168 }),
    s('circle.d-seal', { cx: 210, cy: 176, r: 56 }),
    word(210, 170, 40, '見', 'd-sealtext', { 'text-anchor': 'middle' }), word(210, 214, 40, '本', 'd-sealtext', { 'text-anchor': 'middle' }),
    field(300, '氏名', 140), field(336, '生年月日', 150), field(372, '住所', 250),
    attestation('この写しは、登録されている印影と', '相違ないことを証明する。'),
    officialSeal(340, 516),
  ];
}

function officialSeal(x, y) {
  return s('g', {}, s('rect.d-seal', { x, y, width: 52, height: 52, rx: 5 }),
    word(x + 26, y + 24, 19, '市区', 'd-sealtext', { 'text-anchor': 'middle' }), word(x + 26, y + 45, 19, '町村', 'd-sealtext', { 'text-anchor': 'middle' }));
}

/** A thumbnail for lists: no words, only the shape that tells the kinds apart. */
export function thumbnail(kind) {
  const isSeal = kind === 'seal-registration';
  // A certificate of items is the record with fewer lines, the chosen ones strong.
  const lines = kind === 'residence-items' ? [[52, 60, 's'], [78, 104, ''], [104, 76, 's']] : [[40, 86, 's'], [58, 104, ''], [76, 70, ''], [98, 78, 's'], [116, 104, ''], [134, 92, '']];
  return s('svg.art', { viewBox: '0 0 150 200', 'aria-hidden': 'true' },
    s('rect.d-shadow', { x: 6, y: 7, width: 144, height: 194, rx: 6 }), s('rect.d-page', { x: 2, y: 2, width: 144, height: 194, rx: 5 }),
    s('rect.d-text', { x: 42, y: 18, width: 64, height: 10, rx: 4 }),
    isSeal
      ? [s('rect.d-rule', { x: 48, y: 42, width: 52, height: 52 }), s('circle.d-seal', { cx: 74, cy: 68, r: 18 }), s('circle.d-seal', { cx: 74, cy: 68, r: 8 }),
        [110, 126, 142].map((y, index) => s('rect.d-lines', { x: 20, y, width: [70, 96, 84][index], height: 8, rx: 3 }))]
      : lines.map(([y, width, weight]) => s(`rect.${weight ? 'd-strong' : 'd-lines'}`, { x: 20, y, width, height: 8, rx: 3 })),
    s('rect.d-seal', { x: 106, y: 158, width: 26, height: 26, rx: 4 }));
}

/** `count` copies, one behind the other. */
export function stack(count, kind) {
  const step = Math.min(28, 190 / Math.max(count - 1, 1));
  const left = 180 - (164 + step * (count - 1)) / 2;
  return s('svg.art', { viewBox: '-10 -10 380 260', 'aria-hidden': 'true' },
    Array.from({ length: count }, (_, index) => {
      const back = count - 1 - index;
      return s('g', { transform: `translate(${left + back * step} ${10 - back})` },
        s('rect.d-page', { x: 0, y: 0, width: 164, height: 226, rx: 6 }),
        back === 0 ? paperLines(kind) : null);
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
  return s('svg.art.machine', { viewBox: '-40 -60 840 740', 'aria-hidden': 'true' },
    s('rect.d-body', { x: 40, y: -700, width: 680, height: 890, rx: 28 }),
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
