// Before the card: welcome, the services, what the resident must know, and why nobody is served.
import { h, icon } from './dom.js';
import { plain, text, time } from './strings.js';
import { thumbnail } from './sheet.js';
import { languageTiles } from './over.js';
import { title, lead, note } from './parts.js';

const hours = (screen) => ({ opens: time(screen.machine?.opens ?? '06:30'), closes: time(screen.machine?.closes ?? '23:00') });

function welcome(screen) {
  const tongues = languageTiles(screen);
  tongues.className = 'tongues';
  return {
    isBare: true,
    ask: [
      title('welcome.title'), lead('welcome.lead'),
      h('div.scene', {}, heroPapers()),
      screen.content.cardLeftBehind ? note('alert', 'warn', 'welcome.cardLeftBehind') : null,
      h('ul.needs', { 'aria-label': plain('welcome.needs') },
        h('li', {}, icon('card'), h('span', {}, text('welcome.needs.card'))),
        h('li', {}, icon('pin'), h('span', {}, text('welcome.needs.pin'))),
        h('li', {}, icon('coin'), h('span', {}, text('welcome.needs.money')))),
    ],
    answer: [
      h('button.button.go.begin', { type: 'button', touch: { touch: { name: 'begin' } } }, h('span', {}, text('welcome.begin')), icon('next')),
      tongues,
      h('p.caption', {}, text('welcome.hours', hours(screen))),
    ],
  };
}

function heroPapers() {
  const svg = (node, transform) => {
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    group.setAttribute('transform', transform);
    group.append(...node.childNodes);
    return group;
  };
  const art = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  art.setAttribute('class', 'art');
  art.setAttribute('viewBox', '0 0 560 300');
  art.setAttribute('aria-hidden', 'true');
  art.append(svg(thumbnail('residence-record'), 'translate(150 26) rotate(-7 75 100) scale(1.25)'), svg(thumbnail('seal-registration'), 'translate(262 18) rotate(6 75 100) scale(1.25)'));
  return art;
}

function services(screen) {
  return {
    ask: [title('services.title'), lead('services.lead')],
    answer: [
      h('button.choice.sole', { type: 'button', touch: { touch: { name: 'chooseIssuance' } } },
        h('span.art.fan', {}, thumbnail('residence-record'), thumbnail('seal-registration')),
        h('span', {}, h('span.name', {}, text('services.issuance')), h('span.what', {}, text('services.issuance.what'))),
        icon('next')),
      note('', 'clock', 'welcome.hours', hours(screen)),
    ],
  };
}

function consent() {
  const point = (name, picture) => h('div.fact.alone', {}, icon(picture), h('p', {}, text(`consent.${name}`)));
  return {
    isView: true,
    ask: [title('consent.title'), lead('consent.lead')],
    answer: [h('div.facts', {}, point('card', 'card'), point('privacy', 'privacy'), point('fee', 'coin'), point('belongings', 'paper'))],
    forward: { label: 'consent.agree', touch: { name: 'agree' } },
  };
}

function outOfService(screen) {
  const reason = screen.content.hindrances[0] ?? 'starting';
  return {
    isBare: true,
    ask: [
      h(`div.seal${reason === 'starting' || reason === 'outside-hours' ? '' : '.alert'}`, {}, icon(reason === 'outside-hours' || reason === 'starting' ? 'clock' : 'warn')),
      title('outOfService.title'), lead(`outOfService.${reason}`, hours(screen)),
      reason === 'starting' ? null : h('div.facts', {},
        h('div.fact', {}, icon('info'), h('h2', {}, text('explain.todo')), h('p', {}, text('outOfService.todo')))),
    ],
  };
}

export const begin = { welcome, services, consent, outOfService };
