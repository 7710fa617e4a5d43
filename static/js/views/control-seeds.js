// @ts-check
/** How many seeds each random walker walks with: what one lucky throw looks like, and what is behind it. */
import { t } from "../i18n.js";
import { journalOf, keyOf, RANDOM, seedsOf, withSeeds } from "../math/roster.js";
import { choice, field } from "./control-choice.js";
import { again } from "./walker-edits.js";

/** @typedef {import("../state.js").State} State */

const COUNTS = ["1", "5", "9"];

/** @param {import("../store.js").Store} store */
export function seedsControl(store) {
  const pick = (/** @type {string} */ count) => again(store, withSeeds(journalOf(store.get()), Number(count)));
  const select = choice({ name: "control.seeds", keys: Object.fromEntries(COUNTS.map((count) => [count, `control.seeds.${count}`])), onPick: pick });
  return {
    field: field("control.seeds", select.element),
    /** Of walkers who leave nothing to chance there is only one. @param {State} state */
    show({ spec }) {
      if (!spec) return;
      select.show(String(seedsOf(spec)));
      select.element.disabled = !spec.methods.some((method) => RANDOM.includes(keyOf(method)));
      select.element.title = select.element.disabled ? t("control.seeds.none") : t("control.seeds.hint");
    },
  };
}
