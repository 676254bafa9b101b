// Plays sentences one after the other, and stops at once. Recordings come from the firmware; none is kept here.
import { fetchSpeech } from '../js/wire.js';

/** Steps of some 5 dB, quiet to loud, by the resident's volume of 1 to 5. The firmware makes all sentences equally loud. */
const GAINS = [0.18, 0.32, 0.56, 0.8, 1];
/** Seconds between two sentences. */
const PAUSE = 0.16;

let context = null;
let output = null;
let turn = 0;
let source = null;
let release = null;
let asking = null;
/** Resolves when all that is to be said has come. */
let asked = Promise.resolve();
const emergency = [];

function open(volume) {
  context ??= new AudioContext();
  if (!output) {
    output = context.createGain();
    output.connect(context.destination);
  }
  output.gain.value = GAINS[volume - 1];
  // A browser that waits for a first key press plays from then on.
  if (context.state === 'suspended') context.resume().catch(() => {});
}

/** Silence, now. */
export function stop() {
  turn += 1;
  asking?.abort();
  asking = null;
  source?.stop();
  source = null;
  release?.();
  release = null;
}

/** Sentences of a text. The first is heard while the others are made. */
const cut = (part) => part.text === undefined ? [part]
  : part.text.split(/(?<=[。！？])|(?<=[.!?…])\s+/).map((text) => text.trim())
    .filter((text) => /[\p{L}\p{N}]/u.test(text)).map((text) => ({ ...part, text }));

async function recording(sentence, speed, signal) {
  const query = new URLSearchParams({ language: sentence.language ?? 'ja', speed });
  if (sentence.member !== undefined) query.set('member', sentence.member);
  else if (!sentence.isPersonal) query.set('keep', 1);
  const bytes = await fetchSpeech(query, sentence.text ?? '', signal);
  return bytes && await context.decodeAudioData(bytes);
}

/**
 * Says `parts`, in place of what is being said. Each is `{ text, language }`, with `isPersonal` where it tells
 * something about the resident, or `{ member }`.
 *
 * Resolves to whether it was said to its end.
 */
export async function speak(parts, { speed, volume }) {
  stop();
  open(volume);
  const mine = turn;
  asking = new AbortController();
  const { signal } = asking;
  let before = Promise.resolve();
  const coming = parts.flatMap(cut).map((sentence) => {
    // One after the other: the firmware makes what is heard first, first.
    before = before.then(() => recording(sentence, speed, signal)).catch(() => null);
    return before;
  });
  asked = before;
  let pause = 0;
  for (const next of coming) {
    const sound = await next;
    if (mine !== turn) return false;
    if (sound) await play(sound, pause);
    pause = PAUSE;
    if (mine !== turn) return false;
  }
  return true;
}

function play(sound, pause) {
  return new Promise((resolve) => {
    release = resolve;
    source = context.createBufferSource();
    source.buffer = sound;
    source.connect(output);
    source.onended = resolve;
    source.start(context.currentTime + pause);
  });
}

/** Fetches what must be said when nothing can be fetched any more. */
export async function prepareEmergency(parts, { speed, volume }) {
  open(volume);
  emergency.length = 0;
  for (const sentence of parts.flatMap(cut)) {
    // What is to be heard now goes first.
    await asked;
    const sound = await recording(sentence, speed, null).catch(() => null);
    if (sound) emergency.push(sound);
  }
}

/** Says what was prepared for that. */
export async function speakEmergency() {
  stop();
  const mine = turn;
  for (const sound of emergency) {
    await play(sound, PAUSE);
    if (mine !== turn) return;
  }
}

/** A sound without words: a key was taken, was not, or the machine works on. */
const SOUNDS = { key: [1320, 0.035, 0.5], refused: [196, 0.16, 0.5], working: [523, 0.07, 0.12] };

export function sound(name, { volume }) {
  open(volume);
  const [pitch, length, strength] = SOUNDS[name];
  const tone = context.createOscillator();
  const shape = context.createGain();
  const now = context.currentTime;
  tone.frequency.value = pitch;
  // A soft edge: a hard one clicks.
  shape.gain.setValueAtTime(0, now);
  shape.gain.linearRampToValueAtTime(strength, now + 0.005);
  shape.gain.setValueAtTime(strength, now + length);
  shape.gain.linearRampToValueAtTime(0, now + length + 0.02);
  tone.connect(shape).connect(output);
  tone.start(now);
  tone.stop(now + length + 0.03);
}
