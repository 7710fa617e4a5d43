// @ts-check
/**
 * The wire, in the browser: bytes and texts ↔ objects (docs/protocol.md). The mirror of server/protocol.py. Rules:
 * 1. No socket, no state. `decode` is total: what it cannot read is a ProtocolError that says what was expected.
 * 2. Arrays are views of the message's own buffer; nothing is copied.
 */

/** @typedef {{name: string, dtype: string, shape: number[], offset: number}} Field */
/** @typedef {{id: number, bytes: number, fields: Field[], sizes: number[], pieces?: number[], rows: number, units: number, slots: number}} Layout */
/** @typedef {{type: string, [field: string]: any}} Message */
/** `at`: which of a landscape's `total` bytes the first one is. @typedef {{total: number, at: number, bytes: Uint8Array}} Part */

export const VERSION = 1;
const HEADER = 64;
const SCAPE_HEADER = 136;
const PART_HEADER = 16;
const FRAME = 1, LANDSCAPE = 2, PART = 3;
/** Kinds of planes by their number, and what is told of each, in the order of the wire. @type {[string, string[]][]} */
const PLANES = [["path", ["end_a", "end_b", "walk_a", "walk_b"]], ["random", ["angle", "drawn"]], ["weights", ["first", "second"]], ["gradient", ["norm", "curvature", "angle", "residual"]], ["xy", []]];
const FLAG = { playing: 1, diverged: 2, anew: 4, behind: 8 };
const ARRAYS = { f8: Float64Array, f4: Float32Array, u2: Uint16Array, u1: Uint8Array, i4: Int32Array };

export class ProtocolError extends Error {}

/** @param {Message} message @returns {string} */
export const encode = (message) => JSON.stringify(message);

/**
 * @param {string | ArrayBuffer} data @param {Layout | null} layout the one announced last
 * @returns {{kind: "message", message: Message} | {kind: "frame", frame: any} | {kind: "landscape", landscape: import("./state.js").Landscape} | {kind: "part", part: Part}}
 */
export function decode(data, layout) {
  if (typeof data === "string") return { kind: "message", message: decodeText(data) };
  const view = new DataView(data);
  if (view.byteLength >= PART_HEADER && view.getUint32(0, true) === PART) return { kind: "part", part: decodePart(data, view) };
  if (view.byteLength < HEADER) throw new ProtocolError(`message: expected at least ${HEADER} bytes, got ${view.byteLength}`);
  const kind = view.getUint32(0, true);
  if (kind === FRAME) return { kind: "frame", frame: decodeFrame(view, layout) };
  if (kind === LANDSCAPE) return { kind: "landscape", landscape: decodeLandscape(view) };
  throw new ProtocolError(`kind: expected ${FRAME}, ${LANDSCAPE} or ${PART}, got ${kind}`);
}

/** @param {ArrayBuffer} data @param {DataView} view @returns {Part} */
function decodePart(data, view) {
  const total = view.getUint32(4, true), at = view.getUint32(8, true), bytes = new Uint8Array(data, PART_HEADER);
  if (at + bytes.length > total) throw new ProtocolError(`part: expected at most ${total} bytes in all, got ${at + bytes.length}`);
  return { total, at, bytes };
}

/** @param {string} text @returns {Message} */
function decodeText(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    throw new ProtocolError(`text: expected JSON, got ${text.slice(0, 40)}`);
  }
  if (typeof message?.type !== "string") throw new ProtocolError("type: expected a text");
  return message;
}

/** @param {DataView} view @param {Layout | null} layout */
function decodeFrame(view, layout) {
  const id = view.getUint32(4, true);
  if (layout?.id !== id) throw new ProtocolError(`layout: expected ${layout?.id ?? "one to be announced"}, got ${id}`);
  if (view.byteLength < layout.bytes) throw new ProtocolError(`frame: expected ${layout.bytes} bytes, got ${view.byteLength}`);
  const flags = view.getUint32(36, true);
  /** @type {Record<string, any>} */
  const fields = {};
  for (const field of layout.fields) fields[field.name] = array(view, field);
  return {
    ...fields, ...parts(view, layout, fields), sizes: sizesOf(layout),
    step: view.getFloat64(8, true), horizon: view.getFloat64(16, true), epoch: view.getFloat64(24, true),
    version: view.getUint32(32, true), speed: view.getFloat64(48, true), plane: view.getUint32(60, true),
    playing: Boolean(flags & FLAG.playing), diverged: Boolean(flags & FLAG.diverged), anew: Boolean(flags & FLAG.anew), behind: Boolean(flags & FLAG.behind),
  };
}

/** Units per layer, with the rows of weights of a unit beside them where these are several; one object a layout. @param {Layout} layout */
function sizesOf({ sizes, pieces }) {
  return pieces?.some((k) => k > 1) ? Object.assign(sizes, { pieces }) : sizes;
}

/** The fields of which only a part is valid, or that need the header to be read. @param {DataView} view @param {Layout} layout @param {Record<string, any>} fields */
function parts(view, layout, { curve, curve_norms, batch, maps, map_scale, field, trail_steps, trail, tried }) {
  const rows = view.getUint32(40, true), first = view.getUint32(44, true);
  const steps = valid(trail_steps, 1), walkers = 4 * layout.rows;
  const layers = curve_norms && curve ? curve_norms.length / (curve.length / 7) : 0;
  const shape = (/** @type {string} */ name) => layout.fields.find((f) => f.name === name)?.shape ?? [];
  return {
    curve: curve?.subarray(0, rows * 7), curve_norms: curve_norms?.subarray(0, rows * layers),
    batch: batch?.subarray(0, view.getUint32(56, true)),
    field: field && { classes: shape("field")[0], side: shape("field")[1], data: field },
    maps: maps && { side: shape("maps")[1], first, units: layout.units, data: maps, scale: map_scale }, map_scale: undefined,
    trail_steps: trail_steps?.subarray(0, steps), trail: trail?.subarray(0, steps * walkers), tried: tried?.subarray(0, 6 * valid(tried, 6)),
  };
}

/** How many entries, each of so many numbers, stand before the first that begins with NaN. @param {Float32Array | Float64Array | undefined} entries @param {number} width */
function valid(entries, width) {
  let count = 0;
  while (entries && count * width < entries.length && !Number.isNaN(entries[count * width])) count++;
  return count;
}

/** @param {DataView} view @returns {import("./state.js").Landscape} */
function decodeLandscape(view) {
  const n = view.getUint32(8, true), m = view.getUint32(12, true);
  const pathAt = Math.ceil((SCAPE_HEADER + 4 * n * n) / 8) * 8;
  if (view.byteLength < Math.max(SCAPE_HEADER, pathAt + 20 * m)) throw new ProtocolError(`landscape: expected ${pathAt + 20 * m} bytes, got ${view.byteLength}`);
  const number = (/** @type {number} */ offset) => view.getFloat64(offset, true);
  const [kind, names] = PLANES[view.getUint32(96, true)] ?? [];
  if (!kind || !names) throw new ProtocolError(`plane: expected a kind from 0 to ${PLANES.length - 1}, got ${view.getUint32(96, true)}`);
  return {
    plane: view.getUint32(4, true), n, window: [number(16), number(24), number(32), number(40)],
    explained: [number(48), number(56)], walk: [number(64), number(72)], step: number(80),
    version: view.getUint32(88, true), finest: view.getUint32(92, true) === 1,
    kind: /** @type {import("./state.js").PlaneKind} */ (kind), facts: Object.fromEntries(names.map((name, at) => [name, number(104 + 8 * at)])),
    z: array(view, { name: "z", dtype: "f4", shape: [n, n], offset: SCAPE_HEADER }),
    path: array(view, { name: "path", dtype: "f4", shape: [m, 5], offset: pathAt }),
  };
}

/** @param {DataView} view @param {Field} field @returns {any} */
function array(view, { name, dtype, shape, offset }) {
  const type = ARRAYS[/** @type {keyof typeof ARRAYS} */ (dtype)];
  if (!type) throw new ProtocolError(`${name}: expected a dtype of ${Object.keys(ARRAYS).join(", ")}, got ${dtype}`);
  const length = shape.reduce((product, n) => product * n, 1);
  if (offset + length * type.BYTES_PER_ELEMENT > view.byteLength) throw new ProtocolError(`${name}: reaches beyond the message`);
  return new type(/** @type {ArrayBuffer} */ (view.buffer), view.byteOffset + offset, length);
}
