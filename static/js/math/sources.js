// @ts-check
/**
 * Where each walker's usual numbers come from: libraries, papers, the course. PyTorch 2.13 and Keras 3.15 as their sources have them. The
 * rate of the first is the default rate; the other numbers begin as methods.js has them, which are PyTorch's, with momentum at 0.9 as it is taught.
 *
 * @typedef {{name: string, numbers: Readonly<Record<string, number>>}} Source
 */

/** @param {string} name @param {Record<string, number>} [numbers] @returns {Source} */
const of = (name, numbers = {}) => Object.freeze({ name, numbers });

/** @type {Readonly<Record<string, readonly Source[]>>} */
export const SOURCES = Object.freeze({
  random_search: [of("CS231n")],
  random_local_search: [of("CS231n", { step: 1e-4 })],
  numerical_gradient: [of("CS231n", { h: 1e-5 })],
  gradient_descent: [of("PyTorch", { rate: 1e-3 }), of("Keras", { rate: 0.01 })],
  sgd: [of("PyTorch", { rate: 1e-3 }), of("Keras", { rate: 0.01 })],
  momentum: [of("PyTorch", { rate: 1e-3, momentum: 0 }), of("Keras", { rate: 0.01, momentum: 0 }), of("Polyak 1964")],
  nesterov: [of("PyTorch", { rate: 1e-3 }), of("Keras", { rate: 0.01 }), of("Nesterov 1983"), of("Sutskever 2013")],
  adagrad: [of("PyTorch", { rate: 0.01, epsilon: 1e-10 }), of("Keras", { rate: 1e-3, epsilon: 1e-7 }), of("Duchi 2011")],
  rmsprop: [of("PyTorch", { rate: 0.01, alpha: 0.99, epsilon: 1e-8 }), of("Keras", { rate: 1e-3, alpha: 0.9, epsilon: 1e-7 }), of("Hinton 2012", { alpha: 0.9 })],
  adadelta: [of("PyTorch", { rate: 1, rho: 0.9, epsilon: 1e-6 }), of("Keras", { rate: 1e-3, rho: 0.95, epsilon: 1e-7 }), of("Zeiler 2012", { rho: 0.95, epsilon: 1e-6 })],
  adam: [of("PyTorch", { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }), of("Keras", { rate: 1e-3, epsilon: 1e-7 }), of("Kingma & Ba 2015", { rate: 1e-3, epsilon: 1e-8 })],
  adamw: [of("PyTorch", { rate: 1e-3, decay: 0.01 }), of("Keras", { rate: 1e-3, decay: 4e-3 }), of("Loshchilov & Hutter 2019")],
  amsgrad: [of("PyTorch", { rate: 1e-3, epsilon: 1e-8 }), of("Keras", { rate: 1e-3, epsilon: 1e-7 }), of("Reddi 2018")],
  nadam: [of("PyTorch", { rate: 2e-3, momentum_decay: 4e-3 }), of("Keras", { rate: 1e-3 }), of("Dozat 2016")],
  adamax: [of("PyTorch", { rate: 2e-3, epsilon: 1e-8 }), of("Keras", { rate: 1e-3 }), of("Kingma & Ba 2015")],
  radam: [of("PyTorch", { rate: 1e-3 }), of("Liu 2020")],
  lion: [of("lion-pytorch", { rate: 1e-4, beta1: 0.9, beta2: 0.99 }), of("Keras", { rate: 1e-3 }), of("Chen 2023")],
});

/** What each source says: the rate, and what it has otherwise than here. @param {string} key @param {Readonly<Record<string, number>>} here  the usual numbers of this lab @returns {{name: string, numbers: [string, number][]}[]} */
export function toldBy(key, here) {
  return SOURCES[key].map(({ name, numbers }) => ({ name, numbers: Object.entries(numbers).filter(([number, value]) => value !== here[number]) }));
}
