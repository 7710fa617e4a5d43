// @ts-check
/** The numbers of a line of the derivation: its terms, that of k = i and those of k ≠ i told apart, what vanishes dimmed, and their sum. */
import { h } from "../dom.js";
import { formatFull, format } from "../math/format.js";
import { factor, short } from "../math/softmax-words.js";

/** @typedef {{key: string, value: number | null, first: (number | null)[][], others: (number | null)[][]}} Line */
/** @typedef {(Node | string)[]} Words */

/** @param {string} key @param {any} answer @param {readonly number[]} y @param {number} i @returns {Words} */
export function termsOf(key, answer, y, i) {
  const { loss, softmax, lines } = answer.derivation;
  if (key === "loss") return ["= −(", ...plus(loss.terms.map((/** @type {number[]} */ pair, /** @type {number} */ k) => term(pair, y[k] === 0 ? "softmax-gone" : ""))), ") = ", total(loss.value)];
  if (key === "softmax") return [`= ${format(softmax.powers[i])} / ${format(softmax.sum)} = `, total(answer.p[i])];
  return WRITTEN[key](lines[i].find((/** @type {Line} */ line) => line.key === key), i, y);
}

/** @type {Record<string, (line: Line, i: number, y: readonly number[]) => Words>} */
const WRITTEN = {
  log: (line, i) => all(line, i),
  fraction: (line, i) => all(line, i),
  split: ({ value, first, others }) => ["= ", term(first[0], ownOr(first[0]), "−"), " − (", ...rest(others), ") = ", total(value)],
  cancelled: ({ value, first, others }) => ["= ", term(first[0], ownOr(first[0]), "−"), " + (", ...rest(others), ") = ", total(value)],
  spread: ({ value, first, others }) => ["= ", term(first[0], ownOr(first[0]), "−"), " + ", term(first[1], ownOr(first[1])), " + (", ...rest(others), ") = ", total(value)],
  gathered: ({ value, first: [product, [yi]] }) => ["= ", term(product, ""), ` − ${short(yi, 3)} = `, total(value)],
  result: ({ value, first: [[p], [yi]] }) => [`= ${short(p, 3)} − ${short(yi, 3)} = `, total(value)],
};

/** −(all terms): that of k = i, and the others. @param {Line} line @param {number} i @returns {Words} */
const all = ({ value, first }, i) => ["= −(", ...plus(first.map((factors, k) => term(factors, factors[0] === 0 ? "softmax-gone" : k === i ? "softmax-own" : "softmax-others"))), ") = ", total(value)];

/** @param {(number | null)[][]} others */
const rest = (others) => plus(others.map((factors) => term(factors, factors[0] === 0 ? "softmax-gone" : "softmax-others")));

/** A term with y = 0 vanishes. @param {(number | null)[]} factors */
const ownOr = (factors) => (factors[0] === 0 ? "softmax-gone" : "softmax-own");

/** @param {Node[]} terms @returns {Words} */
const plus = (terms) => terms.flatMap((one, at) => (at ? [" + ", one] : [one]));

/** @param {(number | null)[]} factors @param {string} kind @param {string} [sign] */
function term(factors, kind, sign = "") {
  const words = factors.map((one, at) => (at ? factor(one, 3) : whole(one))).join("·");
  return h("span", { class: kind || null, title: factors.map(formatFull).join(" · ") }, sign + words);
}

/** A share that is 0 or 1 is written so. @param {number | null} value */
const whole = (value) => (value === 0 || value === 1 ? String(value) : short(value, 3));

/** @param {number | null} value */
const total = (value) => h("b", { title: formatFull(value) }, short(value, 3));
