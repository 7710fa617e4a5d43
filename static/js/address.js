// @ts-check
/**
 * Keeps the address true: it holds the whole state, half a second after a change at the latest. What is too long for an address
 * leaves it bare (the share dialog then offers a file), and so does a run that nobody has touched.
 */
import { savedOf, toHash } from "./url.js";

/** @typedef {import("./state.js").State} State */

/** ms between two writes; browsers refuse more than a few a second. */
const PACE = 500;

/** @param {{get: () => State, replace: (hash: string) => void, later?: (what: () => void, ms: number) => any}} world  replace: puts a hash ("" for none) into the address */
export function createAddress({ get, replace, later = setTimeout }) {
  /** @type {State | null} */
  let written = null;
  let waiting = false;
  const write = async () => {
    const state = get();
    written = state;
    const hash = touched(state) ? await toHash(savedOf(state)) : "";
    waiting = false;
    replace(hash ?? "");
    if (differs(get(), state)) wait();
  };
  const wait = () => {
    if (waiting) return;
    waiting = true;
    later(write, PACE);
  };
  return {
    /** A listener of the store. @param {State} state */
    listen(state) {
      if (state.frame && !state.follow && (!written || differs(state, written))) wait();
    },
  };
}

/** @param {State} a @param {State} b */
const differs = (a, b) => a.journal !== b.journal || a.run.step !== b.run.step || a.view !== b.view || a.run.speed !== b.run.speed || a.run.unit !== b.run.unit;

/** @param {State} state */
const touched = ({ journal, run }) => run.step > 0 || journal.edits.length > 0 || !standard(journal.spec);

/** The Spec that the page begins with when the address is bare; of a mountain none is. @param {import("./state.js").Spec} spec */
function standard({ data, seeds, model }) {
  return model && data.preset === "circle" && !data.points && !model.theta && Object.values(seeds).every((seed) => seed === 0);
}
