// @ts-check
/**
 * Fog over the ground that nobody has felt: a grid of cells over the window, each from 0 (fog) to 255 (clear). A place that was felt clears
 * a soft disc. The grid is as coarse as fog may be; clearing one cell twice costs nothing, so a thousand places or a million are the same.
 */

/** The disc's radius, and how much of it is wholly clear, in shares of the window's width and of the radius. */
export const REACH = 0.032;
const CORE = 0.45;

export class Fog {
  /** @param {number} width cells across the window @param {number} height cells */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.clear = new Uint8ClampedArray(width * height);
    /** Where a disc's middle has been. */
    this.felt = new Uint8Array(width * height);
    this.radius = REACH * width;
    this.disc = discOf(this.radius);
    /** Grows with every cell that is felt. */
    this.tick = 0;
  }

  /** Somebody felt the ground at (u, v) of the window, v upwards. @param {number} u @param {number} v */
  feel(u, v) {
    const x = Math.floor(u * this.width), y = Math.floor((1 - v) * this.height), reach = Math.ceil(this.radius);
    if (!(x > -reach && y > -reach && x < this.width + reach && y < this.height + reach)) return;
    const inside = x >= 0 && y >= 0 && x < this.width && y < this.height, at = y * this.width + x;
    if (inside && this.felt[at]) return;
    if (inside) this.felt[at] = 1;
    this.#lift(x, y, reach);
    this.tick++;
  }

  /** @param {number} x @param {number} y @param {number} reach */
  #lift(x, y, reach) {
    const side = 2 * reach + 1, left = Math.max(0, x - reach), right = Math.min(this.width - 1, x + reach);
    for (let j = Math.max(0, y - reach); j <= Math.min(this.height - 1, y + reach); j++) {
      for (let i = left, from = (j - y + reach) * side + left - x + reach, to = j * this.width + left; i <= right; i++, from++, to++) {
        if (this.disc[from] > this.clear[to]) this.clear[to] = this.disc[from];
      }
    }
  }

  /** How clear it is at (u, v): 0 … 255. @param {number} u @param {number} v */
  at(u, v) {
    const x = Math.floor(u * this.width), y = Math.floor((1 - v) * this.height);
    return x < 0 || y < 0 || x >= this.width || y >= this.height ? 0 : this.clear[y * this.width + x];
  }

  /** The share of the window that is still covered. */
  covered() {
    return this.clear.reduce((sum, cell) => sum + (cell < 128 ? 1 : 0), 0) / this.clear.length;
  }

  /** The whole grid as a square of `side` values, row v = 0 first: what a surface wears. @param {number} side @returns {Uint8Array<ArrayBuffer>} */
  square(side) {
    return Uint8Array.from({ length: side * side }, (_, k) => this.at(((k % side) + 0.5) / side, (Math.floor(k / side) + 0.5) / side));
  }
}

/** @param {number} radius cells */
function discOf(radius) {
  const reach = Math.ceil(radius), side = 2 * reach + 1;
  return Uint8ClampedArray.from({ length: side * side }, (_, k) => {
    const away = Math.hypot((k % side) - reach, Math.floor(k / side) - reach) / radius, t = Math.min(1, Math.max(0, (1 - away) / (1 - CORE)));
    return Math.round(255 * t * t * (3 - 2 * t));
  });
}
