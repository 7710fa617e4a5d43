// @ts-check
/** The seeds of the random streams: each can be typed, or thrown like a die. Changing one leaves the others' numbers as they are. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";

const STREAMS = ["init", "batches", "data", "noise"];
const MOST = 2 ** 32 - 1;
const DIE = 10_000; // thrown seeds stay short enough to be said in a hall

/** @param {(stream: string, seed: number) => void} change */
export function seedControl(change) {
  const rows = STREAMS.map((stream) => seedRow(stream, change));
  const field = popoverField("control.seed", h("div", { class: "seeds" }, rows.map(({ element }) => element)),
    h("p", { class: "hint", "data-t": "seed.hint" }, t("seed.hint")));
  return {
    field: field.element,
    /** @param {Record<string, number>} seeds */
    show(seeds) {
      STREAMS.forEach((stream, i) => rows[i].show(seeds[stream] ?? 0));
      field.setText(String(seeds.init ?? 0));
    },
  };
}

/** @param {string} stream @param {(stream: string, seed: number) => void} change */
function seedRow(stream, change) {
  const name = `seed.${stream}`;
  const number = numberField({ name, min: 0, max: MOST, whole: true, onCommit: (seed) => change(stream, seed) });
  const die = h("button", { type: "button", class: "button", onclick: () => change(stream, Math.floor(Math.random() * DIE)) },
    h("span", { "aria-hidden": "true" }, "⚄"), h("span", { "data-t": "seed.throw" }, t("seed.throw")), h("span", { class: "sr-only", "data-t": name }, t(name)));
  return {
    element: h("div", { class: "row" }, h("span", { class: "name", "data-t": name }, t(name)), number.element, die),
    show: number.show,
  };
}
