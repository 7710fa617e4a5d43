// @ts-check
/**
 * The walk in words: what a node takes and gives forward, and what it sends back. Short, with the engine's numbers; used by chips, by the line
 * under them, and by the list that reads the graph in order.
 *
 * @typedef {import("../math/graph-fold.js").Picture} Picture
 * @typedef {import("../math/graph-fold.js").Amount} Amount
 * @typedef {import("../math/graph-now.js").Now} Now
 */
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";
import { chipOf } from "../math/graph-walk.js";

/** So many inputs are told one by one; of more there are how many. */
const TOLD = 4;

/** A number, or the shape of a matrix. @param {Amount | undefined} amount @param {(value: number) => string} [written] */
export function told(amount, written = formatWire) {
  if (Array.isArray(amount)) return amount.length === 1 && amount[0].length === 1 ? written(amount[0][0]) : `${amount.length}×${amount[0]?.length ?? 0}`;
  return typeof amount === "number" ? written(amount) : "–";
}

/** What a node is called: a leaf by its name, a step as on its chip. @param {Picture} picture @param {number} node */
export const called = (picture, node) => (picture.nodes[node].kind === "step" ? chipOf(picture, node) : leafName(picture.nodes[node]));

/** The right answer is no input, though its letter may be one's. @param {Picture["nodes"][number]} leaf */
const leafName = ({ label, node: { op } }) => (op === "target" ? t("graph.target", { name: label }) : label);

/** What f is called: by the text, if that gives it a name. @param {Now} now */
export function resultName({ answer, picture: { nodes } }) {
  const { key } = nodes[nodes.length - 1].node;
  return answer.source === "network" ? "L" : key.startsWith("#") ? "f" : key;
}

/** "x · w0: −1, 2 → −2". @param {Picture} picture @param {number} node @param {(value: number) => string} [written] */
export function forwardWords(picture, node, written = formatWire) {
  const { inputs, value } = picture.nodes[node], given = inputs.map((i) => namedValue(picture, i, written));
  return t("walk.forward.of", { name: called(picture, node), inputs: shortly(given), value: told(value, written) });
}

/** Upstream × local → to whom, an input each. @param {Picture} picture @param {number} node @param {(value: number) => string} [written] */
export function backwardWords(picture, node, written = formatWire) {
  const { inputs, grad, slopes, sent } = picture.nodes[node], name = called(picture, node);
  const given = [...inputs.keys()].filter((slot) => sent[slot] !== null || picture.nodes[inputs[slot]].node.op !== "target"); // which class is right has no gradient
  const parts = given.map((slot) => t(typeof slopes[slot] === "number" && typeof grad === "number" ? "walk.sends" : "walk.sendsMatrix", {
    name: called(picture, inputs[slot]), up: told(grad, written), slope: bracketed(slopes[slot], written), sent: told(sent[slot], written),
  }));
  return t("walk.backward.of", { name, grad: told(grad, written), parts: shortly(parts) });
}

/** A negative second factor stands in brackets. @param {Amount} amount @param {(value: number) => string} written */
const bracketed = (amount, written) => (typeof amount === "number" && amount < 0 ? `(${told(amount, written)})` : told(amount, written));

/** A number says its value already. @param {Picture} picture @param {number} node @param {(value: number) => string} written */
const namedValue = ({ nodes }, node, written) => (nodes[node].kind === "leaf" ? `${leafName(nodes[node])} ${told(nodes[node].value, written)}` : told(nodes[node].value, written));

/** @param {readonly string[]} parts */
const shortly = (parts) => (parts.length > TOLD ? `${parts.slice(0, TOLD).join(", ")}, ${t("walk.more", { count: parts.length - TOLD })}` : parts.join(", "));

/** Where the walk stands, as a sentence. @param {Now} now */
export function placeWords({ picture, walk, known: { at, phase, current } }) {
  if (current === null) return t("walk.hint");
  return phase === "forward"
    ? t("walk.at.forward", { at, of: walk.count, words: forwardWords(picture, current) })
    : t("walk.at.backward", { at: at - walk.count, of: walk.count, words: backwardWords(picture, current) });
}

/** What a chip's number is: the value forward; backward what is sent, or the node's own gradient if that is many. @param {Picture} picture @param {number} node @param {boolean} back */
export function chipNumber(picture, node, back) {
  const { value, grad, sent } = picture.nodes[node];
  if (!back) return told(value);
  const finite = sent.filter((one) => one !== null);
  return finite.length && finite.length <= 2 ? finite.map((one) => told(one)).join(", ") : told(grad);
}

/** All digits, for pointing. @param {Picture} picture @param {number} node @param {boolean} back */
export const chipTitle = (picture, node, back) => (back ? backwardWords : forwardWords)(picture, node, formatFull);
