// @ts-check
/**
 * The coming update of one walker, line by line: what it is made of and how, with the present numbers filled in. The numbers are the server's
 * (the gradient, the averages after the step, its powers and η); here they are only put together as the rule says, so that the last line can be
 * compared with the step that the server will take. Letters as in docs/spec.md.
 *
 * @typedef {Record<string, number>} Numbers  of a block: its rule's own; of an axis: g, θ, averages by their letters
 * @typedef {{eta: number, numbers: Numbers, scalars: Numbers, axes: [Numbers, Numbers], delta: [number, number]}} Coming  delta: what the server will do
 * @typedef {{name: string, rule: string, values: [number, number]}} Line   one number a part of θ
 * @typedef {{lines: Line[], shared: {name: string, value: number}[], rule: string, filled: [string, string], values: [number, number]}} Update
 *   shared: numbers that both parts have alike; rule, filled: of Δθ, in letters and with numbers; values: what that gives
 */
import { format, formatShort } from "./format.js";

/** One number a part, by the parts' own numbers. @typedef {(at: Numbers) => number} Of */
/** @typedef {{name: string, key: string, rule: string, of: Of}} Step   key: what later lines call it */
/** @typedef {{steps: Step[], shared?: {name: string, value: number}[], direction: {rule: string, of: Of, filled: (at: Numbers) => string}}} Rule */

const n = (/** @type {number} */ value) => (value < 0 ? `(${format(value, 4)})` : format(value, 4));
const short = (/** @type {number} */ value) => formatShort(value);
/** @param {string} name @param {string} rule @param {Of} of @param {string} [key] @returns {Step} */
const step = (name, rule, of, key = name) => ({ name, key, rule, of });
/** An average that the server has. @param {string} letter @param {string} rule @param {string} [name] */
const average = (letter, rule, name = letter) => step(name, rule, (at) => at[letter], letter);
/** @param {string} name */
const whole = (name) => ({ rule: name, of: (/** @type {Numbers} */ at) => at[name], filled: (/** @type {Numbers} */ at) => n(at[name]) });

/** @param {string} root @param {number} epsilon */
const over = (root, epsilon) => ({ text: `(√${root} + ε)`, of: (/** @type {number} */ v) => Math.sqrt(v) + epsilon, filled: (/** @type {number} */ v) => `(√${n(v)} + ${short(epsilon)})` });

/** @type {Record<string, (numbers: Numbers, scalars: Numbers) => Rule>} */
const RULES = {
  sgd: () => ({ steps: [], direction: whole("g") }),
  numerical_gradient: () => ({ steps: [], direction: whole("g") }),
  momentum: ({ momentum, dampening = 0 }) => (momentum ? { steps: [average("b", dampening ? "μb + (1 − τ)g" : "μb + g")], direction: whole("b") } : RULES.sgd({}, {})),
  nesterov: ({ momentum }) => (momentum
    ? { steps: [average("b", "μb + g")], direction: { rule: "(g + μb)", of: ({ g, b }) => g + momentum * b, filled: ({ g, b }) => `(${n(g)} + ${short(momentum)}·${n(b)})` } }
    : RULES.sgd({}, {})),
  adagrad({ epsilon, rate_decay = 0 }, { slowing = 1 }) {
    // Its count has moved on already to what the step after the coming one divides by.
    const root = over("s", epsilon), slow = slowing - rate_decay, tail = rate_decay ? "/(1 + (t − 1)κ)" : "";
    return { steps: [average("v", "s + g²", "s")], direction: { rule: `g/${root.text}${tail}`, of: ({ g, v }) => g / root.of(v) / (rate_decay ? slow : 1), filled: ({ g, v }) => `${n(g)}/${root.filled(v)}${rate_decay ? `/${n(slow)}` : ""}` } };
  },
  rmsprop({ epsilon, momentum = 0, centered = 0 }) {
    const root = over(centered ? "(v − ḡ²)" : "v", epsilon), spread = (/** @type {Numbers} */ { v, mean }) => (centered ? v - mean * mean : v);
    const steps = [average("v", "αv + (1 − α)g²"), ...(centered ? [average("mean", "αḡ + (1 − α)g", "ḡ")] : []), ...(momentum ? [average("b", `μb + g/${root.text}`)] : [])];
    return { steps, direction: momentum ? whole("b") : { rule: `g/${root.text}`, of: (at) => at.g / root.of(spread(at)), filled: (at) => `${n(at.g)}/${root.filled(spread(at))}` } };
  },
  adadelta: ({ epsilon, rho }) => ({
    // u moves on after it was used: what was used is found from what it is and from the step.
    steps: [average("v", "ρv + (1 − ρ)g²"), step("u", "ρu + (1 − ρ)Δ²", ({ u, moved }) => Math.max(0, (u - (1 - rho) * moved * moved) / rho), "was")],
    direction: { rule: "√((u + ε)/(v + ε))·g", of: ({ g, v, was }) => Math.sqrt((was + epsilon) / (v + epsilon)) * g, filled: ({ g, v, was }) => `√((${n(was)} + ${short(epsilon)})/(${n(v)} + ${short(epsilon)}))·${n(g)}` },
  }),
  adam: (numbers, scalars) => ofAdam(numbers, scalars, "v"),
  adamw: (numbers, scalars) => ofAdam(numbers, scalars, "v"),
  amsgrad: (numbers, scalars) => ofAdam(numbers, scalars, "vmax"),
  nadam({ beta1, epsilon, momentum_decay: psi }, { mu_product: product, "0.96^(t*psi)": power, "beta2^t": second }) {
    const mu = beta1 * (1 - 0.5 * power), after = beta1 * (1 - 0.5 * power * 0.96 ** psi), root = over("v̂", epsilon);
    const now = (1 - mu) / (1 - product), ahead = after / (1 - product * after);
    return {
      steps: [...averages(), corrected("v̂", "v", "β₂", second)], shared: [{ name: "a = (1 − μₜ)/(1 − Πμ)", value: now }, { name: "c = μₜ₊₁/(1 − μₜ₊₁Πμ)", value: ahead }],
      direction: { rule: `(a·g + c·m)/${root.text}`, of: (at) => (now * at.g + ahead * at.m) / root.of(at["v̂"]), filled: (at) => `(${n(now)}·${n(at.g)} + ${n(ahead)}·${n(at.m)})/${root.filled(at["v̂"])}` },
    };
  },
  adamax: (_, { "beta1^t": first }) => ({
    steps: [average("m", "β₁m + (1 − β₁)g"), average("u", "max(β₂u, |g| + ε)"), corrected("m̂", "m", "β₁", first)],
    direction: { rule: "m̂/u", of: (at) => at["m̂"] / at.u, filled: (at) => `${n(at["m̂"])}/${n(at.u)}` },
  }),
  radam({ beta2, epsilon }, { "beta1^t": first, "beta2^t": second, "t+1": next }) {
    const t = next - 1, longest = 2 / (1 - beta2) - 1, rho = longest - (2 * t * second) / (1 - second), root = over("v", epsilon);
    const factor = Math.sqrt(((rho - 4) * (rho - 2) * longest) / ((longest - 4) * (longest - 2) * rho)) * Math.sqrt(1 - second), early = !(rho > 5);
    return {
      steps: [...averages(), corrected("m̂", "m", "β₁", first)], shared: [{ name: early ? "ρₜ ≤ 5" : "ρₜ", value: rho }, ...(early ? [] : [{ name: "rₜ√(1 − β₂ᵗ)", value: factor }])],
      direction: early ? whole("m̂") : { rule: `m̂·rₜ√(1 − β₂ᵗ)/${root.text}`, of: (at) => (at["m̂"] * factor) / root.of(at.v), filled: (at) => `${n(at["m̂"])}·${n(factor)}/${root.filled(at.v)}` },
    };
  },
  lion: ({ beta1, beta2 }) => ({
    // m moves on after it was used.
    steps: [step("m", "β₂m + (1 − β₂)g", ({ m, g }) => (m - (1 - beta2) * g) / beta2, "was"), step("c", "β₁m + (1 − β₁)g", ({ was, g }) => beta1 * was + (1 - beta1) * g)],
    direction: { rule: "sign(c)", of: ({ c }) => Math.sign(c), filled: ({ c }) => `sign(${format(c, 4)})` },
  }),
};

const averages = () => [average("m", "β₁m + (1 − β₁)g"), average("v", "β₂v + (1 − β₂)g²")];

/** @param {string} name @param {string} key @param {string} beta @param {number} power */
const corrected = (name, key, beta, power) => step(name, `${key === "vmax" ? "vmax" : key}/(1 − ${beta}ᵗ)`, (at) => at[key] / (1 - power));

/** @param {Numbers} numbers @param {Numbers} scalars @param {string} size  which average is under the root @returns {Rule} */
function ofAdam({ epsilon }, { "beta1^t": first, "beta2^t": second }, size) {
  const root = over("v̂", epsilon);
  return {
    steps: [...averages(), ...(size === "vmax" ? [average("vmax", "max(vmax, v)")] : []), corrected("m̂", "m", "β₁", first), corrected("v̂", size, "β₂", second)],
    direction: { rule: `m̂/${root.text}`, of: (at) => at["m̂"] / root.of(at["v̂"]), filled: (at) => `${n(at["m̂"])}/${root.filled(at["v̂"])}` },
  };
}

/** Whether there are lines for it: a search that compares has no formula. @param {string} optimizer */
export const hasLines = (optimizer) => optimizer in RULES;

/** @param {string} optimizer @param {Coming} coming @returns {Update} */
export function linesOf(optimizer, { eta, numbers, scalars, axes, delta }) {
  const { steps, shared = [], direction } = RULES[optimizer](numbers, scalars), { decay = 0 } = numbers;
  const both = axes.map((axis, part) => {
    const at = /** @type {Numbers} */ ({ ...axis, moved: -(delta[part] + eta * decay * axis.theta) / eta });
    return steps.reduce((known, { key, of }) => ({ ...known, [key]: of(known) }), at);
  });
  const faded = decay ? { rule: "−ηλθ − η·", of: (/** @type {Numbers} */ { theta }) => -eta * decay * theta, filled: (/** @type {Numbers} */ { theta }) => `−${short(eta)}·${short(decay)}·${n(theta)} − ${short(eta)}·` } : null;
  const pair = (/** @type {(at: Numbers) => any} */ of) => /** @type {[any, any]} */ (both.map(of));
  return {
    lines: steps.map(({ name, rule, key }) => ({ name, rule, values: pair((at) => at[key]) })), shared,
    rule: `${faded?.rule ?? "−η·"}${direction.rule}`,
    filled: pair((at) => `${faded?.filled(at) ?? `−${short(eta)}·`}${direction.filled(at)}`),
    values: pair((at) => (faded?.of(at) ?? 0) - eta * direction.of(at)),
  };
}

/** The gradient as the rules see it. @param {readonly [number, number]} grad @param {{kind: string, at: number} | undefined} clip @returns {[number, number]} */
export function seen([x, y], clip) {
  if (clip?.kind === "value") return [Math.max(-clip.at, Math.min(clip.at, x)), Math.max(-clip.at, Math.min(clip.at, y))];
  const share = clip?.kind === "norm" ? Math.min(1, clip.at / (Math.hypot(x, y) + 1e-6)) : 1;
  return [x * share, y * share];
}

/** Which step of its rule comes, as its powers tell. @param {Numbers} numbers @param {Numbers} scalars @returns {number | null} */
export function countOf({ beta1, beta2 }, { "beta1^t": first, "beta2^t": second }) {
  const [power, beta] = second > 0 && second < 1 ? [second, beta2] : [first, beta1];
  return power > 0 && power < 1 && beta > 0 ? Math.round(Math.log(power) / Math.log(beta)) : null;
}
