// @ts-check
/**
 * Where the pieces of a drawn network stand, and what lies under a pointer. CSS pixels, no canvas.
 * Node layer 0 is the input; weight layer l leads from node layer l to l + 1. An edge is a Bézier that leaves and arrives
 * level, with its handles half-way: so y = y0 + (y1 − y0)(3t² − 2t³), and x(t) is the same for all edges of a gap.
 */

/** @typedef {readonly number[] & {pieces?: readonly number[]}} Sizes   units per layer; pieces: rows of weights a unit, of each weight layer, if not one */
/** @typedef {{x: number, side: number, ys: number[]}} Column   a layer: the middle of its boxes, their side, their heights */
/** @typedef {{sizes: readonly number[], columns: Column[], pictures: boolean, offsets: number[]}} Layout   offsets: where each weight layer begins in theta */
/** @typedef {import("../state.js").Ref} Ref */
/** @typedef {import("../state.js").EdgeRef} EdgeRef */
/** @typedef {import("../state.js").BiasRef} BiasRef */
/** @typedef {import("../state.js").UnitRef} UnitRef */

/** Boxes no larger than this; from PICTURE on down they have no map in them. */
const LARGEST = 54, SMALLEST = 5, PICTURE = 12;
/** A pointer this near to a line means it; fingers are as sure as they can be with a wider reach. */
const EDGE_REACH = 6, BIAS_REACH = 5;

/**
 * @param {readonly number[]} sizes units of each layer
 * @param {{width: number, height: number, left?: number, right?: number}} frame left, right: room kept free beside the first and last column
 * @returns {Layout}
 */
export function layoutNetwork(sizes, { width, height, left = 40, right = 16 }) {
  const gap = (width - left - right) / sizes.length;
  const sides = sizes.map((units) => sideOf(units, gap, height));
  const first = left + sides[0] / 2, last = width - right - sides[sides.length - 1] / 2;
  const columns = sizes.map((units, layer) => ({
    x: sizes.length < 2 ? first : first + ((last - first) * layer) / (sizes.length - 1),
    side: sides[layer],
    ys: heights(units, sides[layer], height),
  }));
  return { sizes, columns, pictures: Math.min(...sides) >= PICTURE, offsets: weightOffsets(sizes) };
}

/** @param {number} units @param {number} gap @param {number} height */
function sideOf(units, gap, height) {
  return Math.max(SMALLEST, Math.min(LARGEST, gap * 0.48, (height / units) * 0.84));
}

/** Boxes stand in the middle, at most a box and a third apart. @param {number} units @param {number} side @param {number} height */
function heights(units, side, height) {
  const pitch = Math.min(height / units, side * 1.34);
  return Array.from({ length: units }, (_, unit) => height / 2 + (unit - (units - 1) / 2) * pitch);
}

/** Does a box of this side hold a picture? @param {number} side */
export const holdsPicture = (side) => side >= PICTURE;

/** Rows of weights of a unit: k for maxout, else 1. @param {Sizes} sizes @param {number} layer weight layer */
export const piecesOf = (sizes, layer) => sizes.pieces?.[layer] ?? 1;

/** Where each weight layer begins in theta, and last its length. @param {Sizes} sizes */
export function weightOffsets(sizes) {
  const offsets = [0];
  for (let layer = 1; layer < sizes.length; layer++) {
    offsets.push(offsets[layer - 1] + sizes[layer] * piecesOf(sizes, layer - 1) * (sizes[layer - 1] + 1));
  }
  return offsets;
}

/** Place of a weight in theta, of a maxout unit that of its first piece; a bias is the input after the last. @param {Sizes} sizes @param {EdgeRef | BiasRef} ref */
export function weightIndex(sizes, ref) {
  const inputs = sizes[ref.layer] + 1;
  return weightOffsets(sizes)[ref.layer] + ref.unit * piecesOf(sizes, ref.layer) * inputs + (ref.kind === "bias" ? inputs - 1 : ref.input);
}

/** The weight at a place in theta: the inverse of `weightIndex`; null for the later pieces of a maxout unit. @param {Sizes} sizes @param {number} index @returns {EdgeRef | BiasRef | null} */
export function weightAt(sizes, index) {
  const offsets = weightOffsets(sizes), layer = offsets.findIndex((from, at) => index >= from && index < offsets[at + 1]);
  if (layer < 0) return null;
  const inputs = sizes[layer] + 1, row = Math.floor((index - offsets[layer]) / inputs), input = (index - offsets[layer]) % inputs;
  const unit = row / piecesOf(sizes, layer);
  if (!Number.isInteger(unit)) return null;
  return input < sizes[layer] ? { kind: "edge", layer, unit, input } : { kind: "bias", layer, unit };
}

/** Number of a unit among all units, inputs first. @param {readonly number[]} sizes @param {number} layer @param {number} unit */
export function unitIndex(sizes, layer, unit) {
  let index = unit;
  for (let before = 0; before < layer; before++) index += sizes[before];
  return index;
}

/** Is there such a thing in a network of these sizes? @param {readonly number[]} sizes @param {Ref} ref */
export function exists(sizes, ref) {
  if (!ref || ref.kind === "point") return false;
  if (ref.kind === "unit") return ref.layer < sizes.length && ref.unit < sizes[ref.layer];
  return ref.layer < sizes.length - 1 && ref.unit < sizes[ref.layer + 1] && (ref.kind === "bias" || ref.input < sizes[ref.layer]);
}

/** The ends of an edge and its handles: x0, y0, x1, y1, and the x half-way. @param {Layout} layout @param {EdgeRef} ref */
export function edgeEnds(layout, { layer, unit, input }) {
  const from = layout.columns[layer], to = layout.columns[layer + 1];
  const x0 = from.x + from.side / 2, x1 = to.x - to.side / 2;
  return { x0, y0: from.ys[input], x1, y1: to.ys[unit], middle: (x0 + x1) / 2 };
}

/** Where a unit's bias sits: the lower left corner of its box. @param {Layout} layout @param {number} layer node layer @param {number} unit */
export function biasPlace(layout, layer, unit) {
  const { x, side, ys } = layout.columns[layer];
  const inset = side * 0.44;
  return { x: x - inset, y: ys[unit] + inset };
}

/** How far a weight's size fills the scale 0 … 1: half-way at 1, never full, so one scale serves every moment of a run. @param {number} weight */
export const weightShare = (weight) => Math.abs(weight) / (1 + Math.abs(weight));

/**
 * What lies under (x, y): a bias, else a unit, else the nearest edge.
 * @param {Layout} layout @param {number} x @param {number} y @param {number} [slack] more reach, for fingers @returns {UnitRef | EdgeRef | BiasRef | null}
 */
export function hit(layout, x, y, slack = 0) {
  return hitBias(layout, x, y, slack) ?? hitUnit(layout, x, y, slack) ?? hitEdge(layout, x, y, slack);
}

/** @param {Layout} layout @param {number} x @param {number} y @param {number} slack @returns {BiasRef | null} */
function hitBias(layout, x, y, slack) {
  for (let layer = 1; layer < layout.columns.length; layer++) {
    const { side, ys } = layout.columns[layer];
    const reach = Math.min(BIAS_REACH + slack / 2, side * 0.3);
    for (let unit = 0; unit < ys.length; unit++) {
      const place = biasPlace(layout, layer, unit);
      if (Math.hypot(place.x - x, place.y - y) <= reach) return { kind: "bias", layer: layer - 1, unit };
    }
  }
  return null;
}

/** @param {Layout} layout @param {number} x @param {number} y @param {number} slack @returns {UnitRef | null} */
function hitUnit(layout, x, y, slack) {
  for (let layer = 0; layer < layout.columns.length; layer++) {
    const column = layout.columns[layer];
    if (Math.abs(x - column.x) > column.side / 2 + 2 + slack / 2) continue;
    const unit = nearest(column.ys, y);
    if (Math.abs(y - column.ys[unit]) <= column.side / 2 + 2 + slack / 2) return { kind: "unit", layer, unit };
  }
  return null;
}

/** @param {readonly number[]} values @param {number} value */
function nearest(values, value) {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (Math.abs(values[at] - value) < Math.abs(values[best] - value)) best = at;
  return best;
}

/** @param {Layout} layout @param {number} x @param {number} y @param {number} slack @returns {EdgeRef | null} */
function hitEdge(layout, x, y, slack) {
  for (let layer = 0; layer + 1 < layout.columns.length; layer++) {
    const from = layout.columns[layer], to = layout.columns[layer + 1];
    const x0 = from.x + from.side / 2, x1 = to.x - to.side / 2;
    if (x >= x0 && x <= x1) return nearestEdge(layer, from.ys, to.ys, (x - x0) / (x1 - x0), x1 - x0, y, EDGE_REACH + slack);
  }
  return null;
}

/** @param {number} layer @param {readonly number[]} froms @param {readonly number[]} tos @param {number} share of the gap's width @param {number} width @param {number} y @param {number} reach @returns {EdgeRef | null} */
function nearestEdge(layer, froms, tos, share, width, y, reach) {
  const t = timeAt(share);
  const rise = t * t * (3 - 2 * t);
  const slope = (6 * t * (1 - t)) / (1.5 * ((1 - t) ** 2 + t * t)) / width;
  let best = reach;
  /** @type {EdgeRef | null} */
  let found = null;
  for (let unit = 0; unit < tos.length; unit++) {
    for (let input = 0; input < froms.length; input++) {
      const climb = tos[unit] - froms[input];
      const distance = Math.abs(froms[input] + climb * rise - y) / Math.hypot(1, climb * slope);
      if (distance < best) [best, found] = [distance, { kind: "edge", layer, unit, input }];
    }
  }
  return found;
}

/** The t at which x(t), handles half-way, has come a share of the way. @param {number} share */
function timeAt(share) {
  let low = 0, high = 1;
  for (let turn = 0; turn < 20; turn++) {
    const t = (low + high) / 2;
    if (1.5 * (1 - t) * (1 - t) * t + 1.5 * (1 - t) * t * t + t * t * t < share) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/**
 * The neighbour of a unit in a direction; stays where there is none. Up and down within the layer, left and right to the nearest height.
 * @param {Layout} layout @param {UnitRef} ref @param {"left" | "right" | "up" | "down"} direction @returns {UnitRef}
 */
export function neighbour(layout, ref, direction) {
  const { layer, unit } = ref;
  if (direction === "up" || direction === "down") {
    const next = unit + (direction === "up" ? -1 : 1);
    return { kind: "unit", layer, unit: Math.max(0, Math.min(layout.sizes[layer] - 1, next)) };
  }
  const next = Math.max(0, Math.min(layout.sizes.length - 1, layer + (direction === "left" ? -1 : 1)));
  return next === layer ? ref : { kind: "unit", layer: next, unit: nearest(layout.columns[next].ys, layout.columns[layer].ys[unit]) };
}
