// @ts-check
/**
 * What the inspector says, as lines of pieces: a unit's z and a, a weight's gradient for one example and for the minibatch, a point's
 * prediction. All numbers are of the newest frame; `full` carries all digits, the tone "back" marks what flows backward.
 */
import { t } from "../i18n.js";
import { format, formatFull, subscript } from "../math/format.js";
import { piecesOf, unitIndex, weightIndex, weightOffsets } from "../math/network-geometry.js";
import { outputOf } from "../math/output.js";
import { bendName } from "./control-activation.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Frame} Frame */
/** @typedef {import("../state.js").Ref} Ref */
/** @typedef {import("../state.js").UnitRef} UnitRef */
/** @typedef {import("../state.js").EdgeRef | import("../state.js").BiasRef} WeightRef */
/** @typedef {{text: string, full?: string, tone?: string}} Piece */
/** @typedef {Piece[]} Line */

/** What the loss makes of the last pre-activation. */
const OUTPUTS = { linear: "z", tanh: "tanh(z)", sigmoid: "σ(z)", softmax: "softmax(z)" };
/** Longer sums are cut after two terms; the whole of it stands in the title. */
const MOST_TERMS = 3;

/** @param {State} state @param {Ref} ref @returns {Line[]} */
export function linesOf(state, ref) {
  const { frame } = state;
  if (!ref || !frame) return [];
  if (ref.kind === "point") return pointLines(state, frame, ref.id);
  if (!frame.theta || !frame.probe) return [];
  if (ref.kind === "unit") return ref.layer === 0 ? inputLines(frame, ref) : unitLines(state, frame, ref);
  return weightLines(state, frame, ref);
}

/** Whose numbers these are. @param {State} state @param {Ref} ref @returns {Line} */
export function exampleLine({ frame, spec, points }, ref) {
  if (!ref || ref.kind === "point" || !frame?.probe_at) return [];
  const [id, x, y, label] = frame.probe_at;
  const regression = spec?.data.task === "regression";
  const values = { id, x: format(x), y: format(y), label: regression ? format(label) : label };
  return points.length ? [word(t(regression ? "inspector.example.value" : "inspector.example", values))] : [];
}

/** @param {string} text @param {string} [tone] @returns {Piece} */
const word = (text, tone) => ({ text, tone });
/** @param {number | undefined} value @param {string} [tone] @returns {Piece} */
const number = (value, tone) => ({ text: format(value, 4), full: formatFull(value), tone });

/** @param {Frame} frame @param {UnitRef} ref */
function valuesOf(frame, { layer, unit }) {
  const probe = /** @type {Float64Array} */ (frame.probe), units = probe.length / 3, at = unitIndex(frame.sizes, layer, unit);
  return { z: probe[at], a: probe[units + at], delta: probe[2 * units + at] };
}

/** @param {Frame} frame @param {UnitRef} ref @returns {Line[]} */
function inputLines(frame, ref) {
  return [[word("a = "), number(valuesOf(frame, ref).a)]];
}

/** @param {State} state @param {Frame} frame @param {UnitRef} ref @returns {Line[]} */
function unitLines(state, frame, ref) {
  const { z, a, delta } = valuesOf(frame, ref), pieces = piecesOf(frame.sizes, ref.layer - 1);
  if (pieces > 1) return maxoutLines(frame, ref, pieces, { a, delta });
  return [
    [word("z = Σ w·x + b = "), sum(frame, ref), word(" = "), number(z, "strong")],
    [word(`a = ${activationOf(state, frame, ref)} = `), number(a, "strong")],
    [word("δ = ∂L/∂z = ", "back"), number(delta, "back strong")],
  ];
}

/** All pieces, and the products of the one that wins. @param {Frame} frame @param {UnitRef} ref @param {number} pieces @param {{a: number, delta: number}} values @returns {Line[]} */
function maxoutLines(frame, ref, pieces, { a, delta }) {
  const each = Array.from({ length: pieces }, (_, piece) => sum(frame, ref, piece)), best = Math.max(...each.map(({ value }) => value));
  const winner = Math.max(0, each.findIndex(({ value }) => value === best));
  const zs = each.map((piece, at) => ({ text: `${at ? ", " : ""}${format(piece.value, 3)}`, full: piece.full, tone: at === winner ? "strong" : "" }));
  return [
    [word(`z${"₁₂₃₄"[winner]} = `), each[winner], word(" = "), number(each[winner].value)],
    [word("a = max("), ...zs, word(") = "), number(a, "strong")],
    [word("δ = ∂L/∂a = ", "back"), number(delta, "back strong")],
  ];
}

/** The products that make up z, of one of a unit's pieces. @param {Frame} frame @param {UnitRef} ref @param {number} [piece] @returns {Piece & {value: number}} */
function sum(frame, { layer, unit }, piece = 0) {
  const theta = /** @type {Float64Array} */ (frame.theta), inputs = frame.sizes[layer - 1];
  const row = unit * piecesOf(frame.sizes, layer - 1) + piece;
  const first = weightOffsets(frame.sizes)[layer - 1] + row * (inputs + 1);
  const given = Array.from({ length: inputs }, (_, input) => valuesOf(frame, { kind: "unit", layer: layer - 1, unit: input }).a);
  const terms = given.map((a, input) => `${factor(theta[first + input])}·${factor(a)}`);
  const bias = factor(theta[first + inputs]);
  const short = inputs > MOST_TERMS ? [...terms.slice(0, 2), "…"] : terms;
  const value = given.reduce((total, a, input) => total + theta[first + input] * a, theta[first + inputs]);
  return { text: [...short, bias].join(" + "), full: [...terms, bias].join(" + "), value };
}

/** A number in a product: in brackets if it has a sign. @param {number} value */
function factor(value) {
  const text = format(value, 3);
  return value < 0 ? `(${text})` : text;
}

/** @param {State} state @param {Frame} frame @param {UnitRef} ref */
function activationOf({ spec }, frame, { layer }) {
  const hidden = spec?.model.hidden[layer - 1];
  if (layer < frame.sizes.length - 1) return `${hidden ? bendName(hidden) : "f"}(z)`;
  return OUTPUTS[outputOf(spec, frame.sizes[layer])];
}

/** @param {State} state @param {Frame} frame @param {WeightRef} ref @returns {Line[]} */
function weightLines(state, frame, ref) {
  const value = /** @type {Float64Array} */ (frame.theta)[weightIndex(frame.sizes, ref)], name = ref.kind === "bias" ? "b" : "w";
  const lines = [[word(`${name} = `), number(value, "strong"), ...exampleGradient(frame, ref, name)]];
  const gradient = frame.grad?.[weightIndex(frame.sizes, ref)];
  if (gradient === undefined) return lines;
  lines.push(batchGradient(state, ref, name, value, gradient));
  const next = nextLine(state, frame, name, value, gradient);
  return next ? [...lines, next] : lines;
}

/** ∂L/∂w = δ·a, for the one example. @param {Frame} frame @param {WeightRef} ref @param {string} name @returns {Piece[]} */
function exampleGradient(frame, ref, name) {
  const { delta } = valuesOf(frame, { kind: "unit", layer: ref.layer + 1, unit: ref.unit });
  if (piecesOf(frame.sizes, ref.layer) > 1) return []; // δ belongs to the piece that won
  if (ref.kind === "bias") return [word("   ∂L/∂b = δ = ", "back"), number(delta, "back strong")];
  const { a } = valuesOf(frame, { kind: "unit", layer: ref.layer, unit: ref.input });
  return [word(`   ∂L/∂${name} = δ·a = `, "back"), number(delta, "back"), word(" × "), number(a), word(" = ", "back"), number(delta * a, "back strong")];
}

/** The mean over the minibatch; what the penalty adds is said apart. @param {State} state @param {WeightRef} ref @param {string} name @param {number} value @param {number} gradient @returns {Line} */
function batchGradient({ spec }, ref, name, value, gradient) {
  const added = ref.kind === "bias" ? 0 : penaltyGradient(spec?.penalty, value);
  const head = word(`${t("inspector.batch")} ∂L/∂${name} = `, "back");
  if (!spec || spec.penalty.kind === "none" || ref.kind === "bias") return [head, number(gradient, "back strong")];
  return [head, number(gradient - added, "back"), word(`,  + λ·∂R/∂${name} `), number(added), word(" = "), number(gradient, "back strong")];
}

/** R is Σ|w| or Σw². @param {{kind: string, lambda: number} | undefined} penalty @param {number} value */
function penaltyGradient(penalty, value) {
  if (penalty?.kind === "l1") return penalty.lambda * Math.sign(value);
  return penalty?.kind === "l2" ? 2 * penalty.lambda * value : 0;
}

/** The next update, where it needs nothing but the gradient: not with a memory, weight decay or clipping. @param {State} state @param {Frame} frame @param {string} name @param {number} value @param {number} gradient @returns {Line | null} */
function nextLine({ spec }, frame, name, value, gradient) {
  const blocks = spec?.methods[0]?.blocks ?? [], rate = frame.rate[0];
  const block = blocks.find(({ until }) => until === undefined || frame.epoch < until) ?? blocks[blocks.length - 1];
  const plain = block?.optimizer === "sgd" && !block.decay && (spec?.methods[0].clip?.kind ?? "none") === "none";
  if (!plain) return null;
  return [word(`${t("inspector.next")} ${name} − η·∂L/∂${name} = `), number(value), word(` − ${format(rate, 3)} × `), number(gradient, "back"), word(" = "), number(value - rate * gradient, "strong")];
}

/** @param {State} state @param {Frame} frame @param {number} id @returns {Line[]} */
function pointLines({ points, spec }, frame, id) {
  const point = points.find((other) => other.id === id);
  if (!point || !spec) return [];
  const regression = spec.data.task === "regression";
  const label = regression ? `t = ${format(point.label)}` : t("inspector.class", { label: point.label });
  const place = [word(`(${format(point.x)}, ${format(point.y)}), ${label}, ${t(point.test ? "inspector.test" : "inspector.train")}`)];
  if (!frame.probe || frame.probe_at?.[0] !== id) return [place];
  const outputs = outputsOf(frame);
  const chances = spec.loss === "cross_entropy" || (spec.loss === "squared" && !regression);
  const said = outputs.flatMap((output, k) => [word(k ? ",  " : ""), word(`${outputName(chances, outputs.length, k)} = `), number(output, "strong")]);
  const loss = spec.loss === "cross_entropy" ? crossEntropy(outputsOf(frame, "z"), point.label) : lossOf(spec, outputs, point.label);
  return [place, said, [word("L = "), number(loss, "strong")]];
}

/** @param {Frame} frame @param {"a" | "z"} [which] */
function outputsOf(frame, which = "a") {
  const last = frame.sizes.length - 1;
  return Array.from({ length: frame.sizes[last] }, (_, unit) => valuesOf(frame, { kind: "unit", layer: last, unit })[which]);
}

/** log Σe^z − z of the label, from the scores: −log p would be ∞ where p is rounded to 0. @param {number[]} z @param {number} label */
function crossEntropy(z, label) {
  const scores = z.length === 1 ? [0, z[0]] : z, top = scores.indexOf(Math.max(...scores));
  const rest = scores.reduce((total, score, k) => total + (k === top ? 0 : Math.exp(score - scores[top])), 0);
  return Math.log1p(rest) + scores[top] - scores[label];
}

/** p where outputs are chances, o where they are values or scores. @param {boolean} chances @param {number} outputs @param {number} k */
function outputName(chances, outputs, k) {
  if (!chances) return outputs === 1 ? "o" : `o${subscript(k)}`;
  return `p(${t("inspector.class", { label: outputs === 1 ? 1 : k })})`;
}

/** This example's loss but cross-entropy, as docs/spec.md defines it. @param {import("../state.js").Spec} spec @param {number[]} outputs @param {number} label */
function lossOf({ loss, huber = 1, data }, outputs, label) {
  const square = (/** @type {number} */ rest) => 0.5 * rest * rest;
  if (loss === "squared_tanh") return outputs.reduce((total, output, k) => total + square(output - signedTarget(data.task, outputs.length, label, k)), 0);
  if (data.task === "regression") {
    const rest = Math.abs(outputs[0] - label);
    return loss === "huber" && rest > huber ? huber * (rest - huber / 2) : square(rest);
  }
  if (loss === "hinge" && outputs.length === 1) return Math.max(0, 1 - outputs[0] * (2 * label - 1));
  if (loss === "hinge") return outputs.reduce((total, output, k) => total + (k === label ? 0 : Math.max(0, output - outputs[label] + 1)), 0);
  return outputs.reduce((total, output, k) => total + square(output - Number(outputs.length === 1 ? label === 1 : label === k)), 0);
}

/** −1 or 1 for classes. @param {string} task @param {number} outputs @param {number} label @param {number} k */
function signedTarget(task, outputs, label, k) {
  if (task === "regression") return label;
  return (outputs === 1 ? label === 1 : label === k) ? 1 : -1;
}
