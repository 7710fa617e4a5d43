// @ts-check
/**
 * What lies over the mountain on a 2-D canvas: the axes at its feet and the loss along its left post. The ground itself is drawn by
 * gl/surface.js; both look through the same lens.
 */
import { FOOT, inBox, seen } from "../gl/camera.js";
import { ticks, toUnit } from "../math/landscape.js";
import { heightOf, lossTicks } from "../math/relief.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {import("../gl/camera.js").Lens} Lens */
/** @typedef {import("./landscape.js").Words} Words */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {{lens: Lens, width: number, height: number}} Sight */
/** @typedef {{width: number, height: number, ratio: number}} Size   CSS pixels, device pixels per CSS pixel */
/** @typedef {(u: number, v: number, height: number) => [number, number]} Project */


/** @param {Sight} sight @returns {Project} (u, v, height) → pixels */
export function projector({ lens, width, height }) {
  return (u, v, up) => {
    const [x, y] = seen(lens, inBox(lens, u, v, up));
    return [((x + 1) / 2) * width, ((1 - y) / 2) * height];
  };
}

/** @param {Context} context @param {Sight} sight @param {import("../math/relief.js").LossScale} scale @param {import("../math/landscape.js").Window} window @param {Theme} theme @param {Words} words */
export function drawFrame(context, sight, scale, window, theme, words) {
  const project = projector(sight), nearU = sight.lens.eye[0] > 0 ? 1 : 0, nearV = sight.lens.eye[2] > 0 ? 0 : 1;
  Object.assign(context, { font: words.axis, textBaseline: "middle", lineWidth: 1, strokeStyle: theme.quiet });
  drawEdge(context, project, (u) => [u, nearV], words.axes[0], ticks(window[0], window[1], 5).map((value) => ({ text: words.number(value), at: toUnit(window, value, 0)[0] })), theme);
  drawEdge(context, project, (v) => [nearU, v], words.axes[1], ticks(window[2], window[3], 5).map((value) => ({ text: words.number(value), at: toUnit(window, 0, value)[1] })), theme);
  const posts = [[nearU, 1 - nearV], [1 - nearU, nearV]].sort((p, q) => project(p[0], p[1], 0)[0] - project(q[0], q[1], 0)[0]);
  drawPost(context, project, posts[0], scale, theme, words);
}

/** One axis along the foot of a wall. @param {Context} context @param {Project} project @param {(share: number) => number[]} along @param {string} name @param {{text: string, at: number}[]} marks @param {Theme} theme */
function drawEdge(context, project, along, name, marks, theme) {
  const at = (/** @type {number} */ share) => project(along(share)[0], along(share)[1], FOOT);
  const [x0, y0] = at(0), [x1, y1] = at(1), [cx, cy] = project(0.5, 0.5, FOOT), length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 60) return;
  const out = outward([x0, y0], [x1, y1], [cx, cy]);
  context.textAlign = "center";
  context.fillStyle = theme.quiet;
  const every = Math.ceil((34 * marks.length) / length);
  marks.forEach(({ text, at: share }, k) => {
    if (share < 0.03 || share > 0.97 || Math.abs(share - 0.5) < 20 / length || k % every) return;
    const [x, y] = at(share);
    strokeLine(context, x, y, x + out[0] * 5, y + out[1] * 5);
    context.fillText(text, x + out[0] * 15, y + out[1] * 14);
  });
  context.fillStyle = theme.ink;
  context.fillText(name, (x0 + x1) / 2 + out[0] * 22, (y0 + y1) / 2 + out[1] * 17);
}

/** The loss, up the mountain's left edge. @param {Context} context @param {Project} project @param {number[]} corner @param {import("../math/relief.js").LossScale} scale @param {Theme} theme @param {Words} words */
function drawPost(context, project, [u, v], scale, theme, words) {
  const [x0, y0] = project(u, v, 0), [x1, y1] = project(u, v, 1), length = y0 - y1;
  if (length < 40) return;
  strokeLine(context, x0, y0, x1, y1);
  context.textAlign = "right";
  context.fillStyle = theme.quiet;
  for (const loss of lossTicks(scale, length / 20)) {
    const share = heightOf(scale, loss), x = x0 + (x1 - x0) * share, y = y0 + (y1 - y0) * share;
    if (share < 0 || share > 1) continue;
    strokeLine(context, x, y, x - 4, y);
    context.fillText(words.number(loss), x - 7, y);
  }
  context.fillStyle = theme.ink;
  context.textAlign = "center";
  context.fillText(words.loss, x1, y1 - 12);
}

/** The direction across an edge that leads away from the mountain's middle. @param {number[]} p @param {number[]} q @param {number[]} middle */
function outward(p, q, middle) {
  const length = Math.hypot(q[0] - p[0], q[1] - p[1]), nx = (q[1] - p[1]) / length, ny = (p[0] - q[0]) / length;
  const side = (middle[0] - p[0]) * nx + (middle[1] - p[1]) * ny;
  return side > 0 ? [-nx, -ny] : [nx, ny];
}

/** @param {Context} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function strokeLine(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
