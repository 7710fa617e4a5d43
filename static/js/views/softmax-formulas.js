// @ts-check
/** The lines of the derivation in MathML, and as text for those who hear them. */

const MATH = "http://www.w3.org/1998/Math/MathML";

/** @typedef {Node | string} Piece */

/** @param {string} tag @param {readonly Piece[]} children @param {Record<string, string>} [attributes] */
function m(tag, children, attributes = {}) {
  const element = document.createElementNS(MATH, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const i = (/** @type {string} */ name) => m("mi", [name]), o = (/** @type {string} */ sign) => m("mo", [sign]), n = (/** @type {string} */ text) => m("mn", [text]);
const row = (/** @type {readonly Piece[]} */ ...children) => m("mrow", children);
const sub = (/** @type {string} */ name, /** @type {string} */ index) => m("msub", [i(name), i(index)]);
const over = (/** @type {Piece} */ top, /** @type {Piece} */ bottom) => m("mfrac", [top, bottom]);
const power = (/** @type {string} */ index) => m("msup", [i("e"), sub("o", index)]);
const sum = (/** @type {readonly Piece[]} */ ...under) => m("msub", [o("∑"), row(...under)]);
const k = () => sum(i("k")), others = () => sum(i("k"), o("≠"), i("i"));
const own = (/** @type {readonly Piece[]} */ ...children) => m("mrow", children, { class: "softmax-own" }), rest = (/** @type {readonly Piece[]} */ ...children) => m("mrow", children, { class: "softmax-others" });
const slope = (/** @type {Piece} */ of) => over(row(o("∂"), of), row(o("∂"), sub("o", "i")));
const whole = (/** @type {readonly Piece[]} */ ...children) => () => m("math", [row(...children)], { lang: "en" });

/** @type {readonly {key: string, text: string, formula: () => Element}[]} */
export const FORMULAS = [
  { key: "loss", text: "L = −Σₖ yₖ log pₖ", formula: () => whole(i("L"), o("="), o("−"), k(), sub("y", "k"), i("log"), sub("p", "k"))() },
  { key: "softmax", text: "pᵢ = e^oᵢ / Σₖ e^oₖ", formula: () => whole(sub("p", "i"), o("="), over(power("i"), row(k(), power("k"))))() },
  { key: "log", text: "∂L/∂oᵢ = −Σₖ yₖ ∂log pₖ/∂oᵢ", formula: () => whole(slope(i("L")), o("="), o("−"), k(), sub("y", "k"), slope(row(i("log"), sub("p", "k"))))() },
  { key: "fraction", text: "= −Σₖ yₖ (1/pₖ) ∂pₖ/∂oᵢ", formula: () => whole(o("="), o("−"), k(), sub("y", "k"), over(n("1"), sub("p", "k")), slope(sub("p", "k")))() },
  { key: "split", text: "= −yᵢ(1 − pᵢ) − Σ_{k≠i} yₖ (1/pₖ)(−pₖ pᵢ)", formula: () => whole(o("="), own(o("−"), sub("y", "i"), o("("), n("1"), o("−"), sub("p", "i"), o(")")), o("−"), rest(others(), sub("y", "k"), over(n("1"), sub("p", "k")), o("("), o("−"), sub("p", "k"), sub("p", "i"), o(")")))() },
  { key: "cancelled", text: "= −yᵢ(1 − pᵢ) + Σ_{k≠i} yₖ pᵢ", formula: () => whole(o("="), own(o("−"), sub("y", "i"), o("("), n("1"), o("−"), sub("p", "i"), o(")")), o("+"), rest(others(), sub("y", "k"), sub("p", "i")))() },
  { key: "spread", text: "= −yᵢ + yᵢ pᵢ + Σ_{k≠i} yₖ pᵢ", formula: () => whole(o("="), own(o("−"), sub("y", "i"), o("+"), sub("y", "i"), sub("p", "i")), o("+"), rest(others(), sub("y", "k"), sub("p", "i")))() },
  { key: "gathered", text: "= pᵢ (Σₖ yₖ) − yᵢ", formula: () => whole(o("="), sub("p", "i"), o("("), k(), sub("y", "k"), o(")"), o("−"), sub("y", "i"))() },
  { key: "result", text: "= pᵢ − yᵢ", formula: () => whole(o("="), sub("p", "i"), o("−"), sub("y", "i"))() },
];
