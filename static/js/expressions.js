// @ts-check
/** Formulas to begin with, by name: those of the slides. What their leaves are stands in the text or beside it. */

/** @typedef {{text: string, values: Readonly<Record<string, number>>}} Expression */

/** @type {Readonly<Record<string, Expression>>} */
export const EXPRESSIONS = {
  circuit: { text: "(x + y) · z", values: { x: -2, y: 5, z: -4 } },
  sigmoid: { text: "1 / (1 + exp(−(w0·x0 + w1·x1 + w2)))", values: { w0: 2, x0: -1, w1: -3, x1: -2, w2: -3 } },
  softmax: { text: "s = exp(a) + exp(b) + exp(c); L = −ln(exp(b) / s); a = ln(0.2); b = ln(0.3); c = ln(0.5)", values: {} },
  network: { text: "h = tanh(x·a + y·b + c); k = tanh(x·d + y·e + g); p = σ(h·u + k·v + w); L = −ln(p)", values: { x: 0.5, y: -1, a: 1, b: -0.5, c: 0.2, d: -1, e: 0.8, g: 0.1, u: 1.5, v: -1, w: 0.3 } },
};
