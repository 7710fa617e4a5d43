// @ts-check
/** What drives the walk: to the beginning, back, play, on, to the end, and how fast. */
import { labChanged, walkMoved, walkPut } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { toggleWalk } from "../keys.js";
import { choice, field } from "./control-choice.js";
import { icon } from "./icons.js";

/** @typedef {import("../state.js").State} State */

/** Milliseconds a node. */
const PACES = { 1400: "walk.pace.slow", 700: "walk.pace.usual", 300: "walk.pace.quick" };

/** @param {import("../store.js").Store} store */
export function walkButtons(store) {
  const round = (/** @type {string} */ kind, /** @type {string} */ look, /** @type {() => void} */ onclick) => h("button", { type: "button", class: `round ${kind}`, onclick }, icon(look));
  const start = round("restart", "restart", () => store.dispatch(walkPut(0)));
  const back = round("back", "backward", () => store.dispatch(walkMoved(-1)));
  const play = round("play", "play", () => toggleWalk(store));
  const step = round("step", "forth", () => store.dispatch(walkMoved(1)));
  const end = round("end", "end", () => store.dispatch(walkPut(Infinity)));
  const pace = choice({ name: "walk.pace", keys: PACES, onPick: (value) => store.dispatch(labChanged("backprop", { pace: Number(value) })) });
  play.append(icon("pause"));
  /** @type {[HTMLElement, string, string][]} */
  const names = [[start, "keys.walkStart", "Home"], [back, "keys.nodeBack", "←"], [step, "keys.node", "→"], [end, "keys.walkEnd", "End"]];
  const name = (/** @type {HTMLElement} */ button, /** @type {string} */ key, /** @type {string} */ keys) => {
    setAttribute(button, "aria-label", t(key));
    setAttribute(button, "title", `${t(key)} (${keys})`);
  };
  return {
    element: h("div", { class: "walk-drive" }, h("div", { class: "buttons" }, start, back, play, step, end), field("walk.pace", pace.element)),
    /** @param {State} state @param {import("../math/graph-now.js").Now | null} now */
    show({ walk, view }, now) {
      const at = now?.known.at ?? 0, last = now?.walk.end ?? 0;
      for (const one of names) name(...one);
      name(play, walk.playing ? "walk.pause" : "walk.play", "Space");
      setAttribute(play, "data-playing", walk.playing);
      for (const button of [start, back]) setAttribute(button, "disabled", at === 0);
      for (const button of [step, end]) setAttribute(button, "disabled", at >= last);
      setAttribute(play, "disabled", last === 0);
      pace.show(String(view.backprop.pace));
    },
  };
}
