// The only way between page and firmware: a stream of screens in, one touch at a time out.

/**
 * The token of this boot stands behind the # of the address: browsers send that part to nobody, and it survives
 * a reload.
 */
const token = location.hash.slice(1);
const headers = { 'X-Madoguchi-Token': token };

/** The firmware sends something each second; after this it is taken for dead (shown within 3 s). */
const SILENCE = 2400;
/** A refused connection answers at once; asking four times a second costs nothing and comes back quickly. */
const PAUSE = 250;

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Reads the stream for ever. `onFrame` gets each screen, `onLost` is called when the firmware falls silent. */
export async function listen(onFrame, onLost) {
  let heard = performance.now();
  let isLost = false;
  let connection = null;
  setInterval(() => {
    if (performance.now() - heard < SILENCE) return;
    connection?.abort();
    if (!isLost) onLost();
    isLost = true;
  }, 200);
  for (;;) {
    connection = new AbortController();
    try {
      const answer = await fetch('/events', { headers, cache: 'no-store', signal: connection.signal });
      if (!answer.ok) throw new Error(`events: ${answer.status}`);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        heard = performance.now();
        const parts = (rest + value).split('\n\n');
        rest = parts.pop();
        for (const part of parts) {
          if (!part.startsWith('data: ')) continue;
          isLost = false;
          await onFrame(JSON.parse(part.slice(6)));
        }
      }
    } catch {
      // Gone, or silent: both are told by the watch above.
    }
    await later(PAUSE);
  }
}

/** Longer than the firmware ever takes; what is sent later would belong to another screen. */
const PATIENCE = 2000;
let before = Promise.resolve();

/**
 * Sends what was touched on the screen `serial`. One after the other: two requests at a time could overtake each
 * other, and digits would change places. The answer is the next screen, not this call's.
 */
export function send(serial, what) {
  before = before.then(() => post({ serial, ...what }));
}

/** Asks for a recording of `text`; null where the machine has no voice. */
export async function fetchSpeech(query, text, signal) {
  const answer = await fetch(`/speech?${query}`, {
    method: 'POST', cache: 'no-store', signal, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }, body: text,
  });
  return answer.ok ? answer.arrayBuffer() : null;
}

async function post(message) {
  try {
    await fetch('/input', {
      method: 'POST', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE),
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    });
  } catch {
    // The firmware is away: the page says so by itself.
  }
}
