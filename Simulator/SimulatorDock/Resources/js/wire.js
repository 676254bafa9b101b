// The only way between this page and the dock: what is and what goes by comes in as a stream, one command at a time
// goes out.

/** This run's token stands behind the # of the address: browsers send that part to nobody. */
const token = location.hash.slice(1);
const headers = { 'X-Madoguchi-Token': token };

/** The dock sends something each second; after this it is taken for gone. */
const SILENCE = 3500;
const PAUSE = 500;

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Reads the stream for ever. `onEvent` gets each event's name and content, `onLost` is called when it falls silent. */
export async function listen(onEvent, onLost) {
  let heard = performance.now();
  let connection = null;
  setInterval(() => {
    if (performance.now() - heard < SILENCE) return;
    connection?.abort();
    onLost();
  }, 500);
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
          const event = part.match(/^event: (\w+)\ndata: ([\s\S]*)$/);
          if (event) onEvent(event[1], JSON.parse(event[2]));
        }
      }
    } catch {
      // Gone, or silent: told by the watch above.
    }
    await later(PAUSE);
  }
}

/** Sends a command. Gives null where it was carried out, else why not, in both languages. */
export async function perform(command) {
  try {
    const answer = await fetch('/do', {
      method: 'POST', cache: 'no-store', headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(command),
    });
    if (answer.ok) return null;
    if (answer.status === 409) return await answer.json();
    return { ja: `できません（${answer.status}）。`, en: `That did not work (${answer.status}).` };
  } catch {
    return { ja: 'シミュレーターが動いていません。', en: 'The simulator is not running.' };
  }
}

const pictures = new Map();

/** The picture of a printed page, as an address for an image; null until it is there, then `onReady` is called. */
export function picture(paper, page, onReady) {
  const name = `/papers/${paper}/${page}.png`;
  if (!pictures.has(name)) {
    pictures.set(name, null);
    fetch(name, { headers, cache: 'no-store' }).then(async (answer) => {
      if (!answer.ok) throw new Error(name);
      pictures.set(name, URL.createObjectURL(await answer.blob()));
      onReady();
    }).catch(() => pictures.delete(name));
  }
  return pictures.get(name);
}
