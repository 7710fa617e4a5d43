// @ts-check
/** The network: edges by sign and size, each unit's map in its box, biases on the boxes' corners, what is chosen. */

import { paint, signRamp, signSteps } from "../math/colour.js";
import { biasPlace, edgeEnds, holdsPicture, weightIndex, weightShare } from "../math/network-geometry.js";
import { createBitmap } from "./bitmap.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/network-geometry.js").Layout} Layout */
/** @typedef {import("../state.js").Ref} Ref */
/** @typedef {import("./bitmap.js").Bitmap} Bitmap */

/** Widths and colours come in this many steps a sign, so that a frame strokes each at most once. */
const STEPS = 12;

/** @param {number} weight @returns {number} −STEPS … STEPS */
const stepOf = (weight) => Math.sign(weight) * Math.ceil(weightShare(weight) * STEPS - 0.5);

/** Thick lines where there is room for them. @param {Layout} layout */
function widest(layout) {
  const smallest = Math.min(...layout.columns.map((column) => column.side));
  return Math.max(1.4, Math.min(9, smallest * 0.19));
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Float64Array} theta @param {Theme} theme */
export function drawEdges(context, layout, theta, theme) {
  const colours = signSteps(theme, 2 * STEPS + 1);
  const most = widest(layout);
  const paths = gatherEdges(layout, theta);
  for (let size = 0; size <= STEPS; size++) {
    for (const step of size ? [-size, size] : [0]) {
      const path = paths[step + STEPS];
      if (!path) continue;
      context.lineWidth = 0.5 + (size / STEPS) * most;
      context.strokeStyle = size ? colours[step + STEPS] : theme.line;
      context.stroke(path);
    }
  }
}

/** One path for each step of size and sign: thin ones are stroked first. @param {Layout} layout @param {Float64Array} theta */
function gatherEdges(layout, theta) {
  /** @type {(Path2D | undefined)[]} */
  const paths = new Array(2 * STEPS + 1);
  for (let layer = 0; layer + 1 < layout.columns.length; layer++) {
    const from = layout.columns[layer], to = layout.columns[layer + 1];
    const x0 = from.x + from.side / 2, x1 = to.x - to.side / 2, middle = (x0 + x1) / 2;
    let at = layout.offsets[layer];
    for (const y1 of to.ys) {
      for (const y0 of from.ys) {
        const path = (paths[stepOf(theta[at++]) + STEPS] ??= new Path2D());
        path.moveTo(x0, y0);
        path.bezierCurveTo(middle, y0, middle, y1, x1, y1);
      }
      at++; // the bias
    }
  }
  return paths;
}

/** All units' maps side by side in one bitmap, and which arrays they were painted from. */
/** @typedef {{bitmap: Bitmap, tile: Bitmap, size: number, theme: Theme, from: (Uint8Array | null)[]}} Atlas */

/**
 * Repaints those maps that are new. @param {Atlas | null} atlas @param {{size: number, units: readonly (Uint8Array | null)[]}} maps @param {Theme} theme @returns {Atlas | null}
 */
export function paintMaps(atlas, maps, theme) {
  if (!maps.size || !maps.units.length) return null;
  const fits = atlas && atlas.size === maps.size && atlas.from.length === maps.units.length && atlas.theme === theme;
  const target = fits ? atlas : createAtlas(maps.size, maps.units.length, theme);
  const ramp = signRamp(theme, 0.92);
  maps.units.forEach((map, unit) => {
    if (!map || target.from[unit] === map) return;
    paint(target.tile.pixels, map, ramp);
    target.bitmap.pixels.set(target.tile.pixels, unit * maps.size * maps.size);
    target.from[unit] = map;
  });
  target.bitmap.write();
  return target;
}

/** @param {number} size @param {number} units @param {Theme} theme @returns {Atlas} */
function createAtlas(size, units, theme) {
  return { bitmap: createBitmap(size, size * units), tile: createBitmap(size), size, theme, from: new Array(units).fill(null) };
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Atlas | null} atlas @param {Theme} theme */
export function drawUnits(context, layout, atlas, theme) {
  const boxes = new Path2D();
  for (const { x, side, ys } of layout.columns) for (const y of ys) boxes.roundRect(x - side / 2, y - side / 2, side, side, side * 0.16);
  context.fillStyle = theme.zero;
  context.fill(boxes);
  if (atlas) drawMaps(context, layout, atlas, boxes);
  context.lineWidth = layout.pictures ? 1.25 : 1;
  context.strokeStyle = theme.ink;
  context.stroke(boxes);
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Atlas} atlas @param {Path2D} boxes */
function drawMaps(context, layout, atlas, boxes) {
  context.save();
  context.clip(boxes);
  context.imageSmoothingEnabled = true;
  let unit = 0;
  for (const { x, side, ys } of layout.columns) {
    for (const y of ys) {
      const top = unit++ * atlas.size;
      if (!holdsPicture(side) || !atlas.from[unit - 1]) continue;
      context.drawImage(atlas.bitmap.canvas, 0, top, atlas.size, atlas.size, x - side / 2, y - side / 2, side, side);
    }
  }
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Float64Array} theta @param {Theme} theme */
export function drawBiases(context, layout, theta, theme) {
  for (let layer = 1; layer < layout.columns.length; layer++) {
    for (let unit = 0; unit < layout.columns[layer].ys.length; unit++) drawBias(context, layout, theta, theme, layer, unit);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Float64Array} theta @param {Theme} theme @param {number} layer @param {number} unit */
function drawBias(context, layout, theta, theme, layer, unit) {
  const bias = theta[weightIndex(layout.sizes, { kind: "bias", layer: layer - 1, unit })];
  const { x, y } = biasPlace(layout, layer, unit);
  const room = Math.min(6.5, layout.columns[layer].side * 0.2);
  context.beginPath();
  context.arc(x, y, Math.max(1.2, room * (0.45 + 0.55 * weightShare(bias))), 0, 2 * Math.PI);
  context.fillStyle = bias < 0 ? theme.negative : bias > 0 ? theme.positive : theme.quiet;
  context.fill();
  context.lineWidth = 1.25;
  context.strokeStyle = theme.panel;
  context.stroke();
}

/**
 * What is chosen (thick) or under the pointer (thin). An edge keeps its colour between two accent lines.
 * @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Float64Array} theta @param {Ref} ref @param {boolean} chosen @param {Theme} theme
 */
export function drawMarked(context, layout, theta, ref, chosen, theme) {
  if (!ref || ref.kind === "point") return;
  const path = new Path2D();
  if (ref.kind === "edge") traceEdge(path, layout, ref);
  else if (ref.kind === "bias") traceBias(path, layout, ref.layer + 1, ref.unit);
  else traceUnit(path, layout, ref.layer, ref.unit);
  const step = ref.kind === "edge" ? stepOf(theta[weightIndex(layout.sizes, ref)]) : 0;
  const core = ref.kind === "edge" ? 0.5 + (Math.abs(step) / STEPS) * widest(layout) : 0;
  const rim = chosen ? 3 : 2;
  stroke(context, path, theme.panel, core + 2 * rim + 2);
  stroke(context, path, theme.accent, ref.kind === "edge" ? core + 2 * rim : rim);
  if (ref.kind === "edge") stroke(context, path, step ? signSteps(theme, 2 * STEPS + 1)[step + STEPS] : theme.panel, Math.max(1, core));
}

/** @param {CanvasRenderingContext2D} context @param {Path2D} path @param {string} colour @param {number} width */
function stroke(context, path, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

/** @param {Path2D} path @param {Layout} layout @param {import("../state.js").EdgeRef} ref */
function traceEdge(path, layout, ref) {
  const { x0, y0, x1, y1, middle } = edgeEnds(layout, ref);
  path.moveTo(x0, y0);
  path.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

/** @param {Path2D} path @param {Layout} layout @param {number} layer @param {number} unit */
function traceBias(path, layout, layer, unit) {
  const { x, y } = biasPlace(layout, layer, unit);
  path.arc(x, y, Math.min(8.5, layout.columns[layer].side * 0.3), 0, 2 * Math.PI);
}

/** @param {Path2D} path @param {Layout} layout @param {number} layer @param {number} unit */
function traceUnit(path, layout, layer, unit) {
  const { x, side, ys } = layout.columns[layer];
  path.roundRect(x - side / 2 - 1.5, ys[unit] - side / 2 - 1.5, side + 3, side + 3, side * 0.16 + 1.5);
}

/** The features' names, before the boxes of the inputs. @param {CanvasRenderingContext2D} context @param {Layout} layout @param {readonly string[]} names @param {string} font @param {Theme} theme */
export function drawLabels(context, layout, names, font, theme) {
  const { x, side, ys } = layout.columns[0];
  context.font = font;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = theme.quiet;
  ys.forEach((y, unit) => context.fillText(names[unit] ?? "", x - side / 2 - 7, y));
}
