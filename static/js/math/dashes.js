// @ts-check
/** How each optimizer's line is broken, beside its colour `--method-…`: for those who cannot tell the colours apart. Ends are round. */

/** @type {Readonly<Record<string, readonly number[]>>} */
export const DASHES = Object.freeze({
  gradient_descent: [], sgd: [7, 6], momentum: [], nesterov: [12, 7],
  adagrad: [], rmsprop: [12, 7], adadelta: [1, 7],
  adam: [], adamw: [12, 7], amsgrad: [12, 7, 1, 7], nadam: [1, 7], adamax: [5, 7], radam: [12, 7, 5, 7], lion: [16, 7, 1, 7, 1, 7],
  random_search: [1, 7], random_local_search: [5, 7], numerical_gradient: [12, 7],
  relay: [16, 7],
});
