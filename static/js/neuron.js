// @ts-check
/**
 * What the Neuron lab begins with, and what it remembers (`state.view.neuron`).
 *
 * @typedef {object} Neuron
 */

/** @type {Neuron} */
export const NEURON = {};
