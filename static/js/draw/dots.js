// @ts-check
/** The places that were tried, as small dots in the colour of their height, drawn on as they come. */
import { Follower } from "../math/follow.js";
import { wipe } from "./wipe.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {{place: (x: number, y: number) => readonly [number, number, boolean], colour: (loss: number) => string, edge: string, rows: ReadonlySet<number>, radius: number, key: any}} View
 *   place: pixels, and whether it is seen; rows: whose tries are shown */

export class Dots {
  /** @param {Context} context of a canvas whose unit is the CSS pixel */
  constructor(context) {
    this.context = context;
    this.follower = new Follower();
  }

  /** Draws the new ones of the first `count`. @param {import("../math/tries.js").Tries} tries @param {number} count @param {View} view */
  draw(tries, count, view) {
    const { from, to, anew } = this.follower.next(tries, count, view.key), { context } = this;
    if (anew) wipe(context);
    Object.assign(context, { lineWidth: 0.9, strokeStyle: view.edge });
    for (let at = from; at < to; at++) {
      const tried = tries.get(at);
      if (view.rows.has(tried.row)) dot(context, view.place(tried.x, tried.y), view.radius, view.colour(tried.loss));
    }
  }
}

/** @param {Context} context @param {readonly [number, number, boolean]} at @param {number} radius @param {string} colour */
function dot(context, [x, y, seen], radius, colour) {
  if (!seen) return;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
