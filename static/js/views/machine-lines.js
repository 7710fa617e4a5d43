// @ts-check
/** One input: wx, wx + b and f(wx + b) over the same axis. The dot is x, the lines are turned and lifted by hand. */
import { h, setAttribute, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { format, subscript } from "../math/format.js";
import { withInputs, withWeights } from "../math/machine-edits.js";
import { curveOver, envelopeOver, heightsOf, levelOf, sample, spanOf, sumOf, tidy, turnPlace } from "../math/machine-geometry.js";
import { linear } from "../math/scale.js";
import { createHandle, createPlot, pathOf, wider, widthOf, writeAt } from "./machine-plot.js";
import { bendLine, biasLine, firesWords, productLine } from "./machine-words.js";

/** @typedef {import("../neuron.js").Machine} Machine */
/** @typedef {import("../math/machine-geometry.js").Place} Place */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {{machine: Machine, told: import("./machine-words.js").Told | null, table: import("../math/machine-geometry.js").Table | null}} Model */
/** @typedef {{kind: "x" | "w" | "b" | "theta", place: {x: number, y: number}, piece: number}} Held */

/** A pointer this near to a line means it, and to a handle. */
const NEAR = 11, HANDLE = 16;
/** What can be held in each picture, the first before the next. */
const HANDLES = /** @type {const} */ ([["x", "w"], ["theta", "b"], []]);

/** @param {() => Machine} now @param {(machine: Machine) => void} change */
export function createLines(now, change) {
  const product = createPlot("product"), sum = createPlot("sum"), bend = createPlot("bend"), plots = [product, sum, bend];
  const arrow = () => h("span", { class: "machine-arrow", "aria-hidden": "true" }, "→");
  const element = h("div", { class: "machine-lines" }, product.element, arrow(), sum.element, arrow(), bend.element);
  const marks = plots.map((plot) => marksOf(plot)), curve = svg("path", { class: "machine-curve" }), tangent = svg("path", { class: "machine-tangent" }), corners = svg("g", { class: "machine-corners" });
  bend.inner.insertBefore(corners, marks[2].lines.nextSibling);
  bend.inner.insertBefore(curve, corners);
  bend.inner.insertBefore(tangent, corners);
  const fires = svg("text", { class: "machine-label" }), far = svg("text", { class: "machine-label far" });
  sum.inner.append(fires, far);

  const set = (/** @type {Record<number, number>} */ values) => change(withWeights(now(), values));
  const axis = () => now().axes[0], row = () => now().rows[now().piece], last = () => now().x.length;
  const step = (/** @type {number} */ value, /** @type {number} */ by) => Number((value + by).toPrecision(12));
  const handles = {
    x: createHandle("dot", (dx, dy) => change(withInputs(now(), { [axis()]: step(now().x[axis()], 0.1 * (dx + dy)) }))),
    w: createHandle("turn", (dx, dy) => set({ [axis()]: step(row()[axis()], 0.1 * (dx + dy)) }), "w"),
    b: createHandle("lift", (dx, dy) => set({ [last()]: step(row()[last()], 0.1 * (dx + dy)) }), "b"),
    theta: createHandle("ring", (dx, dy) => moveThreshold(step(thresholdOf(now()), 0.1 * (dx + dy)))),
  };
  product.over.append(handles.w.element, handles.x.element);
  sum.over.append(handles.b.element, handles.theta.element);

  const moveThreshold = (/** @type {number} */ at) => {
    const machine = now(), w = row()[axis()], rest = levelOf(row(), machine.x, machine.axes) - row()[last()];
    if (Number.isFinite(at)) set({ [last()]: -w * at - rest });
  };
  /** @type {{X: Scale, Ys: Scale[]} | null} */
  let drawn = null;
  const pixel = (/** @type {Scale} */ scale) => Math.abs(scale.invert(1) - scale.invert(0));
  /** The lines of a picture at a pointer, nearest first. @param {number} which @param {number} x @param {number} y @param {number} [near] */
  const nearest = (which, x, y, near = NEAR) => {
    if (!drawn || which === 2) return null;
    const { X, Ys: { [which]: Y } } = drawn, machine = now();
    const found = machine.rows.map((own, piece) => {
      const level = which === 0 ? 0 : levelOf(own, machine.x, machine.axes), w = own[axis()];
      const tilt = (w * (Y(1) - Y(0))) / (X(1) - X(0)), at = Y(w * X.invert(x) + level);
      return { piece, at, off: Math.abs(at - y) / Math.hypot(1, tilt) - (piece === machine.piece ? 2 : 0) };
    }).sort((a, b) => a.off - b.off)[0];
    return found.off < near ? found : null;
  };
  const grip = (/** @type {SVGElement} */ handle) => {
    const [, x, y] = /translate\((\S+) (\S+)\)/.exec(handle.getAttribute("transform") ?? "") ?? [];
    return handle.getAttribute("visibility") === "hidden" ? null : { x: Number(x), y: Number(y) };
  };
  const hit = (/** @type {number} */ which) => (/** @type {number} */ x, /** @type {number} */ y, /** @type {PointerEvent} */ { pointerType }) => {
    if (!drawn) return null;
    const wide = wider(pointerType);
    const held = (/** @type {Held["kind"]} */ kind, place = { x, y }, piece = now().piece) => /** @type {Held} */ ({ kind, place, piece });
    for (const kind of HANDLES[which]) {
      const place = grip(handles[kind].element);
      if (place && Math.hypot(place.x - x, place.y - y) < HANDLE * wide) return held(kind, place);
    }
    const line = Math.abs(drawn.X(now().x[axis()]) - x) > NEAR * wide ? nearest(which, x, y, NEAR * wide) : null;
    return line ? held(which === 0 ? "w" : "b", { x, y: line.at }, line.piece) : held("x");
  };
  const move = (/** @type {number} */ which) => (/** @type {Held} */ { kind, piece }, /** @type {number} */ px, /** @type {number} */ py) => {
    if (!drawn) return;
    if (piece !== now().piece) change({ ...now(), piece });
    const { X, Ys: { [which]: Y } } = drawn, x = X.invert(px), y = Y.invert(py), machine = now();
    if (kind === "x") change(withInputs(machine, { [axis()]: Math.max(X.domain[0], Math.min(X.domain[1], tidy(x, pixel(X)))) }));
    if (kind === "theta") moveThreshold(tidy(x, pixel(X)));
    if (kind === "w" && Math.abs(x) > 0.05 * machine.reach) set({ [axis()]: tidy(y / x, pixel(Y) / machine.reach) });
    if (kind === "b") set({ [last()]: tidy(y - row()[axis()] * x - (levelOf(row(), machine.x, machine.axes) - row()[last()]), pixel(Y)) });
  };
  const undrag = plots.map((plot, which) => draggable(plot.picture, { hit: hit(which), at: ({ place }) => place, start: (held, x, y) => held.kind === "x" && move(which)(held, x, y), move: move(which) }));

  return {
    element, boxes: plots.map((plot) => plot.box),
    measure: () => plots.map((plot) => plot.measure()).some(Boolean),
    /** @param {Model} model */
    show({ machine, told, table }) {
      if (product.size.width < 20 || product.size.height < 20) return;
      const { rows, piece, x, axes: [at], reach, names } = machine, own = rows[piece], here = x[at], w = own[at], level = levelOf(own, x, machine.axes), z = sumOf(own, x);
      const span = spanOf(reach, rows.flatMap((each) => [each[at] * here, sumOf(each, x)])), X = linear([-reach, reach], [0, product.size.width]);
      const lines = rows.map((each) => /** @type {Place} */ ([each[at], levelOf(each, x, machine.axes)])), several = rows.length > 1;
      const a = several ? Math.max(...rows.map((each) => sumOf(each, x))) : table ? sample(table, z) : NaN;
      const heights = several || !table ? /** @type {[number, number]} */ ([-span, span]) : heightsOf(table, span);
      const Ys = [[-span, span], [-span, span], heights].map((domain, which) => linear(/** @type {[number, number]} */ (domain), [plots[which].size.height, 0]));
      drawn = { X, Ys };
      const values = [w * here, z, a], label = `${names[at]} = ${format(here)}`;
      plots.forEach((plot, which) => {
        plot.axes(X, Ys[which], { at: X(here), words: label });
        marks[which].show({ X, Y: Ys[which], x: here, value: values[which], label, lines: which === 2 ? [] : lines.map(([slope, add]) => [slope, which ? add : 0]), piece });
      });
      const over = several ? envelopeOver(lines, told?.crossings ?? [], -reach, reach) : table ? curveOver(table, w, level, -reach, reach) : [];
      setAttribute(curve, "d", pathOf(over, X, Ys[2]));
      setAttribute(tangent, "d", told && Number.isFinite(a) ? tangentOf(X, Ys[2], here, a, told.grad.x[at]) : null);
      const seen = (several && told?.crossings || []).filter((value) => Math.abs(value) < reach);
      corners.replaceChildren(...seen.map((value) => svg("circle", { cx: X(value), cy: Ys[2](Math.max(...lines.map(([slope, add]) => slope * value + add))), r: 4 })));
      handlesAt(machine, { X, Y1: Ys[0], Y2: Ys[1], w, level, span });
      showFires(machine, told, { X, Y: Ys[1], w, level });
      product.say(t("neuron.f1"), told ? productLine(told, piece) : [], t("neuron.alt.f1", { x: names[at], at: format(here), w: format(w), value: format(values[0]) }));
      sum.say(t("neuron.f2"), told ? biasLine(told, piece) : [], t("neuron.alt.f2", { b: format(own[x.length]), z: format(z), fires: told ? firesWords(told, piece, names[at]).replace("\n", " ") : "" }));
      bend.say(t("neuron.f3"), told ? bendLine(told) : [], t("neuron.alt.f3", { f: t(`activation.${machine.bend.activation}`), a: format(told?.a), slope: format(told?.grad.x[at]) }));
    },
    destroy: () => undrag.forEach((stop) => stop()),
  };

  /** @param {Machine} machine @param {{X: Scale, Y1: Scale, Y2: Scale, w: number, level: number, span: number}} where */
  function handlesAt(machine, { X, Y1, Y2, w, level, span }) {
    const { x, axes: [at], reach, names, rows, piece } = machine, turn = turnPlace(w, x[at], reach, span), threshold = -level / w, bias = rows[piece][x.length], which = rows.length > 1 ? subscript(piece + 1) : "";
    handles.x.show([X(x[at]), Y1(w * x[at])], { name: t("neuron.input.of", { x: names[at] }), value: x[at], text: format(x[at]) });
    handles.w.show([X(turn), Y1(w * turn)], { name: `${t("neuron.weight")}${which}`, value: w, text: format(w) });
    handles.b.show(Math.abs(level) <= span ? [X(0), Y2(level)] : null, { name: `${t("neuron.bias")}${which}`, value: bias, text: `${format(bias)}, θ = ${format(-bias)}` });
    handles.theta.show(Math.abs(threshold) <= reach ? [X(threshold), Y2(0)] : null, { name: t("neuron.threshold.handle", { x: names[at] }), value: Number.isFinite(threshold) ? threshold : null, text: format(threshold) });
  }

  /** Where it fires from: beside the ring on the side where the line is not, or at the edge behind which it lies. @param {Machine} machine @param {Model["told"]} told @param {{X: Scale, Y: Scale, w: number, level: number}} where */
  function showFires({ piece, names, axes, reach }, told, { X, Y, w, level }) {
    const words = told ? firesWords(told, piece, names[axes[0]]) : "", { width, height, em } = sum.size, x = -level / w, inside = Math.abs(x) <= reach;
    setAttribute(fires, "visibility", (!inside || !words) && "hidden");
    setAttribute(far, "visibility", (inside || !words) && "hidden");
    if (!words) return;
    const right = X(x) + 11 + Math.max(...words.split("\n").map((line) => widthOf(line, em))) < width, below = right === w > 0;
    const y = Y(0) + (below ? 1.36 * em : -2 * em);
    setAttribute(handles.b.element.lastElementChild ?? sum.over, "transform", `translate(-14 ${below ? -28 : 11})`);
    writeAt(fires, words, [X(x) + (right ? 11 : -11), Math.max(em, Math.min(height - 1.6 * em, y))], sum.size, right ? "start" : "end");
    writeAt(far, x > 0 ? words.replace("\n", " ") + " →" : "← " + words.replace("\n", " "), [x > 0 ? width : 0, w * Math.sign(x) * reach + level > 0 ? height - 8 : 1.2 * em], sum.size, x > 0 ? "end" : "start");
  }
}

/** @param {Machine} machine */
function thresholdOf({ rows, piece, x, axes }) {
  return -levelOf(rows[piece], x, axes) / rows[piece][axes[0]];
}

/** A short piece of the tangent, as long on the screen whatever its slope. @param {Scale} X @param {Scale} Y @param {number} x @param {number} y @param {number} slope */
function tangentOf(X, Y, x, y, slope) {
  const dx = X(1) - X(0), dy = (Y(1) - Y(0)) * slope, length = Math.hypot(dx, dy), [cx, cy] = [X(x), Y(y)], [ux, uy] = [(34 * dx) / length, (34 * dy) / length];
  return `M${(cx - ux).toFixed(1)} ${(cy - uy).toFixed(1)}L${(cx + ux).toFixed(1)} ${(cy + uy).toFixed(1)}`;
}

/** What all three pictures have: straight lines, the dashed line at x, its dot, its name under it. @param {ReturnType<typeof createPlot>} plot */
function marksOf(plot) {
  const lines = svg("g", { class: "machine-straight" }), dash = svg("path", { class: "machine-dash" }), dot = svg("circle", { class: "machine-dot", r: 6 }), text = svg("text", { class: "machine-here" });
  plot.inner.append(lines, dash, dot);
  plot.over.append(text);
  return {
    lines,
    /** @param {{X: Scale, Y: Scale, x: number, value: number, label: string, lines: Place[], piece: number}} model */
    show({ X, Y, x, value, label, lines: straight, piece }) {
      const [from, to] = X.domain, px = X(x).toFixed(1);
      while (lines.children.length > straight.length) lines.lastElementChild?.remove();
      while (lines.children.length < straight.length) lines.append(svg("path"));
      straight.forEach(([slope, level], at) => {
        setAttribute(lines.children[at], "d", pathOf([[from, slope * from + level], [to, slope * to + level]], X, Y));
        setAttribute(lines.children[at], "class", `${slope < 0 ? "negative" : "positive"}${at === piece ? " held" : ""}`);
      });
      setAttribute(dash, "d", `M${px} 0V${plot.size.height}`);
      setAttribute(dot, "visibility", !Number.isFinite(value) && "hidden");
      if (Number.isFinite(value)) [["cx", px], ["cy", Y(value).toFixed(1)]].forEach(([key, at]) => setAttribute(dot, key, at));
      writeAt(text, label, [X(x), plot.size.height + plot.size.foot - 4], plot.size);
    },
  };
}
