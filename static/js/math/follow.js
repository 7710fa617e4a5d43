// @ts-check
/** Going along with trails and tries that grow: what is new since last time, or that all must be done anew after a rewind or in another run. */

/** @typedef {{root: object, mark: (to: number) => number, since: (mark: number) => number}} Growing */

export class Follower {
  constructor() {
    /** @type {object | null} */
    this.root = null;
    /** @type {any} */
    this.key = null;
    this.mark = 0;
  }

  /**
   * The entries that were not seen yet. What was left out or forgotten of those before needs no beginning anew.
   * @param {Growing} source @param {number} to how many of its entries count @param {any} [key] what else the work depends on
   * @returns {{from: number, to: number, anew: boolean}}
   */
  next(source, to, key = null) {
    const goesOn = source.root === this.root && key === this.key, from = goesOn ? source.since(this.mark) : 0, anew = !goesOn || to < from;
    Object.assign(this, { root: source.root, key, mark: source.mark(to) });
    return { from: anew ? 0 : from, to, anew };
  }

  /** The next time all is done anew. */
  forget() {
    this.root = null;
  }
}
