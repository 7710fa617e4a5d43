// @ts-check
/**
 * The shape that stands where a walker is, beside colour (`--method-…`) and dash (dashes.js). A shape is the corners of a polygon about
 * (0, 0), y downwards, all of about the same area. Stars and crosses are the mountain's own marks.
 */

/** @typedef {readonly (readonly [number, number])[]} Shape */

/** @param {number} corners @param {number} radius @param {number} turn share of a turn; 0: a corner on top @returns {Shape} */
function regular(corners, radius, turn = 0) {
  return Object.freeze(Array.from({ length: corners }, (_, k) => {
    const angle = 2 * Math.PI * (k / corners + turn) - Math.PI / 2;
    return /** @type {[number, number]} */ ([radius * Math.cos(angle), radius * Math.sin(angle)]);
  }));
}

const CIRCLE = regular(28, 1);
/** @type {Shape} */
const PLUS = [[-0.42, -1.1], [0.42, -1.1], [0.42, -0.42], [1.1, -0.42], [1.1, 0.42], [0.42, 0.42], [0.42, 1.1], [-0.42, 1.1], [-0.42, 0.42], [-1.1, 0.42], [-1.1, -0.42], [-0.42, -0.42]];
/** @type {Shape} */
const HOURGLASS = [[-1, -1.1], [1, -1.1], [0.28, 0], [1, 1.1], [-1, 1.1], [-0.28, 0]];
/** @type {Shape} */
const HALF = [...regular(28, 1.35).slice(7, 22)].map(([x, y]) => [x, y - 0.55]);

/** @type {Readonly<Record<string, Shape>>} */
export const MARKERS = Object.freeze({
  gradient_descent: CIRCLE, sgd: regular(8, 1.06, 1 / 16), numerical_gradient: regular(3, 1.3, 1 / 4),
  momentum: regular(4, 1.25, 1 / 8), nesterov: regular(4, 1.25), adagrad: regular(3, 1.3), rmsprop: regular(3, 1.3, 1 / 2), adadelta: regular(5, 1.13),
  adam: CIRCLE, adamw: regular(4, 1.25, 1 / 8), amsgrad: regular(6, 1.1), nadam: regular(4, 1.25), adamax: PLUS, radam: regular(3, 1.3, 3 / 4), lion: HALF,
  random_search: HOURGLASS, random_local_search: regular(5, 1.13, 1 / 2),
  relay: HOURGLASS.map(([x, y]) => /** @type {[number, number]} */ ([y, x])),
});
