// @ts-check
/**
 * Where every walker has been: the trails of one journal, all rows side by side. Rules:
 * 1. Trails are never changed: `append` gives new ones. The columns are shared, since entries are only ever added behind the end of all
 *    that look at them; who appends to old Trails gets columns of its own.
 * 2. An entry is a step, and of each row x, y, f there and what it has cost so far (evaluations of f, a gradient counted as three).
 * 3. At most MOST entries: then every third stays. Not every other one, for a walker that jumps from side to side would seem to stand on one.
 */

export const MOST = 6000;
const WIDTH = 4, X = 0, Y = 1, LOSS = 2, COST = 3;

/** @typedef {{used: number, steps: Float64Array, values: Float32Array}} Columns */

export class Trails {
  /** @param {number} [rows] @param {Columns} [columns] @param {number} [length] @param {number} [tick] @param {object} [root] the same for Trails of one past */
  constructor(rows = 0, columns = allocate(256, rows), length = 0, tick = 0, root = {}) {
    this.root = root;
    this.rows = rows;
    this.columns = columns;
    this.length = length;
    /** Grows with every change. */
    this.tick = tick;
  }

  get last() {
    return this.length ? this.columns.steps[this.length - 1] : -1;
  }

  /** @param {number} entry */ step(entry) { return this.columns.steps[entry]; }
  /** @param {number} entry @param {number} row */ x(entry, row) { return this.columns.values[(entry * this.rows + row) * WIDTH + X]; }
  /** @param {number} entry @param {number} row */ y(entry, row) { return this.columns.values[(entry * this.rows + row) * WIDTH + Y]; }
  /** @param {number} entry @param {number} row */ loss(entry, row) { return this.columns.values[(entry * this.rows + row) * WIDTH + LOSS]; }
  /** @param {number} entry @param {number} row */ cost(entry, row) { return this.columns.values[(entry * this.rows + row) * WIDTH + COST]; }

  /** The heights of a row; where f has no value they count as +∞. @param {number} row @returns {import("./curve.js").Curve} */
  curve(row) {
    const loss = (/** @type {number} */ entry) => {
      const value = this.loss(entry, row);
      return Number.isNaN(value) ? Infinity : value;
    };
    return { length: this.length, step: (entry) => this.step(entry), indexAt: (step) => this.indexAt(step), min: loss, max: loss, last: loss };
  }

  /** Index of the last entry whose step is ≤ `step`, or −1. @param {number} step */
  indexAt(step) {
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.columns.steps[middle] <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** How far one has come who has seen so many entries: their last step. @param {number} entries */
  mark(entries) {
    return entries ? this.step(entries - 1) : -1;
  }

  /** The first entry that one has not seen who came as far as a mark, though every third may be left of those before. @param {number} mark */
  since(mark) {
    return this.indexAt(mark) + 1;
  }

  /** Index of the last entry at which a row had cost at most `cost`, or −1. @param {number} row @param {number} cost @param {number} [until] entries */
  indexWithin(row, cost, until = this.length) {
    let low = 0, high = until;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cost(middle, row) <= cost) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * The entries of a frame; what is known already is left out, the newest one again is put in its place (it was moved by an edit).
   * @param {ArrayLike<number>} steps NaN where there is none @param {ArrayLike<number>} values  (entries, rows, 4) @param {number} rows @returns {Trails}
   */
  append(steps, values, rows) {
    if (rows !== this.rows) return new Trails(rows, undefined, 0, this.tick + 1).append(steps, values, rows);
    const width = rows * WIDTH, from = Array.from(steps, (step, entry) => ({ step, entry })).filter(({ step }) => step >= this.last && (step > this.last || this.differs(step, steps, values)));
    if (!from.length) return this;
    const kept = from[0].step === this.last ? this.length - 1 : this.length;
    const grown = this.room(kept, from.length);
    from.forEach(({ step, entry }, i) => {
      grown.columns.steps[kept + i] = step;
      for (let at = 0; at < width; at++) grown.columns.values[(kept + i) * width + at] = values[entry * width + at];
    });
    grown.columns.used = grown.length = kept + from.length;
    return grown.length > MOST ? grown.thinned() : grown;
  }

  /** Whether the newest step is told otherwise than it is known. @param {number} step @param {ArrayLike<number>} steps @param {ArrayLike<number>} values */
  differs(step, steps, values) {
    const width = this.rows * WIDTH, entry = Array.prototype.indexOf.call(steps, step), here = (this.length - 1) * width;
    for (let at = 0; at < width; at++) if (!Object.is(this.columns.values[here + at], Math.fround(values[entry * width + at]))) return true;
    return false;
  }

  /** The entries up to a step, with columns of their own. @param {number} step @returns {Trails} */
  cut(step) {
    const length = this.indexAt(step) + 1;
    return new Trails(this.rows, copied(this, length, Math.max(length, 1)), length, this.tick + 1);
  }

  /** The first `kept` entries with room for more: the shared columns if nobody has written behind them. @param {number} kept @param {number} more */
  room(kept, more) {
    const alone = this.columns.used === kept, fits = alone && kept + more <= this.columns.steps.length;
    return new Trails(this.rows, fits ? this.columns : copied(this, kept, Math.max(256, 2 * (kept + more))), kept, this.tick + 1, alone ? this.root : {});
  }

  /** The first, every third one after it, and the newest. @returns {Trails} */
  thinned() {
    const keep = Array.from({ length: this.length }, (_, entry) => entry).filter((entry) => entry % 3 === 0 || entry === this.length - 1);
    const into = allocate(2 * MOST, this.rows), width = this.rows * WIDTH;
    keep.forEach((entry, i) => {
      into.steps[i] = this.step(entry);
      into.values.set(this.columns.values.subarray(entry * width, (entry + 1) * width), i * width);
    });
    into.used = keep.length;
    return new Trails(this.rows, into, keep.length, this.tick, this.root);
  }
}

/** @param {number} entries @param {number} rows @returns {Columns} */
function allocate(entries, rows) {
  return { used: 0, steps: new Float64Array(entries), values: new Float32Array(entries * rows * WIDTH) };
}

/** @param {Trails} from @param {number} length @param {number} entries @returns {Columns} */
function copied({ rows, columns }, length, entries) {
  const into = allocate(entries, rows);
  into.steps.set(columns.steps.subarray(0, length));
  into.values.set(columns.values.subarray(0, length * rows * WIDTH));
  into.used = length;
  return into;
}
