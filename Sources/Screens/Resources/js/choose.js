// Which certificate, what stands on it, how many, and "is this right?".
import { h, icon } from './dom.js';
import { beside, plain, text, yen } from './strings.js';
import { paper, stack, thumbnail } from './sheet.js';
import { certificateName, lead, note, row, title } from './parts.js';

const has = (screen, name, value) => screen.choices.some((choice) => choice.name === name && (value === undefined || choice.value === value));

function certificates(screen) {
  return {
    ask: [title('certificates.title'), lead('certificates.lead')],
    answer: screen.content.certificates.map((offered) => {
      const name = h('span', {}, h('span.name', {}, certificateName(offered.certificate)), h('span.what', {}, text(`certificate.${offered.certificate}.what`)));
      const price = h('span.price.number', {}, yen(offered.fee));
      if (offered.unavailable) {
        return h('div.choice.off', { role: 'group', 'aria-disabled': 'true', tabindex: '-1' }, h('span.art', {}, thumbnail(offered.certificate)), name, price,
          h('span.why', {}, icon('info'), h('span', {}, text(`refusal.${offered.unavailable}`))));
      }
      return h('button.choice', { type: 'button', touch: { touch: { name: 'chooseCertificate', value: offered.certificate } } },
        h('span.art', {}, thumbnail(offered.certificate)), name, price);
    }),
  };
}

function options(screen) {
  const { certificate, wholeHousehold, members, domicile, relationship } = screen.content;
  const chosen = members.filter((member) => wholeHousehold || member.chosen).length;
  const shown = [relationship ? 'option.relationship' : null, domicile ? 'option.domicile' : null].filter(Boolean);
  const omitted = [relationship ? null : 'option.relationship', domicile ? null : 'option.domicile'].filter(Boolean);
  const list = (keys) => keys.map((key) => plain(key)).join(plain('comma')) || plain('option.nothing');
  const label = plain('options.preview', { members: chosen, shown: list(shown), omitted: list(omitted) });
  const toggle = (name, isOn, touch) => h('button.switch', { type: 'button', role: 'switch', 'aria-checked': String(isOn), touch: { touch } },
    h('span.name', {}, text(`option.${name}`), beside(`option.${name}`)), h('span.what', {}, text(`option.${name}.what`)),
    h('span.state', {}, icon(isOn ? 'check' : 'cancel'), h('span', {}, text(isOn ? 'option.shown' : 'option.omitted'))));
  return {
    ask: [title('options.title'), lead('options.lead')],
    answer: [
      h('div.making', {},
        h('div.preview', {}, paper({ certificate, wholeHousehold, memberCount: chosen, domicile, relationship }, label)),
        h('div.switches', {},
          toggle('relationship', relationship, { name: 'showRelationship', value: !relationship }),
          toggle('domicile', domicile, { name: 'showDomicile', value: !domicile })),
        members.length > 1 ? memberChoice(screen) : null),
    ],
    forward: { label: 'next', touch: { name: 'proceed' } },
  };
}

function memberChoice(screen) {
  const { wholeHousehold, members } = screen.content;
  // A large household in three columns, so that all of it is seen at once.
  return h(`section.members${members.length > 5 ? '.many' : ''}`, {}, h('h2', { id: 'members-title' }, text('options.members')),
    h('div.tiles', { role: 'group', 'aria-labelledby': 'members-title' },
      h('button.tile', { type: 'button', 'aria-pressed': String(wholeHousehold), 'aria-disabled': String(!has(screen, 'selectWholeHousehold')), touch: { touch: { name: 'selectWholeHousehold' } } },
        icon('house'), h('span', {}, text('options.whole'))),
      members.map((member) => h('button.tile', {
        type: 'button', 'aria-pressed': String(!wholeHousehold && member.chosen), 'aria-disabled': String(!has(screen, 'toggleMember', member.number)),
        touch: { touch: { name: 'toggleMember', value: member.number } },
      }, member.name ? h('span', { lang: 'ja', 'data-member': member.number }, member.name) : h('span', {}, text('options.member', { number: member.number + 1 }))))));
}

function copies(screen) {
  const { copies, maximum, certificate } = screen.content;
  return {
    ask: [title('copies.title'), h('p.lead', {}, certificateName(certificate.certificate))],
    answer: [
      h('div.numbers', { role: 'group', 'aria-label': plain('copies.title') },
        Array.from({ length: maximum }, (_, index) => index + 1).map((count) => h('button.tile.number', {
          type: 'button', 'aria-pressed': String(count === copies), touch: { touch: { name: 'setCopies', value: count } },
        }, String(count)))),
      h('div.scene', {}, stack(copies, certificate.certificate)),
      h('p.equation', {}, text('copies.sum', { copies, fee: yen(screen.fee) })),
    ],
    forward: { label: 'next', touch: { name: 'proceed' } },
  };
}

function confirm(screen) {
  const { municipality, certificate, copies } = screen.content;
  const hasOptions = 'wholeHousehold' in certificate;
  const named = (names) => names.length
    ? names.map((name) => h('div', {}, text(`option.${name}`), beside(`option.${name}`)))
    : text('option.nothing');
  const split = (isShown) => ['relationship', 'domicile'].filter((name) => certificate[name] === isShown);
  return {
    ask: [title('confirm.title'), lead('confirm.lead')],
    answer: [
      h('dl.rows', {},
        row('confirm.certificate', certificateName(certificate.certificate)),
        row('confirm.from', h('span', { lang: 'ja' }, municipality)),
        hasOptions ? [
          row('confirm.members', certificate.wholeHousehold ? text('options.whole') : text('confirm.memberCount', { members: certificate.memberCount })),
          row('confirm.shown', named(split(true))), row('confirm.omitted', named(split(false))),
        ] : null,
        row('confirm.copies', h('span.number', {}, text('copies.count', { copies }))),
        h('div.sum', {}, h('dt', {}, text('fee.label')), h('dd.number', {}, yen(screen.fee)))),
    ],
    forward: { label: 'confirm.yes', touch: { name: 'confirm' } },
  };
}

export const choose = { certificates, options, copies, confirm };
