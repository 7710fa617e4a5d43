// @ts-check
/** The state to begin with: of a run that is looked on, of this tab's own run, of the address, or of the default run. */
import { firstJournal } from "./expedition.js";
import { followedIn, homeOf } from "./follow.js";
import { restored } from "./keep.js";
import { initialState } from "./state.js";
import { presents } from "./tab.js";
import { fromHash } from "./url.js";

/** @typedef {import("./state.js").State} State */

/** @type {readonly State["lab"][]} */
const LABS = ["descent", "backprop", "neuron", "network"];

/** Steps a second at which walkers can be followed with the eye. */
const WALK = 20;

/** @returns {Promise<Partial<State>>} */
export async function beginning() {
  const root = document.documentElement;
  const lab = LABS.find((one) => one === root.dataset.lab) ?? "network", code = followedIn(location.hash);
  const look = /** @type {Partial<State>} */ ({ lab, lang: root.lang === "en" ? "en" : "ko", theme: localStorage.getItem("downhill.theme") ?? "auto", present: presents(sessionStorage) });
  if (code) return lookingOn({ ...look, present: false }, code);
  const linked = await fromHash(location.hash);
  if (linked && (homeOf(linked.journal) === "descent") !== (lab === "descent")) location.replace(`/${homeOf(linked.journal)}${location.search}${location.hash}`);
  const kept = restored(sessionStorage, linked && { journal: linked.journal, hash: location.hash }, lab);
  if (kept) return { ...look, ...kept };
  if (!linked) return lab === "descent" ? { ...look, journal: firstJournal(), run: { ...initialState().run, speed: WALK } } : look;
  const { run, view } = initialState();
  const { journal, step, speed, unit } = linked;
  return { ...look, journal, view: { ...view, ...linked.view }, run: { ...run, step, horizon: step, speed, unit } };
}

/** @param {Partial<State>} look @param {string} code */
function lookingOn(look, code) {
  if (look.lab !== "network") location.replace(`/network${location.search}${location.hash}`);
  return { ...look, follow: { code, here: true, elsewhere: false } };
}
