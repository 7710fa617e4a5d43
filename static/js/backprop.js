// @ts-check
/**
 * What the Backprop lab begins with, and what it remembers (`state.view.backprop`).
 *
 * @typedef {object} Backprop
 * @property {"formula" | "network"} source  what the graph is of
 * @property {string} text  the typed expression @property {Readonly<Record<string, number>>} values  of its leaves, where they differ from the text
 * @property {number} at  how many nodes of the walk are done: first forward, then backward
 * @property {number} h  by how much a node is nudged
 * @property {"softmax" | "influence"} beside
 * @property {import("./math/softmax-state.js").Softmax} softmax
 */
import { SOFTMAX } from "./math/softmax-state.js";

/** @type {Backprop} */
export const BACKPROP = { source: "formula", text: "(x + y) · z", values: { x: -2, y: 5, z: -4 }, at: 0, h: 1e-4, beside: "softmax", softmax: SOFTMAX };
