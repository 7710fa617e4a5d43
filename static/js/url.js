// @ts-check
/**
 * State ↔ address: `#s=` and the base64url of deflated JSON. Only what determines the numbers and the look is in it: the server
 * replays the rest. What does not fit into 8 KB is null, and becomes a file.
 *
 * @typedef {{journal: import("./state.js").Journal, step: number, view: import("./state.js").View, speed: number, unit: "batch" | "epoch"}} Saved
 */

const MOST = 8192;
/** A few KB can be deflated gigabytes: what grows beyond this is not an address of ours. */
const MOST_INFLATED = 1 << 20;

/** What is saved of a state, in an address or in a file. @param {import("./state.js").State} state @returns {Saved} */
export const savedOf = ({ journal, view, run }) => ({ journal, step: run.step, view, speed: run.speed, unit: run.unit });

/** @param {Saved} saved @returns {Promise<string | null>} "#s=…", or null if it is too long */
export async function toHash(saved) {
  const packed = await through(new TextEncoder().encode(JSON.stringify(saved)), new CompressionStream("deflate-raw"), Infinity);
  const hash = `#s=${btoa(String.fromCharCode(...packed.subarray(0, MOST))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return packed.length >= MOST || hash.length > MOST ? null : hash;
}

/** @param {string} hash @returns {Promise<Saved | null>} null if it is not one of ours, or damaged */
export async function fromHash(hash) {
  if (!hash.startsWith("#s=")) return null;
  try {
    const bytes = Uint8Array.from(atob(hash.slice(3).replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return saved(JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw"), MOST_INFLATED))));
  } catch {
    return null;
  }
}

/** Whatever was read → a Saved, or null. What the Spec may hold is the server's to say. @param {any} value @returns {Saved | null} */
export function saved(value) {
  const { journal, step = 0, view = {}, speed = 200, unit = "batch" } = value ?? {};
  if (typeof journal?.spec !== "object" || journal.spec === null || !Array.isArray(journal.edits)) return null;
  if (!Number.isInteger(step) || step < 0 || typeof speed !== "number" || !(speed >= 0)) return null;
  return { journal, step, view: typeof view === "object" ? view : {}, speed, unit: unit === "epoch" ? "epoch" : "batch" };
}

/** Without a Blob: making one waits for another process. @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream @param {number} most @returns {Promise<Uint8Array>} */
async function through(bytes, stream, most) {
  const writer = stream.writable.getWriter(), reader = stream.readable.getReader();
  writer.write(bytes).then(() => writer.close()).catch(() => {}); // the reader tells what is damaged
  /** @type {number[]} */
  const found = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (found.length + part.value.length > most) throw new RangeError("too long");
    for (const byte of part.value) found.push(byte);
  }
  return Uint8Array.from(found);
}
