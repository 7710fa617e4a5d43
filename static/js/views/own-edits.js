// @ts-check
/** The class's own points as a mountain: other points, another loss. Both are another journal, run again from the start; a dragged point is an edit. */
import { pointsOfNetwork } from "../keep.js";
import { asTheyAre, dataOf, NAMES, ofNetwork, onPoints } from "../math/own.js";
import { anew, tunedAll } from "../math/rates.js";
import { journalOf } from "../math/roster.js";
import { suited } from "../modes.js";
import { bowls } from "../mountains.js";
import { again, look } from "./walker-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../math/line.js").Loss} Loss */

/** @param {State} state @returns {Loss} */
export const lossOf = ({ spec }) => (spec?.objective.loss === "softmax" ? "softmax" : "squared");

/** Walkers onto points: those that were put by hand in the Network lab, else a small set. @param {Store} store */
export function open(store) {
  const kept = pointsOfNetwork(sessionStorage);
  if (store.get().spec?.objective.kind !== "points") gather(store, kept?.byHand ? ofNetwork(kept) : undefined);
}

/** @param {Store} store @param {import("../math/own.js").Data} [data] @param {Loss} [loss] */
export function gather(store, data, loss = lossOf(store.get())) {
  const state = store.get(), { starts: [start], rates } = bowls()[loss], { noise = 0 } = state.spec?.objective ?? {}, { tuned, bench } = state.view.descent;
  const rerate = (/** @type {readonly import("../state.js").Method[]} */ all) => (tuned ? tunedAll(all, rates) : [...all]);
  const journal = onPoints(anew(journalOf(state), rerate(state.spec?.methods ?? [])), { kind: "points", loss, start, noise }, data ?? dataOf(NAMES[loss][0]));
  look(store, { window: null, side: "data", bench: Object.fromEntries(Object.entries(bench).map(([key, method]) => [key, rerate([method])[0]])) });
  again(store, suited(store.get(), journal));
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
