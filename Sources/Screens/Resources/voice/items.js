// What the keypad moves through: the choices of the screen, on and back, the settings; and the number of each.
const STAGE = ['.main .choice, .main .answer button', '.foot .other', '.foot .forward', '.foot .back', '.foot .stop', '.head .settings button'];
/** Keys of the PIN are pressed, not chosen; scrolling is for eyes. */
const LEFT_OUT = '.keys *, .more, .absent, :disabled';
const NUMBERED = '.main *, .foot .other, .foot .forward, .sheet *';

/** In order: `{ element, number }`, where the first nine that lead on have a number. */
export function items() {
  const over = document.getElementById('over').firstChild;
  const found = over ? [...over.querySelectorAll('button')] : STAGE.flatMap((selector) => [...document.querySelectorAll(`#stage ${selector.replaceAll(', ', ', #stage ')}`)]);
  const elements = found.filter((element) => !element.matches(LEFT_OUT) && element.checkVisibility({ visibilityProperty: true }));
  let number = 0;
  return elements.map((element) => {
    // The language that is spoken already needs no number: the nine others have one each.
    const isCurrent = element.matches('.tile[lang][aria-pressed="true"]');
    const isCounted = element.matches(NUMBERED) && !element.matches('.begin') && !isCurrent;
    if (isCounted) number += 1;
    return { element, number: isCounted && number <= 9 ? number : null };
  });
}

/** What the confirm key does before anything is moved to; null where the screen wants a choice. */
export function primary() {
  const over = document.getElementById('over').firstChild;
  return over ? over.querySelector('[data-first]') : document.querySelector('#stage .foot .forward:not(:disabled), #stage .begin');
}
