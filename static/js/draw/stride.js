// @ts-check
/** What moves a walker, drawn at it: arrows for gradient, momentum and the coming step, an ellipse for the step per axis, and a key to them. */

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {[number, number]} Pixel */
/** @typedef {{by: Pixel, colour: string, words: string, dash: readonly number[], width: number}} Arrow   by: pixels */
/** @typedef {{halo: string, ink: string, font: string}} Look */

const HEAD = 9, LINE = 19;

/** @param {Context} context @param {Pixel} at @param {readonly Arrow[]} arrows @param {{across: number, up: number, words: string} | null} ellipse  half axes in pixels @param {Look} look */
export function drawStride(context, at, arrows, ellipse, look) {
  context.save();
  context.lineCap = "round";
  if (ellipse) drawEllipse(context, at, ellipse, look);
  for (const arrow of arrows) drawArrow(context, at, arrow, look.halo);
  context.restore();
}

/** @param {Context} context @param {Pixel} at @param {{across: number, up: number}} ellipse @param {Look} look */
function drawEllipse(context, [x, y], { across, up }, { halo, ink }) {
  context.beginPath();
  context.ellipse(x, y, Math.max(1, across), Math.max(1, up), 0, 0, 2 * Math.PI);
  Object.assign(context, { fillStyle: halo, globalAlpha: 0.22 });
  context.fill();
  context.globalAlpha = 1;
  for (const [colour, width, dash] of /** @type {[string, number, number[]][]} */ ([[halo, 4, []], [ink, 1.6, [7, 4]]])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.setLineDash(dash);
    context.stroke();
  }
  context.setLineDash([]);
}

/** @param {Context} context @param {Pixel} at @param {Arrow} arrow @param {string} halo */
function drawArrow(context, [x, y], { by: [dx, dy], colour, dash, width }, halo) {
  const length = Math.hypot(dx, dy);
  if (!(length >= 1)) return;
  const ux = dx / length, uy = dy / length, head = Math.min(HEAD, length), neck = /** @type {Pixel} */ ([x + dx - ux * head, y + dy - uy * head]);
  for (const [ink, wide] of /** @type {[string, number][]} */ ([[halo, width + 3.6], [colour, width]])) {
    Object.assign(context, { strokeStyle: ink, fillStyle: ink, lineWidth: wide, lineJoin: "round" });
    context.setLineDash(ink === colour ? [...dash] : []);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(...neck);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    for (const [px, py] of [[x + dx, y + dy], [neck[0] - uy * head * 0.55, neck[1] + ux * head * 0.55], [neck[0] + uy * head * 0.55, neck[1] - ux * head * 0.55]]) context.lineTo(px, py);
    context.closePath();
    if (ink === halo) Object.assign(context, { lineWidth: 3.6 }), context.stroke();
    context.fill();
  }
}

/** The key, in the lower corner of a box that is farther from a place. @param {Context} context @param {Pixel} away @param {readonly Arrow[]} arrows @param {{words: string} | null} ellipse @param {import("../math/landscape.js").Box} box @param {Look} look */
export function drawStrideKey(context, away, arrows, ellipse, box, look) {
  const rows = [...arrows.map(({ words }) => words), ...(ellipse ? [ellipse.words] : [])];
  context.save();
  context.font = look.font;
  const wide = Math.max(...rows.map((words) => context.measureText(words).width)) + 52, high = rows.length * LINE + 10, left = away[0] > box.left + box.width / 2 ? box.left + 8 : box.left + box.width - wide - 8, top = box.top + box.height - high - 8;
  Object.assign(context, { fillStyle: look.halo, globalAlpha: 0.9 });
  context.beginPath();
  context.roundRect(left, top, wide, high, 6);
  context.fill();
  Object.assign(context, { globalAlpha: 1, textBaseline: "middle", textAlign: "left" });
  rows.forEach((words, at) => {
    const y = top + 5 + LINE * (at + 0.5), arrow = arrows[at];
    if (arrow) drawArrow(context, [left + 8, y], { ...arrow, by: [26, 0] }, look.halo);
    else drawEllipse(context, [left + 21, y], { across: 12, up: 6 }, look);
    context.fillStyle = look.ink;
    context.fillText(words, left + 42, y);
  });
  context.restore();
}
