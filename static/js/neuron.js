// @ts-check
/**
 * What the Neuron lab begins with, and what it remembers (`state.view.neuron`).
 *
 * @typedef {object} Neuron
 * @property {import("./math/depth-question.js").Depth} depth  how much gradient is left in deep networks
 */
import { DEPTH } from "./math/depth-question.js";

/** @type {Neuron} */
export const NEURON = { depth: DEPTH };
