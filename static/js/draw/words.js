// @ts-check
/** A few lines of words beside a place of the picture, on the side where there is room. */
import { label } from "./walk.js";

/** @typedef {import("./walk.js").Context} Context */

const LINE = 17;

/** @param {Context} context @param {readonly string[]} lines @param {[number, number]} at @param {import("../math/landscape.js").Box | null} box  to stay in; null: centred below @param {{halo: string, ink: string, font: string}} look */
export function drawWords(context, lines, [x, y], box, look) {
  context.font = look.font;
  const wide = Math.max(0, ...lines.map((line) => context.measureText(line).width));
  const left = !box ? x - wide / 2 : x + 18 + wide > box.left + box.width ? x - 18 - wide : x + 18;
  const top = !box ? y : Math.min(Math.max(y - (LINE * (lines.length - 1)) / 2 - 12, box.top + 10), box.top + box.height - LINE * lines.length);
  lines.forEach((line, at) => label(context, line, [left, top + LINE * at], look));
}

/** Places for words that must not lie on one another: each goes up, line by line, to where there is room. */
export function createShelf() {
  /** @type {{left: number, right: number, y: number}[]} */
  const taken = [];
  /** @param {number} left @param {number} right @param {number} y @returns {number} where it may stand */
  return (left, right, y) => {
    while (taken.some((one) => one.left < right && one.right > left && Math.abs(one.y - y) < LINE)) y -= LINE;
    taken.push({ left, right, y });
    return y;
  };
}
