// Measures one drawn screen in the page and returns what is wrong with it, as sentences. Nothing of this is served
// to residents.
(() => {
  const TARGET = 67; // 12 mm on a 15.6-inch panel of 1080 × 1920: 5.56 px for each millimetre.

  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const root = () => document.querySelector('#over .veil') ?? document.getElementById('stage');
  const name = (text) => `“${text.trim().slice(0, 30)}”`;

  /** Every line of text that can be seen, without the air that fonts keep above and below the letters. */
  function lines() {
    const found = [];
    const walker = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const owner = node.parentElement;
      if (!node.data.trim() || !isSeen(owner)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        const air = box.height * 0.2;
        found.push({ node, owner, text: node.data, left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air });
      }
    }
    return found;
  }

  function cutOff(all) {
    const wrong = [];
    const edge = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    for (const line of all) {
      let owner = line.owner;
      let bounds = [edge];
      let isScrolled = false;
      for (; owner && owner !== document.body; owner = owner.parentElement) {
        if (owner.hasAttribute('data-long')) isScrolled = true;
        if (getComputedStyle(owner).overflowX === 'visible' || owner instanceof SVGElement) continue;
        if (isScrolled) continue;
        bounds.push(owner.getBoundingClientRect());
      }
      if (isScrolled) bounds = [{ left: 0, right: innerWidth, top: -1e6, bottom: 1e6 }];
      if (bounds.some((box) => line.left < box.left - 1 || line.right > box.right + 1 || line.top < box.top - 1 || line.bottom > box.bottom + 1)) {
        wrong.push(`cut off: ${name(line.text)}`);
      }
      // A button is a box of its own: its words may not stick out of it.
      const box = line.owner.closest('button, .fact, .note, .choice, .rows, .needs li, .steps li')?.getBoundingClientRect();
      if (box && (line.left < box.left - 1 || line.right > box.right + 1 || line.top < box.top - 1 || line.bottom > box.bottom + 1)) {
        wrong.push(`sticks out of its box: ${name(line.text)}`);
      }
    }
    return wrong;
  }

  const sentence = (owner) => owner.closest('ruby')?.parentElement ?? owner;

  function overlaps(all) {
    const wrong = [];
    const still = all.filter((line) => !line.owner.closest('[data-long]') && !line.owner.closest('svg'));
    still.sort((a, b) => a.top - b.top);
    for (let i = 0; i < still.length; i += 1) {
      for (let j = i + 1; j < still.length && still[j].top < still[i].bottom; j += 1) {
        const [a, b] = [still[i], still[j]];
        // One sentence cannot run into itself; readings reach over their neighbours by design.
        if (sentence(a.owner) === sentence(b.owner)) continue;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > 2 && height > 2) wrong.push(`overlap: ${name(a.text)} and ${name(b.text)}`);
      }
    }
    return wrong;
  }

  function targets() {
    const wrong = [];
    for (const button of root().querySelectorAll('button')) {
      if (!isSeen(button)) continue;
      const box = button.getBoundingClientRect();
      if (box.width < TARGET || box.height < TARGET) wrong.push(`target of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${name(button.textContent)}`);
      if (!button.closest('[data-long]') && (box.top < -1 || box.bottom > innerHeight + 1 || box.left < -1 || box.right > innerWidth + 1)) wrong.push(`outside the screen: ${name(button.textContent)}`);
    }
    return wrong;
  }

  /** In reach mode nothing that is touched stands higher than this part of the screen. */
  function outOfReach() {
    if (document.documentElement.dataset.reach !== 'true') return [];
    const limit = innerHeight * (innerWidth > innerHeight ? 0.1 : 0.33);
    return [...root().querySelectorAll('button')].filter((button) => isSeen(button) && !button.disabled && button.getBoundingClientRect().top < limit)
      .map((button) => `out of reach: ${name(button.textContent)}`);
  }

  function strings() {
    const text = `${root().textContent} ${[...root().querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label')).join(' ')}`;
    const wrong = [];
    if (/⟦/.test(text)) wrong.push(`missing string: ${text.match(/⟦[^⟧]*⟧/)[0]}`);
    if (/\{\w+\}|undefined|\[object|NaN/.test(text)) wrong.push(`unfilled: ${text.match(/.{0,12}(\{\w+\}|undefined|\[object|NaN).{0,12}/)[0]}`);
    return wrong;
  }

  /** Where a part must scroll, that can be seen and done: by a button, by keyboard, and until everything was there. */
  function scrolling() {
    const wrong = [];
    for (const area of document.querySelectorAll('[data-long]')) {
      const more = area.parentElement.querySelector(':scope > .more');
      if (!more || !isSeen(more)) {
        wrong.push('scrolls without a button');
        continue;
      }
      if (area.tabIndex !== 0) wrong.push('scrolls, and no key leads there');
      if (!area.getAttribute('aria-label')) wrong.push('scrolls, and nobody is told');
      area.scrollTop = 0;
      area.dispatchEvent(new Event('scroll'));
      const unseen = new Set([...area.querySelectorAll('button, p, dt, dd, h2, li')].filter(isSeen));
      const look = () => {
        const box = area.getBoundingClientRect();
        for (const part of unseen) {
          const own = part.getBoundingClientRect();
          const isWhole = own.top >= box.top - 2 && own.bottom <= box.bottom + 2;
          // What is taller than the part that scrolls is read piece by piece.
          if (isWhole || (own.height > box.height && own.top <= box.top + 2 && own.bottom >= box.bottom - 2)) unseen.delete(part);
        }
      };
      look();
      for (let presses = 0; presses < 12 && !more.hasAttribute('data-at-end'); presses += 1) {
        more.click();
        look();
      }
      if (!more.hasAttribute('data-at-end')) wrong.push('the button never reaches the end');
      for (const part of unseen) wrong.push(`never wholly in view: ${name(part.textContent)}`);
      area.scrollTop = 0;
    }
    return wrong;
  }

  window.auditScreen = () => {
    const all = lines();
    const wrong = [...cutOff(all), ...overlaps(all), ...targets(), ...outOfReach(), ...strings()];
    const isLong = document.querySelector('#stage [data-long]') !== null;
    return { wrong: [...new Set([...wrong, ...scrolling()])], isLong };
  };

  /** Shows a frame as a resident could meet it; `over` names what the page itself lays over it. */
  window.showFrame = async ({ over, ...frame }) => {
    const { show } = await import('/js/app.js');
    document.querySelector('#over [data-close]')?.click();
    await show(frame);
    for (const area of document.querySelectorAll('[data-scrolls]')) area.scrollTop = 0;
    if (over) document.querySelector({ languages: '.settings .language', voice: '.settings .voice' }[over]).click();
  };

  /** Shows each frame and measures it. */
  window.auditAll = async (frames) => {
    const results = [];
    for (const frame of frames) {
      await window.showFrame(frame);
      results.push(window.auditScreen());
    }
    return results;
  };
})();
