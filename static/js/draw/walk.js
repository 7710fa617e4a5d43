// @ts-check
/**
 * The path, the same on the map and on the mountain: a line in its optimizer's colour and dash with a halo, beads in the colour of the true
 * loss, a ring where it began, a dot where it is, a diamond where another optimizer takes over. What stands behind the mountain is
 * drawn pale, the known future thin. Places come in pixels.
 */
import { DASHES } from "../math/dashes.js";
import { beads } from "../math/landscape.js";

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {[number, number]} Pixel */
/** @typedef {{xy: ArrayLike<number>, seen: ArrayLike<number> | null, trail: import("../math/trail.js").Trail}} Walk   seen: 0 where something stands in front */
/** @typedef {{halo: string, ink: string, methods: Readonly<Record<string, string>>, bead: (loss: number) => string, name: (optimizer: string) => string, font: string, now: boolean}} Look   now: whether the path's end is where the run is */

const WIDTH = 3.4;
const HALO = 7;
/** Pixels between beads: near enough to be read as one necklace, far enough to see the line. */
const APART = 20;

/** @param {Context} context @param {Walk} walk @param {Look} look */
export function drawWalk(context, walk, look) {
  const { trail } = walk, colourAt = (/** @type {number} */ at) => look.methods[trail.optimizers[at]] ?? look.ink;
  context.save();
  Object.assign(context, { lineJoin: "round", lineCap: "round" });
  const stretches = stretchesOf(walk);
  drawFuture(context, walk, look);
  for (const one of stretches) if (!one.front) stroke(context, walk, one, colourAt(one.to), WIDTH - 1, 0.45);
  for (const one of stretches) if (one.front && !one.jump) stroke(context, walk, one, look.halo, HALO, 0.92);
  for (const one of stretches) {
    if (!one.front || one.jump) continue;
    context.setLineDash([...(DASHES[trail.optimizers[one.to]] ?? [])]);
    stroke(context, walk, one, colourAt(one.to), WIDTH, 1);
  }
  context.setLineDash([]);
  for (const one of stretches) if (one.jump) drawJump(context, walk, one, look);
  for (const at of beads(walk.xy, APART, trail.count)) if (isFront(walk, at)) bead(context, place(walk, at), look.bead(trail.losses[at]), look.halo);
  for (const at of trail.switches) if (at < trail.count - 1) turn(context, place(walk, at), besides(walk, at), colourAt(at + 1), look.name(trail.optimizers[at + 1]), look);
  if (trail.count > 0) ring(context, place(walk, 0), colourAt(Math.min(1, trail.count - 1)), look.halo);
  if (trail.count > 0 && look.now) dot(context, place(walk, trail.count - 1), colourAt(trail.count - 1), look.halo);
  context.restore();
}

/** @param {Walk} walk @param {number} at @returns {Pixel} */
const place = ({ xy }, at) => [xy[2 * at], xy[2 * at + 1]];

/** @param {Walk} walk @param {number} at */
const isFront = ({ seen }, at) => !seen || seen[at] > 0;

/** Stretches of one optimizer that are all in front or all behind, as pairs of point numbers; a jump by hand is one of its own. @param {Walk} walk */
export function stretchesOf(walk) {
  /** @type {{from: number, to: number, front: boolean, jump: boolean}[]} */
  const found = [];
  for (let at = 1; at < walk.trail.count; at++) {
    const front = isFront(walk, at - 1) && isFront(walk, at), jump = walk.trail.jumps.includes(at), last = found.at(-1);
    const goesOn = last && !last.jump && !jump && last.front === front && walk.trail.optimizers[last.to] === walk.trail.optimizers[at];
    if (goesOn) last.to = at;
    else found.push({ from: at - 1, to: at, front, jump });
  }
  return found;
}

/** @param {Context} context @param {Walk} walk @param {{from: number, to: number}} stretch @param {string} colour @param {number} width @param {number} alpha */
function stroke(context, walk, { from, to }, colour, width, alpha) {
  Object.assign(context, { strokeStyle: colour, lineWidth: width, globalAlpha: alpha });
  context.beginPath();
  context.moveTo(...place(walk, from));
  for (let at = from + 1; at <= to; at++) context.lineTo(...place(walk, at));
  context.stroke();
  context.globalAlpha = 1;
}

/** Nobody walked there. @param {Context} context @param {Walk} walk @param {{from: number, to: number}} jump @param {Look} look */
function drawJump(context, walk, jump, look) {
  context.setLineDash([5, 7]);
  stroke(context, walk, jump, look.halo, 4.6, 0.7);
  stroke(context, walk, jump, look.ink, 1.8, 1);
  context.setLineDash([]);
}

/** @param {Context} context @param {Walk} walk @param {Look} look */
function drawFuture(context, walk, look) {
  const { count, uv } = walk.trail, to = uv.length / 2 - 1;
  if (count < 1 || to < count) return;
  context.setLineDash([0, 6]);
  stroke(context, walk, { from: count - 1, to }, look.halo, 4.4, 0.6);
  stroke(context, walk, { from: count - 1, to }, look.ink, 2.4, 0.9);
  context.setLineDash([]);
}

/** @param {Context} context @param {Pixel} at @param {number} radius @param {string} fill @param {string} line @param {number} width */
export function disc(context, [x, y], radius, fill, line, width) {
  Object.assign(context, { fillStyle: fill, strokeStyle: line, lineWidth: width });
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/** @param {Context} context @param {Pixel} at @param {string} colour @param {string} halo */
export function bead(context, at, colour, halo) {
  disc(context, at, 4.1, colour, halo, 1.4);
}

/** @param {Context} context @param {Pixel} at @param {string} colour @param {string} halo */
export function ring(context, at, colour, halo) {
  disc(context, at, 6.5, halo, halo, 6);
  disc(context, at, 6, halo, colour, 3);
}

/** @param {Context} context @param {Pixel} at @param {string} colour @param {string} halo */
function dot(context, at, colour, halo) {
  disc(context, at, 8, colour, halo, 2.6);
}

/** The direction across the line, the one that points up: words stand there without lying on the line. @param {Walk} walk @param {number} at @returns {Pixel} */
function besides(walk, at) {
  const [x0, y0] = place(walk, Math.max(0, at - 4)), [x1, y1] = place(walk, Math.min(walk.trail.count - 1, at + 4));
  const length = Math.hypot(x1 - x0, y1 - y0) || 1, nx = (y1 - y0) / length, ny = (x0 - x1) / length;
  return ny > 0 ? [-nx, -ny] : [nx, ny];
}

/** A diamond, and the name of the one that takes over. @param {Context} context @param {Pixel} at @param {Pixel} side @param {string} colour @param {string} name @param {{halo: string, ink: string, font: string}} look */
export function turn(context, [x, y], [nx, ny], colour, name, look) {
  Object.assign(context, { fillStyle: colour, strokeStyle: look.halo, lineWidth: 2, font: look.font });
  context.beginPath();
  for (const [dx, dy] of [[0, -7], [7, 0], [0, 7], [-7, 0]]) context.lineTo(x + dx, y + dy);
  context.closePath();
  context.stroke();
  context.fill();
  const text = `→ ${name}`, width = context.measureText(text).width;
  label(context, text, [x + nx * (14 + width / 2) - width / 2, y + ny * 17], look);
}

/** Words on the picture: ink with a halo of the panel. @param {Context} context @param {string} text @param {Pixel} at @param {{font: string, halo: string, ink: string}} look */
export function label(context, text, [x, y], look) {
  Object.assign(context, { font: look.font, textBaseline: "middle", textAlign: "left", lineWidth: 4, strokeStyle: look.halo, fillStyle: look.ink });
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** A place that is pointed at, or (filled) one that is being looked at. @param {Context} context @param {Pixel} at @param {{halo: string, ink: string}} look @param {string | null} accent */
export function drawMark(context, [x, y], look, accent) {
  context.save();
  if (accent) disc(context, [x, y], 9, look.halo, look.halo, 1);
  for (const [colour, width] of /** @type {[string, number][]} */ ([[look.halo, accent ? 6 : 4.5], [accent ?? look.ink, accent ? 3 : 2]])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: "round" });
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 7 * dx, y + 7 * dy);
      context.lineTo(x + 13 * dx, y + 13 * dy);
    }
    context.stroke();
  }
  if (accent) disc(context, [x, y], 2.5, accent, accent, 1);
  context.restore();
}
