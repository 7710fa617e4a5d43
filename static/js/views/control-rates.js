// @ts-check
/**
 * Each walker at the rate that suits it on this mountain, or all at the rate of the chosen one: neither is fair, and both are told in the
 * standings. What the rates are is read off the walkers; another rule is another race, from the start.
 */
import { t } from "../i18n.js";
import { journalOf } from "../math/roster.js";
import { anew, atRate, isRated, ruleOf, tunedAll } from "../math/rates.js";
import { methods } from "../methods.js";
import { methodOf } from "../modes.js";
import { ratesOf } from "../mountains.js";
import { choice, field } from "./control-choice.js";
import { again, look } from "./walker-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Method} Method */

/** @param {import("../store.js").Store} store */
export function ratesControl(store) {
  const pick = (/** @type {string} */ rule) => {
    const state = store.get();
    look(store, { tuned: rule === "tuned" });
    again(store, anew(journalOf(state), rule === "tuned" ? tunedAll(state.spec?.methods ?? [], ratesOf(state.spec)) : alike(state)));
  };
  const keys = { tuned: "control.rates.tuned", same: "control.rates.same", own: "control.rates.own" };
  const select = choice({ name: "control.rates", keys, onPick: pick });
  const own = /** @type {HTMLOptionElement} */ (select.element.lastElementChild);
  return {
    field: field("control.rates", select.element),
    /** @param {State} state */
    show(state) {
      const table = ratesOf(state.spec), rule = ruleOf(methods(), state.spec?.methods ?? [], table, state.view.descent.tuned);
      own.hidden = rule !== "own";
      select.show(rule, table ? {} : { tuned: "control.rates.unknown" });
      select.element.title = t(keys[rule]);
    },
  };
}

/** Everybody at the chosen one's rate; if that has none, at the first one's that has. @param {State} state @returns {Method[]} */
function alike(state) {
  const all = state.spec?.methods ?? [], rated = (/** @type {Method} */ method) => isRated(methods(), method);
  const model = [methodOf(state), ...all].find(rated);
  return all.map((method) => (rated(method) ? atRate(method, model?.blocks[0].rate) : method));
}
