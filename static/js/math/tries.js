// @ts-check
/**
 * The places that searching walkers have asked for, in order: what a foot felt, what a parachute saw. Never changed: `append` gives new ones
 * that share the columns, as Trails do. At most MOST: then the oldest half goes.
 */

export const MOST = 16_384;
const WIDTH = 6, STEP = 0;

/** @typedef {{step: number, row: number, x: number, y: number, loss: number, accepted: boolean}} Try */

export class Tries {
  /** @param {{used: number, values: Float32Array}} [columns] @param {number} [length] @param {number} [gone] how many were forgotten @param {number} [tick] @param {object} [root] the same for Tries of one past */
  constructor(columns = { used: 0, values: new Float32Array(256 * WIDTH) }, length = 0, gone = 0, tick = 0, root = {}) {
    this.root = root;
    this.columns = columns;
    this.length = length;
    this.gone = gone;
    this.tick = tick;
  }

  get last() {
    return this.length ? this.columns.values[(this.length - 1) * WIDTH + STEP] : -1;
  }

  /** @param {number} at @returns {Try} */
  get(at) {
    const [step, row, x, y, loss, accepted] = this.columns.values.subarray(at * WIDTH, (at + 1) * WIDTH);
    return { step, row, x, y, loss, accepted: accepted === 1 };
  }

  /** How far one has come who has seen so many of them. @param {number} count */
  mark(count) {
    return this.gone + count;
  }

  /** The first one that one has not seen who came as far as a mark. @param {number} mark */
  since(mark) {
    return Math.max(0, mark - this.gone);
  }

  /** How many were made up to a step. @param {number} step */
  count(step) {
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.columns.values[middle * WIDTH + STEP] <= step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Those of a frame that are newer than what is known. @param {ArrayLike<number>} values  (n, 6): step (NaN where there is none), row, x, y, f, accepted @returns {Tries} */
  append(values) {
    const fresh = Array.from({ length: values.length / WIDTH }, (_, at) => at).filter((at) => values[at * WIDTH] > this.last);
    if (!fresh.length) return this;
    const alone = this.columns.used === this.length, fits = alone && (this.length + fresh.length) * WIDTH <= this.columns.values.length;
    const columns = fits ? this.columns : this.copied(0, this.length, Math.max(256, 2 * (this.length + fresh.length)));
    fresh.forEach((at, i) => {
      for (let part = 0; part < WIDTH; part++) columns.values[(this.length + i) * WIDTH + part] = values[at * WIDTH + part];
    });
    columns.used = this.length + fresh.length;
    const grown = new Tries(columns, columns.used, this.gone, this.tick + 1, alone ? this.root : {});
    return grown.length > MOST ? grown.forgetting() : grown;
  }

  /** Those up to a step. @param {number} step @returns {Tries} */
  cut(step) {
    const length = this.count(step);
    return new Tries(this.copied(0, length, Math.max(1, length)), length, this.gone, this.tick + 1);
  }

  /** The newer half. @returns {Tries} */
  forgetting() {
    const half = this.length >> 1, columns = this.copied(half, this.length, 2 * MOST);
    return new Tries(columns, columns.used, this.gone + half, this.tick, this.root);
  }

  /** @param {number} from @param {number} to @param {number} room */
  copied(from, to, room) {
    const values = new Float32Array(room * WIDTH);
    values.set(this.columns.values.subarray(from * WIDTH, to * WIDTH));
    return { used: to - from, values };
  }
}
