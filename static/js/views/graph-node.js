// @ts-check
/**
 * A node of the graph with its numbers on the wire that leaves it: value above, gradient below. Faint is what is not known yet; the one at hand
 * is filled. A leaf is a slider: up and down change it.
 */
import { setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";
import { drawnCells } from "./graph-cells.js";
import { called, told } from "./walk-words.js";

/** @typedef {import("../math/graph-fold.js").Shown} Shown */
/** @typedef {import("../math/graph-sizes.js").Form} Form */

/** @param {Shown} one @param {Form} form @param {import("../math/graph-layout.js").Box} box @param {number} i @param {boolean} last @param {string} label  as it is written @param {boolean} ours  a leaf that can be changed here */
export function drawnNode(one, form, { x, y }, i, last, label, ours) {
  const { w, h, shape } = form, port = w / 2 + 9, step = one.kind === "step", cells = shape === "cells" ? drawnCells(form) : null;
  const body = shape === "circle" ? svg("circle", { class: "graph-body", r: w / 2 }) : svg("rect", { class: "graph-body", x: -w / 2, y: -h / 2, width: w, height: h, rx: shape === "pill" ? h / 2 : 9 });
  const sign = svg("text", { class: "graph-sign", y: cells ? -h / 2 + 16 : 5 }, label), title = svg("title");
  const value = svg("text", { class: "graph-value", x: port, y: -7 }), grad = svg("text", { class: "graph-grad", x: port, y: 18 }), moved = svg("text", { class: "graph-moved", x: port, y: -23 });
  const numbers = cells || shape === "number" ? [] : [value, grad, moved], stub = last && !cells ? svg("path", { class: "graph-wire stub", d: `M${w / 2} 0h56` }) : null;
  const hit = ours ? svg("rect", { class: "graph-value-area", x: port - 4, y: -24, width: 54, height: 22, "data-type": i }) : null;
  const alarm = svg("text", { class: "graph-alarm", x: w / 2 - 4, y: -h / 2 + 6, hidden: true }, "!");
  const element = svg("g", { class: "graph-node", transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`, "data-node": i, "data-key": one.key, tabindex: -1, role: step || !hit ? "button" : "slider" },
    stub, svg("rect", { class: "graph-hit", x: -w / 2 - 2, y: -Math.max(22, h / 2), width: w + 4 + (numbers.length ? 50 : 0), height: Math.max(44, h) }), body, one.group && svg("rect", { class: "graph-ring", x: -w / 2 - 4, y: -h / 2 - 4, width: w + 8, height: h + 8, rx: cells ? 12 : h / 2 + 4 }), sign, cells?.element, numbers, hit, alarm, title);
  return {
    element,
    /** @param {Shown} node @param {import("./graph-picture.js").Scene} scene @param {number} at */
    show(node, { now: { known, picture, answer: { faults = [], nudged } }, picked }, at) {
      const name = spokenName(picture, at, label);
      const given = node.kind !== "step", valued = given || known.values[at], graded = known.grads[at], fault = faults.find(({ node: index }) => index === node.index);
      const marks = [node.kind, node.node.op, shape,  known.current === at && "now", picked === at && "picked", !valued && "far", fault && "fault", graded === "all" && "graded", hit && "ours"];
      setAttribute(element, "class", ["graph-node", ...marks.filter(Boolean)].join(" "));
      setAttribute(element, "aria-current", known.current === at ? "step" : null);
      const said = saidOf({ ...node, label: name }, valued, graded === "all");
      setAttribute(element, "aria-label", said);
      if (element.getAttribute("role") === "slider") setAttribute(element, "aria-valuenow", /** @type {number} */ (node.value)), setAttribute(element, "aria-valuetext", said);
      setText(title, fullOf({ ...node, label: name }, valued, graded === "all"));
      setAttribute(alarm, "hidden", !fault);
      cells?.show(node.value, node.grad, valued, graded === "all");
      if (stub) setAttribute(stub, "class", `graph-wire stub ${graded === "all" ? "back" : valued ? "done" : "far"}`);
      setText(value, valued ? formatWire(/** @type {number} */ (node.value)) : "");
      setText(grad, node.node.op === "target" ? "" : graded === "all" ? formatWire(/** @type {number} */ (node.grad)) : graded === "part" ? "…" : "");
      const other = nudged?.values[node.index];
      setText(moved, valued && typeof other === "number" && other !== node.value ? `→ ${formatWire(other)}` : "");
    },
  };
}

/** Which one of many with the same sign it is: "w0·x0" of a ×, "a⁽¹⁾₃ tanh" of a unit. @param {import("../math/graph-fold.js").Picture} picture @param {number} at @param {string} label */
function spokenName(picture, at, label) {
  const { kind, node: { op } } = picture.nodes[at], name = called(picture, at);
  return kind === "step" && ["neuron", "linear", "activation", "softmax"].includes(op) && name !== label ? `${name} ${label}` : kind === "step" ? name : label;
}

/** @param {Shown} node @param {boolean} valued @param {boolean} graded */
function saidOf({ label, value, grad }, valued, graded) {
  if (Array.isArray(value)) return t(valued ? "graph.node.value" : "graph.node.none", { name: label, value: told(value) });
  return graded ? t("graph.node.both", { name: label, value: formatWire(/** @type {number} */ (value)), grad: formatWire(/** @type {number} */ (grad)) })
    : valued ? t("graph.node.value", { name: label, value: formatWire(/** @type {number} */ (value)) }) : t("graph.node.none", { name: label });
}

/** @param {Shown} node @param {boolean} valued @param {boolean} graded */
function fullOf({ label, value, grad }, valued, graded) {
  if (Array.isArray(value) || !valued) return label;
  const full = (/** @type {any} */ one) => formatFull(one);
  return graded ? t("graph.node.both", { name: label, value: full(value), grad: full(grad) }) : t("graph.node.value", { name: label, value: full(value) });
}
