// @ts-check
/** How the rate falls: not at all, or to a half every n epochs. */
import { choice, field } from "./control-choice.js";
import { numberField, sentence } from "./control-number.js";

/** @typedef {import("../state.js").Method["schedule"]} Schedule */

const KINDS = { constant: "schedule.constant", halve: "schedule.halve" };

/** @param {(schedule: Schedule) => void} change */
export function decayControl(change) {
  let schedule = /** @type {Schedule} */ ({ kind: "constant", every: 20 });
  const kind = choice({ name: "control.decay", keys: KINDS, onPick: (picked) => change({ ...schedule, kind: picked }) });
  const every = numberField({ name: "control.decay.every", min: 1, max: 10_000, whole: true, onCommit: (epochs) => change({ ...schedule, every: epochs }) });
  const words = sentence("control.decay.words", every.element);
  return {
    field: field("control.decay", kind.element, words.element),
    /** @param {Schedule} shown */
    show(shown) {
      schedule = shown;
      kind.show(schedule.kind);
      every.show(schedule.every);
      words.show();
      words.element.hidden = schedule.kind === "constant";
    },
  };
}
