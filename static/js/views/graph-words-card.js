// @ts-check
/** What the card of a node says: its step forward, upstream × local = downstream for each input, and what kind of gate it is. */
import { t } from "../i18n.js";
import { formatWire } from "../math/format.js";
import { chipOf } from "../math/graph-walk.js";
import { localText, stepText } from "../math/graph-local.js";

/** @typedef {import("../math/graph-now.js").Now} Now */
/** @typedef {import("../math/graph-fold.js").Shown} Shown */
/** @typedef {{to: string, up: any, local: any, text: string, down: any}} Line  text: how the local slope comes about */

/** What a node is called: a leaf by its name, a step as on its chip. @param {Pick<Now, "picture">} now @param {number} at */
export const nameOf = ({ picture }, at) => (picture.nodes[at].kind === "step" ? chipOf(picture, at) : picture.nodes[at].label);

/** ∂f/∂w0, ∂f/∂(w0·x0). @param {Pick<Now, "picture" | "answer">} now @param {number} at */
export function slopeName(now, at) {
  const name = nameOf(now, at);
  return `∂${now.answer.source === "network" ? "L" : "f"}/∂${/^[\p{L}\p{N}₀-₉⁽⁾]+$/u.test(name) ? name : `(${name})`}`;
}

/** @param {Now} now @param {number} at  a shown node */
export function linesOf(now, at) {
  const { picture: { nodes }, answer } = now, { node, group, inputs, slopes, sent, grad } = nodes[at], f = number(node.value);
  const values = node.inputs.map((i) => number(answer.nodes[i].value)), own = group ? [] : node.inputs.flatMap((_, slot) => (inputs.length === node.inputs.length || slots(nodes[at], answer).includes(slot) ? [slot] : []));
  return inputs.map((from, k) => /** @type {Line} */ ({
    to: nameOf(now, from), up: grad, local: slopes[k], down: sent[k],
    text: group ? (group.kind === "sigmoid" && f !== null ? localText("sigmoid", [f], f, 0) : "") : localText(node.op, values, f, own[k] ?? k),
  }));
}

/** Which of the node's inputs are drawn. @param {Shown} one @param {Now["answer"]} answer */
const slots = ({ node }, answer) => node.inputs.flatMap((i, slot) => (answer.nodes[i].absorbed || answer.nodes[i].kind === "number" ? [] : [slot]));

/** "1.37 → 1/x → 0.73" as it is computed. @param {Now} now @param {number} at */
export function forwardOf({ picture: { nodes }, answer }, at) {
  const { node, group, label, value, inputs } = nodes[at], f = number(value);
  if (f === null || node.kind !== "step") return "";
  const values = (group ? inputs.map((i) => nodes[i].value) : node.inputs.map((i) => answer.nodes[i].value)).map(number);
  if (values.some((one) => one === null) || values.length > 3) return `= ${formatWire(f)}`;
  return `${stepText(group ? group.kind : node.op, label, values)} = ${formatWire(f)}`;
}

/** What kind of gate it is, with the present numbers; "" for others. @param {Now} now @param {number} at */
export function gateOf(now, at) {
  const { nodes } = now.picture, { node, group, inputs, sent, grad, slopes } = nodes[at], names = inputs.map((i) => nameOf(now, i)), up = number(grad);
  if (group || up === null || sent.some(Array.isArray)) return "";
  const [a, b] = inputs.map((i) => formatWire(number(nodes[i].value)));
  if (node.op === "add") return t("graph.gate.add", { up: formatWire(up), count: inputs.length });
  if (node.op === "multiply" && inputs.length === 2) return inputs[0] === inputs[1] ? t("graph.gate.square", { a }) : t("graph.gate.multiply", { x: names[0], y: names[1], a, b });
  if ((node.op === "max" || node.op === "min") && inputs.length === 2) {
    const taken = slopes[0] === 1 ? 0 : 1;
    return t(`graph.gate.${node.op}`, { x: names[taken], y: names[1 - taken], up: formatWire(up) });
  }
  return node.op === "relu" ? t(slopes[0] ? "graph.gate.open" : "graph.gate.shut", { a, up: formatWire(up) }) : "";
}

/** Where wires part their gradients meet: "−0.20 = −0.39 + 0.19"; "" elsewhere. @param {Now} now @param {number} at */
export function forkOf({ picture: { nodes } }, at) {
  const { users, grad } = nodes[at], parts = users.map(({ to, slot }) => number(nodes[to].sent[slot])), whole = number(grad);
  if (users.length < 2 || whole === null || parts.some((part) => part === null)) return "";
  const shown = parts.slice(0, 5).map((part) => formatWire(part)), more = parts.length > 5 ? " + …" : "";
  return t("graph.fork", { sum: `${formatWire(whole)} = ${shown.join(" + ").replaceAll("+ −", "− ")}${more}` });
}

/** @param {any} amount @returns {number | null} */
export const number = (amount) => (typeof amount === "number" ? amount : null);
