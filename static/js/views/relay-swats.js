// @ts-check
/**
 * What SWATS suggests for the rate after the switch: the server is asked for the first's run as far as the boundary, with the estimate and without.
 * Taken, it follows the boundary.
 */
import { h, setAttribute, setText } from "../dom.js";
import { createErrand } from "../errand.js";
import { t } from "../i18n.js";
import { stepsAnEpoch } from "../math/epochs.js";
import { formatFull, formatShort } from "../math/format.js";
import { paced } from "../math/rates.js";
import { isEstimated, questionOf, suggestionIn, SWITCH } from "../math/relay.js";
import { journalOf } from "../math/roster.js";
import { methods } from "../methods.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/relay.js").Relay} Relay */

/** So many steps the server answers at once. */
const MOST = 10_000;

/** @param {import("../store.js").Store} store @param {import("./relay.js").Change} change */
export function relaySwats(store, change) {
  const errand = createErrand();
  const said = h("span"), note = h("small");
  const use = h("button", { type: "button", class: "button", onclick: () => toggle() });
  const element = h("div", { class: "relay-swats" }, said, note, use);
  /** @type {Relay | null} */
  let relay = null;
  let asked = "", seen = /** @type {any[]} */ ([]), suggested = /** @type {number | null | undefined} */ (undefined);

  const toggle = () => {
    if (!relay) return;
    const { after } = relay;
    change({ after: after.swats ? paced(after, after.rate) : { ...after, swats: true } });
  };
  const tell = () => {
    setText(said, suggested === undefined ? t("relay.swats.asking") : suggested === null ? t("relay.swats.none") : t("relay.swats", { rate: formatShort(suggested) }));
    said.title = suggested ? formatFull(suggested) : "";
    use.disabled = !suggested && !relay?.after.swats;
  };
  /** @param {import("../errand.js").Question} question @param {Relay} shown */
  const inquire = (question, shown) => {
    const text = JSON.stringify(question);
    if (text === asked) return;
    asked = text;
    errand(question, (lines) => {
      suggested = lines ? suggestionIn(lines, shown, question.steps) : undefined;
      tell();
    });
  };
  return {
    element,
    /** @param {State} state @param {Relay} shown */
    show(state, shown) {
      relay = shown;
      const step = shown.until * stepsAnEpoch(state), possible = isEstimated(methods(), shown) && step <= MOST;
      element.hidden = !possible;
      if (!possible) return;
      if (seen[0] !== state.journal || seen[1] !== state.pending || seen[2] !== step) inquire(questionOf(journalOf(state), shown, step), shown);
      seen = [state.journal, state.pending, step];
      const { swats } = shown.after, now = state.frame?.rate[SWITCH] ?? NaN;
      const other = swats === true && state.run.step >= step && Math.abs(now - (suggested ?? NaN)) > 1e-9 * now;
      setAttribute(use, "aria-pressed", String(swats === true));
      setText(use, t("relay.swats.use"));
      setText(note, other ? t("control.rate.now", { rate: formatShort(now) }) : "");
      tell();
    },
  };
}
