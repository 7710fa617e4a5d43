// @ts-check
/**
 * What the Neuron lab begins with, and what it remembers (`state.view.neuron`).
 *
 * @typedef {object} Neuron
 * @property {Gallery} gallery
 *
 * @typedef {object} Gallery   the activation functions
 * @property {string} name  the one that is looked at @property {number} z  where the cursor stands
 * @property {number} leak  of Leaky ReLU @property {number} alpha  of ELU @property {readonly (readonly [number, number])[]} lines  of maxout: w and b of each piece
 * @property {number | null} layer  into which hidden layer a function goes, 0 = the first; null: all
 */

/** @type {Neuron} */
export const NEURON = {
  gallery: { name: "sigmoid", z: 1.2, leak: 0.01, alpha: 1, lines: [[-0.5, -0.5], [1, 0]], layer: null },
};
