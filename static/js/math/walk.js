// @ts-check
/**
 * The path on the landscape. The server sends it with each level; between two levels the frames' own places are its tail.
 * A point is [step, a, b, loss, distance]: the true loss there, and how far the weights lie from the plane.
 */

/** @typedef {import("../state.js").Landscape} Landscape */
/** @typedef {import("../state.js").Frame} Frame */
/** @typedef {readonly [number, number, number, number, number]} Point */
/** @typedef {{plane: number, points: readonly Point[]}} Tail */
/** @typedef {{from: number, optimizer: string}} Span   from: the first step that this optimizer took */

/** @type {Tail} */
export const NO_TAIL = { plane: -1, points: [] };
/** A tail is short, since a new level brings the path; if none comes, every other point goes. */
const MOST = 1200;

/** The tail with the frame's place at its end, and without what is behind the path or ahead of the frame. @param {Tail} tail @param {Frame} frame @param {Landscape} landscape @returns {Tail} */
export function grown(tail, frame, landscape) {
  const { path, plane } = landscape, after = path.length ? path[path.length - 5] : -1;
  const known = tail.plane === plane ? tail.points.filter(([step]) => step >= after && step <= frame.step) : [];
  const place = placeOf(frame, plane), last = known.at(-1) ?? [after, path[path.length - 4], path[path.length - 3]];
  const isNew = place && (frame.step > last[0] || (frame.step === last[0] && isElsewhere(place, last, landscape.window)));
  const points = isNew ? [...known, place] : known;
  return { plane, points: points.length > MOST ? points.filter((_, at) => at % 2 === 1) : points };
}

/** Whether the weights were put somewhere else without a step; the path comes in 32 bits, the frame's place in 64. @param {readonly number[]} place @param {readonly number[]} last @param {readonly number[]} window */
function isElsewhere(place, last, [a0, a1, b0, b1]) {
  return Math.abs(place[1] - last[1]) > (a1 - a0) * 1e-4 || Math.abs(place[2] - last[2]) > (b1 - b0) * 1e-4;
}

/** Where the frame is on a plane; a frame that was made before the plane came tells its place on another. @param {Frame | null} frame @param {number} plane @returns {Point | null} */
export function placeOf(frame, plane) {
  if (!frame?.place || frame.plane !== plane || !Number.isFinite(frame.place[0]) || !Number.isFinite(frame.place[1])) return null;
  return [frame.step, frame.place[0], frame.place[1], frame.loss[0] + frame.penalty[0], frame.place[2]];
}

/** Path and tail as one list. @param {Landscape} landscape @param {Tail} tail @returns {Point[]} */
export function joined({ path, plane }, tail) {
  /** @type {Point[]} */
  const points = [];
  for (let at = 0; at + 4 < path.length; at += 5) points.push([path[at], path[at + 1], path[at + 2], path[at + 3], path[at + 4]]);
  return tail.plane === plane ? points.concat(tail.points) : points;
}

/** How many of the points are behind a step or at it. @param {readonly Point[]} points @param {number} step */
export function reached(points, step) {
  let low = 0, high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Which optimizer took which steps, from the journal: blocks change at the end of an epoch, edits at their step.
 * @param {import("../state.js").Journal} journal @param {number} train how many points are trained on @param {number} [row] whose @returns {Span[]}
 */
export function spansOf(journal, train, row = 0) {
  /** @type {Span[]} */
  const spans = [];
  let method = journal.spec.methods[row], batch = journal.spec.batch ?? train, step = 0, epoch = 0;
  for (const change of [...journal.edits, { step: Infinity, edit: { kind: "end" } }]) {
    const each = Math.max(1, Math.ceil(train / batch));
    blockStarts(method, step, epoch, each).filter((span) => span.from < change.step || spans.length === 0).forEach((span) => push(spans, span));
    epoch += (change.step - step) / each;
    step = change.step;
    if (change.edit.kind === "method" && (change.edit.row ?? 0) === row) method = change.edit.method;
    if (change.edit.kind === "batch") batch = change.edit.batch;
  }
  return spans;
}

/** @param {import("../state.js").Method} method @param {number} step @param {number} epoch at that step @param {number} each steps an epoch @returns {Span[]} */
function blockStarts(method, step, epoch, each) {
  /** @type {Span[]} */
  const starts = [];
  let from = -Infinity;
  for (const block of method.blocks) {
    const until = block.until ?? Infinity;
    if (until > epoch) starts.push({ from: Math.max(step, Math.round(step + (from - epoch) * each)), optimizer: block.optimizer });
    from = until;
  }
  return starts;
}

/** @param {Span[]} spans @param {Span} span */
function push(spans, span) {
  const last = spans.at(-1);
  if (last?.optimizer === span.optimizer) return;
  if (last && last.from >= span.from) spans.pop();
  if (spans.at(-1)?.optimizer !== span.optimizer) spans.push(span);
}

/** The optimizer that took a step. @param {readonly Span[]} spans @param {number} step */
export function optimizerAt(spans, step) {
  let found = spans[0];
  for (const span of spans) if (span.from < step) found = span;
  return found?.optimizer ?? "sgd";
}
