// @ts-check
/** The places that were tried, as small dots in the colour of their height, drawn on as they come. */
import { isInside } from "../math/crossing.js";
import { Follower } from "../math/follow.js";
import { wipe } from "./wipe.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {{box: import("../math/landscape.js").Box, place: (x: number, y: number) => readonly [number, number, boolean], colour: (loss: number) => string, edge: string, rows: ReadonlySet<number>, radius: number, key: any}} View
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
      const [x, y, seen] = view.place(tried.x, tried.y);
      if (seen && view.rows.has(tried.row) && isInside(view.box, x, y)) dot(context, x, y, view.radius, view.colour(tried.loss));
    }
  }
}

/** @param {Context} context @param {number} x @param {number} y @param {number} radius @param {string} colour */
function dot(context, x, y, radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
