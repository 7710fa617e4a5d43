// @ts-check
import { DEPTH } from "./math/depth-question.js";

/**
 * What the Neuron lab begins with, and what it remembers (`state.view.neuron`).
 *
 * @typedef {{activation: string, leak?: number, alpha?: number, pieces?: number}} Bend  an activation function with its own numbers
 * @typedef {number | readonly [number, number, number]} Whose  example: a point's id, or x, y and label where there is none
 * @typedef {object} From   the neuron of the network that the machine was opened from
 * @property {number} layer  of nodes, 1 = first hidden @property {number} unit @property {number} layers  how many layers of nodes there were @property {number} units  in its layer
 * @property {number} step  of the run @property {Whose | null} point  whose numbers came in @property {boolean} softmax  its output goes through a softmax together with others
 * @property {boolean} touched  changed by hand since
 *
 * @typedef {object} Machine   one neuron: a = f(w·x + b)
 * @property {readonly number[]} x  what comes in @property {readonly string[]} names  of the inputs
 * @property {readonly (readonly number[])[]} rows  the weights, and last the bias; a maxout unit has a row for each piece, every other one row
 * @property {Bend} bend @property {readonly number[]} axes  the one or two inputs that are shown
 * @property {number} piece  the row that is turned and lifted @property {number} reach  of the pictures, from 0 to an edge
 * @property {From | null} from @property {boolean} follow  the numbers of the running network, step for step
 * @property {{activation: string, init: string, layer: number, unit: number, step: number}} [deep]  the deep network's neuron that it was opened from (layer 1 = first hidden)
 * @property {{x: number, weights: readonly number[]} | null} spare  the second input of a neuron made by hand, while it has one
 *
 * @typedef {object} Neuron
 * @property {Machine} machine
 * @property {Gallery} gallery
 * @property {import("./math/depth-question.js").Depth} depth  how much gradient is left in deep networks
 *
 * @typedef {object} Gallery   the activation functions
 * @property {string} name  the one that is looked at @property {number} z  where the cursor stands
 * @property {number} leak  of Leaky ReLU @property {number} alpha  of ELU @property {readonly (readonly [number, number])[]} lines  of maxout: w and b of each piece
 * @property {number | null} layer  into which hidden layer a function goes, 0 = the first; null: all
 */

/** @type {Neuron} */
export const NEURON = {
  machine: {
    x: [1.2], names: ["x"], rows: [[1.8, -1]], bend: { activation: "sigmoid" }, axes: [0], piece: 0, reach: 3, from: null, follow: false,
    spare: { x: 0.8, weights: [-1.2] },
  },
  gallery: { name: "sigmoid", z: 1.2, leak: 0.01, alpha: 1, lines: [[-0.5, -0.5], [1, 0]], layer: null },
  depth: DEPTH,
};
