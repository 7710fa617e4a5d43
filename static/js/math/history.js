// @ts-check
/**
 * The loss curve of one journal. Rules:
 * 1. A History is never changed: `append` gives a new one. The columns are shared, since rows are only ever added behind the
 *    end of all that look at them; who appends to an old History gets columns of its own.
 * 2. A row is a bucket: the last step in it, train and test loss (min, max, last), and a norm per weight layer at its last step.
 * 3. At most MOST rows: then neighbours are merged (least of the leasts, greatest of the greatests, last of the later), so that
 *    no spike is ever lost.
 * 4. Going wrong is data: NaN is kept as +∞, and a norm that a layer did not have as NaN.
 */

const MOST = 4096;
const STEP = 0, TRAIN = 1, TEST = 4, WIDTH = 7;

/** @typedef {{min: number, max: number, last: number}} Range */
/** @typedef {{step: number, train: Range, test: Range, norms: number[]}} Row */
/** @typedef {{used: number, losses: Float64Array, norms: Float32Array}} Columns */

export class History {
  /** @param {Columns} [columns] @param {number} [length] @param {number} [layers] @param {number} [tick] */
  constructor(columns = allocate(256, 0), length = 0, layers = 0, tick = 0) {
    this.columns = columns;
    this.length = length;
    this.layers = layers;
    /** Rows may still come before this one: it began late (a link to a late step), and the past is gone through afterwards. */
    this.gap = 0;
    /** Grows with every change: two Histories of one journal are equal if their ticks are. */
    this.tick = tick;
  }

  get last() {
    return this.length ? this.step(this.length - 1) : -1;
  }

  /** @param {number} row */ step(row) { return this.columns.losses[row * WIDTH + STEP]; }
  /** @param {number} row @returns {Range} */ train(row) { return this.range(row, TRAIN); }
  /** @param {number} row @returns {Range} */ test(row) { return this.range(row, TEST); }
  /** @param {number} row @param {number} layer */ norm(row, layer) { return this.columns.norms[row * this.layers + layer]; }

  /** @param {number} row @param {number} column */
  range(row, column) {
    const { losses } = this.columns, at = row * WIDTH + column;
    return { min: losses[at], max: losses[at + 1], last: losses[at + 2] };
  }

  /** @param {number} row @returns {Row} */
  row(row) {
    const norms = Array.from({ length: this.layers }, (_, layer) => this.norm(row, layer)).filter((n) => !Number.isNaN(n));
    return { step: this.step(row), train: this.train(row), test: this.test(row), norms };
  }

  /** One of the two losses. @param {"train" | "test"} which @returns {import("./curve.js").Curve} */
  curve(which) {
    const column = which === "train" ? TRAIN : TEST, { losses } = this.columns;
    return {
      length: this.length, step: (row) => losses[row * WIDTH + STEP], indexAt: (step) => this.indexAt(step),
      min: (row) => losses[row * WIDTH + column], max: (row) => losses[row * WIDTH + column + 1], last: (row) => losses[row * WIDTH + column + 2],
    };
  }

  /** Index of the last row whose step is ≤ `step`, or −1. @param {number} step */
  indexAt(step) {
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.step(middle) <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The row at or before a step. @param {number} step @returns {Row | null} */
  at(step) {
    const index = this.indexAt(step);
    return index < 0 ? null : this.row(index);
  }

  /**
   * The rows of a frame: what is known already (a past that is gone through again) is left out, what lies in the gap before the
   * first known row is put in there.
   * @param {ArrayLike<number>} curve  (rows, 7) @param {ArrayLike<number>} norms  (rows, layers) @param {number} rows @param {number} layers
   * @returns {History}
   */
  append(curve, norms, rows, layers) {
    const low = this.gap ? this.step(this.gap - 1) : -1, high = this.length ? this.step(this.gap) : -1;
    const all = [...Array(rows).keys()], step = (/** @type {number} */ r) => curve[r * WIDTH];
    const early = all.filter((r) => step(r) > low && step(r) < high), late = all.filter((r) => step(r) > this.last && step(r) !== step(r + 1));
    const again = all.findLast((r) => step(r) === this.last);
    if (again !== undefined && this.differs(curve, again)) return this.corrected(curve, norms, again, layers).append(curve, norms, rows, layers);
    if (!early.length && !late.length) return this;
    const grown = this.room(early.length + late.length, Math.max(layers, this.layers));
    if (early.length) grown.open(early.length);
    [...early, ...late].forEach((r, i) => grown.write(i < early.length ? this.gap + i : this.length + i, curve, norms, r, layers));
    grown.columns.used = grown.length = this.length + early.length + late.length;
    return grown.length > MOST ? grown.merged() : grown;
  }

  /** Whether a row that is the newest one again says something else: an edit was made at this very step. @param {ArrayLike<number>} curve @param {number} r */
  differs(curve, r) {
    const row = this.length - 1;
    return this.train(row).last !== orInfinity(curve[r * WIDTH + 3]) || this.test(row).last !== orInfinity(curve[r * WIDTH + 6]);
  }

  /** The newest row again, in columns of its own; what was least and greatest before the edit stays in it. @param {ArrayLike<number>} curve @param {ArrayLike<number>} norms @param {number} r @param {number} layers */
  corrected(curve, norms, r, layers) {
    const row = this.length - 1, old = { train: this.train(row), test: this.test(row) };
    const width = Math.max(layers, this.layers);
    const next = new History(copy(this, this.length, this.length * 2, width), this.length, width, this.tick + 1);
    next.gap = this.gap;
    next.write(row, curve, norms, r, layers);
    next.columns.losses.set([...join(old.train, next.train(row)), ...join(old.test, next.test(row))], row * WIDTH + TRAIN);
    return next;
  }

  /** The rows up to a step, with columns of its own. @param {number} step @returns {History} */
  cut(step) {
    const length = this.indexAt(step) + 1;
    return new History(copy(this, length, Math.max(length, 1), this.layers), length, this.layers, this.tick + 1);
  }

  toJSON() {
    const { losses, norms } = this.columns, n = this.length;
    const steps = Float64Array.from({ length: n }, (_, row) => this.step(row));
    return { layers: this.layers, steps: base64(steps), losses: base64(Float32Array.from(losses.subarray(0, n * WIDTH))), norms: base64(norms.slice(0, n * this.layers)) };
  }

  /** @param {{layers: number, steps: string, losses: string, norms: string}} json */
  static fromJSON({ layers, steps, losses, norms }) {
    const at = new Float64Array(bytes(steps)), values = Float64Array.from(new Float32Array(bytes(losses)));
    at.forEach((step, row) => (values[row * WIDTH] = step));
    return new History({ used: at.length, losses: values, norms: new Float32Array(bytes(norms)) }, at.length, layers, 1);
  }

  /** The same rows with room for more: the shared columns if nobody has written behind them. @param {number} more @param {number} layers @returns {History} */
  room(more, layers) {
    const need = this.length + more, { columns } = this;
    const fits = columns.used === this.length && layers === this.layers && need * WIDTH <= columns.losses.length;
    const grown = new History(fits ? columns : copy(this, this.length, Math.max(256, need * 2), layers), this.length, layers, this.tick + 1);
    grown.gap = this.gap;
    return grown;
  }

  /** Opens the gap by some rows, in columns of its own, since those before may still be looked at. @param {number} rows */
  open(rows) {
    const { gap, layers, length } = this;
    this.columns = copy(this, length, (length + rows) * 2, layers);
    this.columns.losses.copyWithin((gap + rows) * WIDTH, gap * WIDTH, length * WIDTH);
    this.columns.norms.copyWithin((gap + rows) * layers, gap * layers, length * layers);
    this.gap += rows;
  }

  /** @param {number} row @param {ArrayLike<number>} curve @param {ArrayLike<number>} norms @param {number} from @param {number} layers */
  write(row, curve, norms, from, layers) {
    for (let c = 0; c < WIDTH; c++) this.columns.losses[row * WIDTH + c] = orInfinity(curve[from * WIDTH + c]);
    for (let l = 0; l < this.layers; l++) this.columns.norms[row * this.layers + l] = l < layers ? orInfinity(norms[from * layers + l]) : NaN;
  }

  /** Half as many rows. @returns {History} */
  merged() {
    const rows = Math.ceil(this.length / 2), into = allocate(MOST * 2, this.layers);
    for (let row = 0; row < rows; row++) {
      const a = 2 * row, b = Math.min(a + 1, this.length - 1);
      into.losses.set([this.step(b), ...join(this.train(a), this.train(b)), ...join(this.test(a), this.test(b))], row * WIDTH);
      for (let l = 0; l < this.layers; l++) into.norms[row * this.layers + l] = this.norm(b, l);
    }
    into.used = rows;
    const half = new History(into, rows, this.layers, this.tick);
    half.gap = this.gap >> 1;
    return half;
  }
}

/** @param {Range} a @param {Range} b */
const join = (a, b) => [Math.min(a.min, b.min), Math.max(a.max, b.max), b.last];

/** @param {number} value */
const orInfinity = (value) => (Number.isNaN(value) ? Infinity : value);

/** @param {number} rows @param {number} layers @returns {Columns} */
function allocate(rows, layers) {
  return { used: 0, losses: new Float64Array(rows * WIDTH), norms: new Float32Array(rows * layers) };
}

/** @param {History} from @param {number} length @param {number} rows @param {number} layers @returns {Columns} */
function copy(from, length, rows, layers) {
  const into = allocate(rows, layers);
  into.used = length;
  into.losses.set(from.columns.losses.subarray(0, length * WIDTH));
  for (let row = 0; row < length; row++) {
    for (let l = 0; l < layers; l++) into.norms[row * layers + l] = l < from.layers ? from.norm(row, l) : NaN;
  }
  return into;
}

/** @param {Float64Array | Float32Array} values */
function base64(values) {
  const view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let i = 0; i < view.length; i += 8192) text += String.fromCharCode(...view.subarray(i, i + 8192));
  return btoa(text);
}

/** @param {string} text @returns {ArrayBuffer} */
function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
}
