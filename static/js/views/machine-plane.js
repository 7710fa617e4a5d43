// @ts-check
/** Two inputs: the plane with f shaded, the line where w·x + b = 0 and its normal w; beside it f along that normal. */
import { h, setAttribute, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { withInputs, withWeights } from "../math/machine-edits.js";
import { arrowOf, arrowShare, curveOver, distanceOf, envelopeOver, footOf, heightsOf, levelOf, levelsOf, sample, segmentOf, spanOf, sumOf, tidy } from "../math/machine-geometry.js";
import { linear } from "../math/scale.js";
import { createHandle, createPlot, pathOf, wider, writeAt } from "./machine-plot.js";
import { createShade } from "./machine-shade.js";
import { bendLine, sumLine } from "./machine-words.js";

/** @typedef {import("../neuron.js").Machine} Machine */
/** @typedef {import("../math/machine-geometry.js").Place} Place */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {{kind: "x" | "w" | "b", place: {x: number, y: number}, piece: number}} Held */

const NEAR = 11, HANDLE = 16;
/** How much of the frame's half w may take. */
const ARROW = 0.9;

/** @param {() => Machine} now @param {(machine: Machine) => void} change */
export function createPlane(now, change) {
  const plane = createPlot("plane"), ramp = createPlot("ramp"), shade = createShade();
  const element = h("div", { class: "machine-lines two" }, plane.element, h("span", { class: "machine-arrow", "aria-hidden": "true" }, "→"), ramp.element);
  const path = (/** @type {string} */ name) => svg("path", { class: name });
  const levels = path("machine-levels"), zero = svg("g", { class: "machine-zero" }), offset = path("machine-offset"), shaft = path("machine-shaft"), tip = path("machine-tip"), data = svg("g", { class: "machine-data" });
  const offsetWords = svg("text", { class: "machine-label" }), wWords = svg("text", { class: "machine-label" }), across = svg("text", { class: "machine-here" }), upward = svg("text", { class: "machine-name" });
  plane.inner.children[1].after(shade.element);
  plane.inner.append(data, levels, zero, offset, shaft, tip, offsetWords, wWords, upward);
  plane.over.append(across);
  const curve = path("machine-curve"), dash = path("machine-dash"), dot = svg("circle", { class: "machine-dot", r: 6 }), ring = svg("circle", { class: "machine-ring", r: 5 }), away = svg("text", { class: "machine-here" });
  ramp.inner.append(curve, ring, dash, dot);
  ramp.over.append(away);

  const axes = () => /** @type {[number, number]} */ ([now().axes[0], now().axes[1]]), row = () => now().rows[now().piece], last = () => now().x.length;
  const weightsOf = (/** @type {Machine} */ machine, piece = machine.piece) => /** @type {Place} */ (machine.axes.map((axis) => machine.rows[piece][axis]));
  const set = (/** @type {Record<number, number>} */ values) => change(withWeights(now(), values));
  const put = (/** @type {Place} */ [x, y]) => change(withInputs(now(), { [axes()[0]]: x, [axes()[1]]: y }));
  const round = (/** @type {number} */ value) => Number(value.toPrecision(12));
  const handles = {
    x: createHandle("dot", (dx, dy) => put([round(now().x[axes()[0]] + 0.1 * dx), round(now().x[axes()[1]] + 0.1 * dy)])),
    w: createHandle("tip", (dx, dy) => set({ [axes()[0]]: round(row()[axes()[0]] + 0.1 * dx), [axes()[1]]: round(row()[axes()[1]] + 0.1 * dy) })),
    b: createHandle("ring", (dx, dy) => set({ [last()]: round(row()[last()] + 0.1 * (dx + dy)) })),
  };
  plane.over.append(handles.b.element, handles.w.element, handles.x.element);

  /** @type {{X: Scale, Y: Scale, half: number, unit: number, places: Record<Held["kind"], Place | null>} | null} */
  let drawn = null;
  const hit = (/** @type {number} */ px, /** @type {number} */ py, /** @type {PointerEvent} */ { pointerType }) => {
    if (!drawn || py > plane.size.height) return null;
    const machine = now(), { X, Y, unit, places } = drawn;
    for (const kind of /** @type {const} */ (["x", "w", "b"])) {
      const place = places[kind];
      if (place && Math.hypot(place[0] - px, place[1] - py) < HANDLE * wider(pointerType)) return /** @type {Held} */ ({ kind, place: { x: place[0], y: place[1] }, piece: machine.piece });
    }
    const at = /** @type {Place} */ ([X.invert(px), Y.invert(py)]);
    const found = machine.rows.map((own, piece) => ({ piece, off: distanceOf(weightsOf(machine, piece), levelOf(own, machine.x, machine.axes), at) * unit })).sort((a, b) => a.off - b.off)[0];
    return /** @type {Held} */ (found.off < NEAR * wider(pointerType) ? { kind: "b", place: { x: px, y: py }, piece: found.piece } : { kind: "x", place: { x: px, y: py }, piece: machine.piece });
  };
  const move = (/** @type {Held} */ { kind, piece }, /** @type {number} */ px, /** @type {number} */ py) => {
    if (!drawn) return;
    if (piece !== now().piece) change({ ...now(), piece });
    const { X, Y, half, unit } = drawn, pixel = 1 / unit, machine = now(), x = X.invert(px), y = Y.invert(py);
    const inside = (/** @type {number} */ value, /** @type {Scale} */ scale) => Math.max(scale.domain[0], Math.min(scale.domain[1], tidy(value, pixel)));
    if (kind === "x") put([inside(x, X), inside(y, Y)]);
    if (kind === "w") {
      const [w1, w2] = arrowOf([(px - X(0)) / (half * ARROW), (Y(0) - py) / (half * ARROW)]), fine = Math.max(0.004, Math.hypot(w1, w2) / 60);
      set({ [axes()[0]]: tidy(w1, fine), [axes()[1]]: tidy(w2, fine) });
    }
    if (kind === "b") {
      const [w1, w2] = weightsOf(machine), rest = levelOf(row(), machine.x, machine.axes) - row()[last()];
      set({ [last()]: tidy(-(w1 * x + w2 * y) - rest, pixel * Math.max(0.01, Math.hypot(w1, w2))) });
    }
  };
  const undrag = draggable(plane.picture, { hit, at: ({ place }) => place, start: (held, x, y) => held.kind === "x" && move(held, x, y), move });

  return {
    element, boxes: [plane.box, ramp.box],
    measure: () => [plane.measure(), ramp.measure()].some(Boolean),
    /** @param {import("./machine-lines.js").Model & {points: readonly import("../state.js").Point[]}} model */
    show({ machine, told, table, points }) {
      const { rows, piece, x, reach, names } = machine, [i, j] = machine.axes, { width, height } = plane.size;
      if (width < 20 || height < 20) return;
      const half = Math.min(width, height) / 2, unit = half / reach, frame = { across: width / 2 / unit, up: height / 2 / unit };
      const X = linear([-frame.across, frame.across], [0, width]), Y = linear([-frame.up, frame.up], [height, 0]);
      const w = weightsOf(machine), level = levelOf(rows[piece], x, machine.axes), norm = Math.hypot(...w), some = norm > 0;
      const label = `${names[i]} = ${format(x[i])}`;
      plane.axes(X, Y, { at: X(x[i]), words: label });
      shade.show(rows.map((row, at) => [...weightsOf(machine, at), levelOf(row, x, machine.axes)]), rows.length > 1 ? null : table, frame, X, Y);
      showLines(machine, table, frame, X, Y);
      const foot = some ? footOf(w, level) : null, line = some ? segmentOf(w, level, frame) : null, share = arrowShare(norm);
      const end = /** @type {Place} */ (some ? [X(0) + (w[0] / norm) * share * half * ARROW, Y(0) - (w[1] / norm) * share * half * ARROW] : [X(0), Y(0)]);
      const footAt = foot && line ? heldAt(line, foot, frame, X, Y) : null;
      drawn = { X, Y, half, unit, places: { x: [X(x[i]), Y(x[j])], w: end, b: footAt } };
      const dot = /** @type {Place} */ ([X(x[i]), Y(x[j])]), wAt = showArrow(w, norm, end, dot);
      showOffset(foot, line !== null, w, norm, told?.lines[piece].offset ?? null, X, Y);
      showData(points, X, Y);
      writeAt(across, label, [X(x[i]), height + plane.size.foot - 4], plane.size);
      writeAt(upward, `${names[j]} = ${format(x[j])}`, [width - 4, Math.max(14, Math.min(height - 6, besideOf(dot[1], wAt[0] > width - 120 ? wAt[1] : null)))], plane.size, X(x[i]) > width - 110 ? "start" : "end");
      setAttribute(upward, "visibility", X(x[i]) > width - 110 && "hidden");
      const held = (/** @type {number} */ value) => (Number.isFinite(value) ? value : null);
      handles.x.show([X(x[i]), Y(x[j])], { name: t("neuron.input"), value: x[i], text: `${names[i]} = ${format(x[i])}, ${names[j]} = ${format(x[j])}` });
      handles.w.show(end, { name: t("neuron.weight.arrow"), value: norm, text: `w₁ = ${format(w[0])}, w₂ = ${format(w[1])}` });
      handles.b.show(footAt, { name: t("neuron.bias"), value: held(rows[piece][x.length]), text: `${format(rows[piece][x.length])}, −b/‖w‖ = ${format(told?.lines[piece].offset)}` });
      plane.say(t("neuron.plane"), told ? sumLine(told, piece) : [], t("neuron.alt.plane", { x: names[i], y: names[j], z: format(told?.z[piece]), offset: format(told?.lines[piece].offset) }));
      showRamp(machine, told, table, frame);
    },
    destroy: undrag,
  };

  /** The lines where each piece is 0, and those where f has a round height. @param {Machine} machine @param {import("../math/machine-geometry.js").Table | null} table @param {{across: number, up: number}} frame @param {Scale} X @param {Scale} Y */
  function showLines(machine, table, frame, X, Y) {
    const { rows, piece, x } = machine, one = rows.length === 1;
    const straight = rows.map((row, at) => segmentOf(weightsOf(machine, at), levelOf(row, x, machine.axes), frame));
    zero.replaceChildren(...straight.flatMap((ends, at) => (ends ? [svg("path", { d: pathOf(ends, X, Y), class: at === piece ? "held" : "" })] : [])));
    const w = weightsOf(machine), level = levelOf(rows[piece], x, machine.axes), most = Math.abs(w[0]) * frame.across + Math.abs(w[1]) * frame.up + Math.abs(level);
    const heights = one && table ? linear(heightsOf(table, most), [0, 1]).ticks(6).filter((height) => Math.abs(height) > 1e-9) : [];
    const found = table && one ? levelsOf(table, heights).map((z) => segmentOf(w, level - z, frame)) : [];
    setAttribute(levels, "d", found.flatMap((ends) => (ends ? [pathOf(ends, X, Y)] : [])).join(""));
  }

  /** w from the origin on; its letter before its tip, or beside it where x lies there. @param {Place} w @param {number} norm @param {Place} end @param {Place} dot @returns {Place} of the letter */
  function showArrow(w, norm, end, dot) {
    if (!drawn) return end;
    const { X, Y } = drawn, ux = norm ? w[0] / norm : 1, uy = norm ? -w[1] / norm : 0, back = /** @type {Place} */ ([end[0] - 11 * ux, end[1] - 11 * uy]);
    setAttribute(shaft, "d", `M${X(0)} ${Y(0)}L${back[0].toFixed(1)} ${back[1].toFixed(1)}`);
    setAttribute(tip, "d", `M${end[0].toFixed(1)} ${end[1].toFixed(1)}L${(back[0] - 6 * uy).toFixed(1)} ${(back[1] + 6 * ux).toFixed(1)}L${(back[0] + 6 * uy).toFixed(1)} ${(back[1] - 6 * ux).toFixed(1)}Z`);
    const [ahead, aside] = [[ux, uy], [-uy, ux]].map(([dx, dy]) => /** @type {Place} */ ([end[0] + 14 * dx + 4, Math.max(13, Math.min(plane.size.height - 5, end[1] + 16 * dy + 4))]));
    const beside = Math.hypot(ahead[0] - dot[0], ahead[1] - 4 - dot[1]) < 18 ? aside : ahead;
    writeAt(wWords, "w", beside, plane.size);
    return beside;
  }

  /** How far the line is from the origin: measured beside the arrow. @param {Place | null} foot @param {boolean} seen @param {Place} w @param {number} norm @param {number | null} length @param {Scale} X @param {Scale} Y */
  function showOffset(foot, seen, w, norm, length, X, Y) {
    setAttribute(offset, "visibility", !(foot && seen) && "hidden");
    setAttribute(offsetWords, "visibility", !(foot && seen && length !== null) && "hidden");
    if (!foot || !seen) return;
    const [nx, ny] = [w[0] / norm, -w[1] / norm], [sx, sy] = [-ny * 9, nx * 9], [fx, fy] = [X(foot[0]), Y(foot[1])], [ox, oy] = [X(0), Y(0)];
    const tick = (/** @type {number} */ x, /** @type {number} */ y) => `M${(x + sx * 0.5).toFixed(1)} ${(y + sy * 0.5).toFixed(1)}L${(x + sx * 1.5).toFixed(1)} ${(y + sy * 1.5).toFixed(1)}`;
    setAttribute(offset, "d", `M${(ox + sx).toFixed(1)} ${(oy + sy).toFixed(1)}L${(fx + sx).toFixed(1)} ${(fy + sy).toFixed(1)}${tick(ox, oy)}${tick(fx, fy)}`);
    const middle = /** @type {Place} */ ([(ox + fx) / 2 + 2.6 * sx, (oy + fy) / 2 + 2.6 * sy + 4]);
    writeAt(offsetWords, `−b/‖w‖ = ${format(length)}`, [middle[0], Math.max(13, Math.min(plane.size.height - 5, middle[1]))], plane.size, Math.abs(sx) < 3 ? "middle" : sx > 0 ? "start" : "end");
  }

  /** @param {readonly import("../state.js").Point[]} points @param {Scale} X @param {Scale} Y */
  function showData(points, X, Y) {
    const labels = [...new Set(points.map(({ label }) => label))].filter((label) => Number.isInteger(label) && label >= 0 && label < 4);
    data.replaceChildren(...labels.flatMap((label) => {
      const d = points.filter((point) => point.label === label).map(({ x, y }) => `M${X(x).toFixed(1)} ${Y(y).toFixed(1)}h0`).join("");
      return [svg("path", { class: "halo", d }), svg("path", { class: `class-${label}`, d })];
    }));
  }

  /** f along the normal of the held line, through x. @param {Machine} machine @param {import("./machine-words.js").Told | null} told @param {import("../math/machine-geometry.js").Table | null} table @param {{across: number, up: number}} frame */
  function showRamp(machine, told, table, frame) {
    const { rows, piece, x, reach } = machine, w = weightsOf(machine), norm = Math.hypot(...w), z = sumOf(rows[piece], x), several = rows.length > 1;
    const distance = norm > 0 ? z / norm : 0, normal = norm > 0 ? w.map((value) => value / norm) : [1, 0];
    const side = Math.max(reach, 1.1 * Math.min(Math.abs(distance), 2 * (frame.across + frame.up))), D = linear([-side, side], [0, ramp.size.width]);
    const lines = rows.map((row, at) => {
      const slope = weightsOf(machine, at).reduce((sum, value, axis) => sum + value * normal[axis], 0);
      return /** @type {Place} */ ([slope, sumOf(row, x) - slope * distance]);
    });
    const a = several ? Math.max(...rows.map((row) => sumOf(row, x))) : table ? sample(table, z) : NaN;
    const span = spanOf(reach, [z, several ? a : 0]), Y = linear(several || !table ? [-span, span] : heightsOf(table, span), [ramp.size.height, 0]);
    const words = `z/‖w‖ = ${format(told?.lines[piece].distance)}`;
    ramp.axes(D, Y, { at: D(distance), words });
    setAttribute(curve, "d", pathOf(several ? envelopeOver(lines, crossings(lines), -side, side) : table ? curveOver(table, norm, norm > 0 ? 0 : z, -side, side) : [], D, Y));
    setAttribute(dash, "d", `M${D(distance).toFixed(1)} 0V${ramp.size.height}`);
    setAttribute(dot, "visibility", !Number.isFinite(a) && "hidden");
    if (Number.isFinite(a)) [["cx", D(distance)], ["cy", Y(a)]].forEach(([key, at]) => setAttribute(dot, String(key), Number(at).toFixed(1)));
    [["cx", D(0)], ["cy", Y(0)]].forEach(([key, at]) => setAttribute(ring, String(key), Number(at).toFixed(1)));
    writeAt(away, words, [D(distance), ramp.size.height + ramp.size.foot - 4], ramp.size);
    const line = told ? bendLine(told) : [];
    ramp.say(t("neuron.ramp"), line, t("neuron.alt.ramp", { d: format(told?.lines[piece].distance), a: format(told?.a) }));
  }
}

/** The height of a text beside a level: above it, or below where another text stands above. @param {number} level @param {number | null} other */
const besideOf = (level, other) => (other !== null && Math.abs(level - 9 - other) < 16 && level >= other - 4 ? level + 18 : level - 9);

/** Where straight lines meet. @param {readonly Place[]} lines */
function crossings(lines) {
  const all = lines.flatMap(([slope, level], at) => lines.slice(at + 1).map((other) => (other[1] - level) / (slope - other[0])));
  return all.filter(Number.isFinite).sort((a, b) => a - b);
}

/** The line's handle: the place nearest to the origin, or if that is not in the frame the middle of what is. @param {[Place, Place]} line @param {Place} foot @param {{across: number, up: number}} frame @param {Scale} X @param {Scale} Y @returns {Place} */
function heldAt([from, to], foot, { across, up }, X, Y) {
  const inside = Math.abs(foot[0]) < 0.95 * across && Math.abs(foot[1]) < 0.95 * up;
  const [x, y] = inside ? foot : [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return [X(x), Y(y)];
}
