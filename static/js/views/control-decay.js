// @ts-check
/** How the rate falls: not at all, or to a half every n epochs. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { choice, field } from "./control-choice.js";
import { numberField } from "./control-number.js";

/** @typedef {import("../state.js").Method["schedule"]} Schedule */

const KINDS = { constant: "schedule.constant", halve: "schedule.halve" };

/** @param {(schedule: Schedule) => void} change */
export function decayControl(change) {
  let schedule = /** @type {Schedule} */ ({ kind: "constant", every: 20 });
  const kind = choice({ name: "control.decay", keys: KINDS, onPick: (picked) => change({ ...schedule, kind: picked }) });
  const every = numberField({ name: "control.decay.every", min: 1, max: 10_000, whole: true, onCommit: (epochs) => change({ ...schedule, every: epochs }) });
  const end = h("span", { class: "part" }, every.element, h("span", { "data-t": "control.epochs" }, t("control.epochs")));
  return {
    field: field("control.decay", kind.element, end),
    /** @param {Schedule} shown */
    show(shown) {
      schedule = shown;
      kind.show(schedule.kind);
      every.show(schedule.every);
      end.hidden = schedule.kind === "constant";
    },
  };
}
