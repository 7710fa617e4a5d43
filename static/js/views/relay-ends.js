// @ts-check
/** Who runs: the optimizer and the rate of each of the three, and where each stands now. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatInteger } from "../math/format.js";
import { paced } from "../math/rates.js";
import { exchanged, ranked } from "../math/relay.js";
import { fresh, tuned } from "../math/roster.js";
import { methods } from "../methods.js";
import { ratesOf } from "../mountains.js";
import { choice } from "./control-choice.js";
import { numberField } from "./control-number.js";
import { nameOf } from "./relay.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/relay.js").Relay} Relay */

const ENDS = /** @type {const} */ (["first", "second"]);

/** @param {import("./relay.js").Change} change */
export function relayEnds(change) {
  const keys = Object.fromEntries(Object.keys(methods().optimizers).map((name) => [name, `optimizer.${name}`]));
  /** @type {Relay | null} */
  let relay = null;
  let rates = /** @type {Record<string, number> | undefined} */ (undefined);
  const choices = ENDS.map((end) => choice({
    name: `relay.${end}`, keys,
    onPick: (optimizer) => relay && change(exchanged(relay, end, fresh(optimizer, methods(), tuned(optimizer, rates)))),
  }));
  const fields = ["relay.rate.first", "relay.rate.second", "relay.rate.after"].map((name, row) => numberField({ name, min: 1e-6, max: 1000, onCommit: (rate) => relay && change(rated(relay, row, rate)) }));
  const etas = fields.map(({ element }) => h("span", { class: "part" }, h("span", { "aria-hidden": "true" }, "η"), element));
  const both = h("span", { class: "relay-name" }), places = fields.map(() => h("b", { role: "img" })), losses = fields.map(() => h("span", { class: "relay-loss" }));
  const names = [choices[0].element, choices[1].element, both];
  const rows = names.map((name, row) => h("div", { class: "relay-end" }, places[row], name, etas[row], losses[row]));
  return {
    element: h("div", { class: "relay-ends" }, rows),
    /** @param {State} state @param {Relay} shown */
    show(state, shown) {
      [relay, rates] = [shown, ratesOf(state.spec)];
      const { first, second, after } = shown, blocks = [first.blocks[0], second.blocks[0], after], order = ranked(state.frame);
      choices.forEach((one, end) => one.show(blocks[end].optimizer));
      setText(both, `${nameOf(first)} → ${nameOf(second)}`);
      blocks.forEach(({ optimizer, rate, swats }, row) => {
        etas[row].hidden = !methods().optimizers[optimizer].rated;
        etas[row].classList.toggle("estimated", swats === true);
        fields[row].show(rate);
        const place = order.indexOf(row) + 1;
        setText(places[row], String(place));
        setAttribute(places[row], "aria-label", t("relay.place", { place }));
        setAttribute(rows[row], "data-place", place);
        showLoss(losses[row], state, row);
      });
    },
  };
}

/** The height, or when it was lost. @param {HTMLElement} element @param {State} state @param {number} row */
function showLoss(element, { frame }, row) {
  const [step = -1, how] = frame?.status?.subarray(2 * row, 2 * row + 2) ?? [], lost = step >= 0;
  element.classList.toggle("gone", lost);
  setText(element, lost ? t("relay.lost", { step: formatInteger(step) }) : format(frame?.loss[row]));
  element.title = lost ? t(how === 1 ? "standings.left" : "standings.nan", { step: formatInteger(step) }) : formatFull(frame?.loss[row]);
}

/** @param {Relay} relay @param {number} row @param {number} rate @returns {Partial<Relay>} */
function rated({ first, second, after }, row, rate) {
  const at = (/** @type {import("../state.js").Method} */ method) => ({ ...method, blocks: [paced(method.blocks[0], rate)] });
  return [{ first: at(first) }, { second: at(second) }, { after: paced(after, rate) }][row];
}
