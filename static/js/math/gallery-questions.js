// @ts-check
/** What the gallery of activation functions asks the engine. */

/** @typedef {import("../state.js").State} State */

/** In the order of the tiles: three rows of three. */
export const GALLERY = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "maxout", "softplus", "gelu", "silu"];
/** Those with numbers of their own. */
const OWN = ["leaky_relu", "elu", "maxout"];
/** How far the cursor goes to either side. */
export const REACH = 6;

const fixed = { names: GALLERY.filter((name) => !OWN.includes(name)) };
export const fixedQuestion = () => fixed;

/** @param {State} state */
const numbersOf = ({ view: { neuron: { gallery: { leak, alpha, lines } } } }) => ({ leak, alpha, lines });

/** @param {State} state */
export const ownQuestion = (state) => ({ names: OWN, ...numbersOf(state) });

/** @param {State} state */
export const cursorQuestion = (state) => ({ z: state.view.neuron.gallery.z, ...numbersOf(state) });

/** @param {State} state */
export const dataQuestion = (state) => ({ layer: layerOf(state), ...numbersOf(state) });

/** The chosen hidden layer, if the network still has it; else all. @param {State} state @returns {number | null} */
export function layerOf({ spec, view: { neuron: { gallery: { layer } } } }) {
  return layer !== null && layer < (spec?.model.hidden.length ?? 0) ? layer : null;
}

/** The hidden layers that a function goes into. @param {State} state @returns {number[]} */
export function targetsOf(state) {
  const layer = layerOf(state);
  return layer === null ? (state.spec?.model.hidden ?? []).map((_, at) => at) : [layer];
}

/** A function with its own numbers, as in an `activation` edit. @param {State["view"]["neuron"]["gallery"]} gallery @param {string} name @returns {Record<string, any>} */
export function bendOf({ leak, alpha, lines }, name) {
  const own = /** @type {Record<string, object>} */ ({ leaky_relu: { leak }, elu: { alpha }, maxout: { pieces: lines.length } });
  return { activation: name, ...own[name] };
}

/** What a layer's own numbers are when it does not say. */
const USUAL = /** @type {Record<string, number>} */ ({ leak: 0.01, alpha: 1, pieces: 2 });

/** Whether a layer bends that way. @param {Record<string, any>} layer @param {Record<string, any>} bend */
export const bends = (layer, bend) => Object.entries(bend).every(([key, value]) => (layer[key] ?? USUAL[key]) === value);
