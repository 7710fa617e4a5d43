// @ts-check
/**
 * What the Backprop lab begins with, and what it remembers (`state.view.backprop`).
 *
 * @typedef {object} Backprop
 * @property {"formula" | "network"} source  what the graph is of
 * @property {string} text  the typed expression @property {Readonly<Record<string, number | string>>} values  of its leaves, where they differ from the text; "1/3" too @property {string | null} preset  of math/graph-presets.js, which it was made of
 * @property {number} at  how many nodes of the walk are done: first forward, then backward @property {Partial<Record<"formula" | "network", number>>} places  where the walk was in the graph that is not shown
 * @property {number} pace  milliseconds that it takes for a node
 * @property {number} h  by how much a node is nudged @property {{key: string, by: number, of: string} | null} nudge  the node that is nudged to be looked at, of which text or level
 * @property {"operation" | "neuron" | "layer"} level  how far the network is folded @property {{x: number, y: number, label: number} | null} point  that goes through it; null: the chosen one (math/graph-question.js)
 * @property {number} delta  by how much every weight is nudged (Influence)
 * @property {"softmax" | "influence"} beside
 * @property {{key: string, at: number} | null} picked  the node whose card is shown as long as the walk stays there; null: the one at hand
 * @property {readonly string[]} folded  keys of groups
 * @property {import("./math/softmax-state.js").Softmax} softmax
 */
import { SOFTMAX } from "./math/softmax-state.js";

/** @type {Backprop} */
export const BACKPROP = {
  source: "formula", text: "(x + y) · z", values: { x: -2, y: 5, z: -4 }, preset: "product", at: 0, places: {}, pace: 700, h: 1e-4, nudge: null, picked: null, folded: [],
  level: "neuron", point: null, delta: 0.1, beside: "softmax", softmax: SOFTMAX,
};
