// @ts-check
/** The class's own points as a mountain: other points, another loss. Both are another journal, run again from the start; a dragged point is an edit. */
import { asTheyAre, dataOf, NAMES, ofNetwork, onPoints } from "../math/own.js";
import { move } from "./mountain-edits.js";
import { look } from "./walker-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../math/line.js").Loss} Loss */

/** @param {State} state @returns {Loss} */
export const lossOf = ({ spec }) => (spec?.objective.loss === "softmax" ? "softmax" : "squared");

/** Walkers onto points, at first a small set. @param {Store} store @param {import("../math/own.js").Data} [data] @param {Loss} [loss] */
export function gather(store, data, loss = lossOf(store.get())) {
  move(store, { kind: "points", loss }, (journal, objective) => onPoints(journal, objective, data ?? dataOf(NAMES[loss][0])));
}

/** The mountain of one's own points, those that were put by hand in the Network lab if there are any; who stands on it already looks at them. @param {Store} store @param {Parameters<typeof ofNetwork>[0] & {byHand?: boolean} | null} kept  the Network lab's */
export function settle(store, kept) {
  if (store.get().spec?.objective.kind === "points") return look(store, { side: "data" });
  gather(store, kept?.byHand ? ofNetwork(kept) : undefined);
}

/** The same points under the other loss. @param {Store} store @param {Loss} loss */
export function judge(store, loss) {
  const { spec, points } = store.get();
  if (spec && loss !== lossOf(store.get())) gather(store, asTheyAre(spec.data, points), loss);
}

/** @param {Store} store @param {string} name */
export const pick = (store, name) => gather(store, dataOf(name));

/** @param {Store} store @param {NonNullable<ReturnType<typeof import("../keep.js").pointsOfNetwork>>} kept */
export const bring = (store, kept) => gather(store, ofNetwork(kept));
