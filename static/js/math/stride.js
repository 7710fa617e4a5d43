// @ts-check
/**
 * What is about to move a walker: its gradient, its momentum, the coming step, and for rules that divide by the size of past gradients how
 * far a unit of gradient goes along each axis. Formulas as in docs/spec.md; every number in them is the run's.
 */

/** @typedef {[number, number]} Pair */
/** @typedef {{down: Pair, momentum: Pair | null, step: Pair, axes: Pair | null}} Stride   down: −∇f; momentum: where it would carry; axes: half axes of the effective step */
/** @typedef {{rate: number, epsilon?: number, grad: Pair, delta: Pair, moments: Record<string, Pair>, scalars: Record<string, number>, centered?: boolean}} Rule */

/** @param {string} optimizer @param {Rule} rule @returns {Stride} */
export function strideOf(optimizer, rule) {
  const { grad, delta, moments } = rule, carried = moments.m ?? moments.b ?? null, per = AXES[optimizer];
  const axes = per ? /** @type {Pair} */ ([0, 1].map((axis) => per(rule, axis))) : null;
  return { down: away(grad), momentum: carried && carried.some((part) => part !== 0) ? away(carried) : null, step: delta, axes: axes?.every(Number.isFinite) ? axes : null };
}

/** @param {Pair} pair @returns {Pair} */
const away = ([x, y]) => [-x, -y];

/** η / (√v̂ + ε), v̂ = v / (1 − β₂ᵗ). @param {Rule} rule @param {number} v */
const overRoot = ({ rate, epsilon = 0, scalars }, v) => rate / (Math.sqrt(v / (1 - (scalars["beta2^t"] ?? 0))) + epsilon);

/** @type {(rule: Rule, axis: number) => number} */
const adam = (rule, axis) => overRoot(rule, rule.moments.v[axis]);

/** How far a unit of gradient (or of m̂) goes. Adadelta's is what its coming step really is, for its u is of the step before. @type {Record<string, (rule: Rule, axis: number) => number>} */
const AXES = {
  adagrad: adam, adam, adamw: adam, nadam: adam, radam: adam,
  rmsprop: (rule, axis) => overRoot(rule, rule.moments.v[axis] - (rule.centered ? rule.moments.mean[axis] ** 2 : 0)),
  amsgrad: (rule, axis) => overRoot(rule, rule.moments.vmax[axis]),
  adamax: ({ rate, moments }, axis) => rate / moments.u[axis],
  adadelta: ({ delta, grad }, axis) => Math.abs(delta[axis] / grad[axis]),
};

/** 1, 2 or 5 times a power of ten, so that a length comes to lie in a range; the old factor stays while it does. @param {number} length @param {number} least @param {number} most @param {number} [old] */
export function factorFor(length, least, most, old) {
  if (!(length > 0) || !Number.isFinite(length)) return 1;
  if (old && length * old >= least && length * old <= most) return old;
  const wanted = most / 1.6 / length, power = 10 ** Math.floor(Math.log10(wanted));
  return Number(((wanted / power >= 5 ? 5 : wanted / power >= 2 ? 2 : 1) * power).toPrecision(1));
}
