// @ts-check
/** Where everybody begins: set on the map and on the mountain in one way. A new start is the same journal with another start, run again. */
import { rounded } from "../math/outlook.js";
import { journalOf, withStart } from "../math/roster.js";
import { startOf } from "./map-scene.js";
import { mountainOf } from "../mountains.js";
import { again } from "./walker-edits.js";

/** What is farther away would be lost at once. */
const REACH = 1000;

/** @param {import("../store.js").Store} store @param {readonly [number, number]} place @param {import("../math/landscape.js").Window} window  that is looked at: how round the numbers may be @param {number} [gesture] */
export function setStart(store, place, window, gesture) {
  const state = store.get(), { journal } = state, start = rounded(window, [within(place[0]), within(place[1])]);
  const now = startOf(state, mountainOf(journal.spec.objective));
  if (now && now[0] === start[0] && now[1] === start[1]) return;
  again(store, withStart(journalOf(state), start), gesture);
}

/** @param {number} side */
const within = (side) => Math.min(REACH, Math.max(-REACH, side));
