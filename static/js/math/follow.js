// @ts-check
/**
 * Going along with trails and tries that grow: what is new since last time, or that all must be done anew. They are never changed, and who
 * shares their columns has the same beginning; so other columns mean a rewind, another run, or growth, which is rare enough to begin again.
 */

/** @typedef {{columns: object, gone?: number}} Growing */

export class Follower {
  constructor() {
    /** @type {object | null} */
    this.columns = null;
    /** @type {any} */
    this.key = null;
    this.gone = 0;
    this.at = 0;
  }

  /**
   * The entries that were not seen yet. Those forgotten since then have been seen and need no beginning anew.
   * @param {Growing} source @param {number} to how many of its entries count @param {any} [key] what else the work depends on
   * @returns {{from: number, to: number, anew: boolean}}
   */
  next({ columns, gone = 0 }, to, key = null) {
    const forgot = gone - this.gone, goesOn = columns === this.columns || (forgot > 0 && this.columns !== null);
    const from = this.at - (goesOn ? forgot : 0), anew = !goesOn || key !== this.key || to < from;
    Object.assign(this, { columns, gone, key, at: to });
    return { from: anew ? 0 : Math.max(0, from), to, anew };
  }
}
