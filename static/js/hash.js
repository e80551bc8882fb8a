// The SHA-256 of a file of any size, read by slices: the browser's own takes a file only whole. A worker, so that no
// screen waits for it. FIPS 180-4, in the order of its chapters.
"use strict";
const K = new Uint32Array(64), START = new Uint32Array(8), SLICE = 1 << 20;
{
  const part = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  let found = 0;
  for (let number = 2; found < 64; number += 1) {
    let prime = true;
    for (let by = 2; by * by <= number; by += 1) if (number % by === 0) { prime = false; break; }
    if (!prime) continue;
    if (found < 8) START[found] = part(Math.sqrt(number));
    K[found] = part(Math.cbrt(number));
    found += 1;
  }
}
const turn = (word, by) => (word >>> by) | (word << (32 - by));
function compress(state, words, bytes, at) {
  for (let i = 0; i < 16; i += 1, at += 4) words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15], y = words[i - 2];
    words[i] = words[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + words[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}
async function digest(file, told) {
  const state = Uint32Array.from(START), words = new Int32Array(64);
  let rest = new Uint8Array(0);
  for (let at = 0; at < file.size; at += SLICE) {
    const slice = new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()), whole = slice.length - (slice.length % 64);
    for (let block = 0; block < whole; block += 64) compress(state, words, slice, block);
    rest = slice.subarray(whole);
    told(Math.min(at + SLICE, file.size));
  }
  const end = new Uint8Array(rest.length < 56 ? 64 : 128), view = new DataView(end.buffer);
  end.set(rest);
  end[rest.length] = 0x80;
  view.setUint32(end.length - 8, Math.floor(file.size / 2 ** 29));
  view.setUint32(end.length - 4, (file.size * 8) >>> 0);
  for (let block = 0; block < end.length; block += 64) compress(state, words, end, block);
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}
// One after the other: a phone has few cores, and two hundred files need no two hundred workers.
let turns = Promise.resolve();
self.addEventListener("message", ({ data: { id, file } }) => {
  turns = turns.then(async () => {
    try {
      self.postMessage({ id, sha256: await digest(file, (read) => self.postMessage({ id, read })) });
    } catch {
      self.postMessage({ id, unread: true });
    }
  });
});
