// @ts-check
/** The seeds of the random streams: each can be typed, or thrown like a die. Changing one leaves the others' numbers as they are. */
import { h, setText } from "../dom.js";
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
    /** @param {Record<string, number>} seeds @param {import("../state.js").Spec["data"]} data */
    show(seeds, data) {
      STREAMS.forEach((stream, i) => rows[i].show(seeds[stream] ?? 0, refusal(stream, data)));
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
  const why = h("small", { class: "why", hidden: true });
  return {
    element: h("div", { class: "row" }, h("span", { class: "name" }, h("span", { "data-t": name }, t(name)), why), number.element, die),
    /** @param {number} seed @param {string | null} reason key of why it moves nothing now */
    show(seed, reason) {
      number.show(seed);
      number.input.disabled = die.disabled = reason !== null;
      why.hidden = reason === null;
      setText(why, reason === null ? "" : t(reason));
    },
  };
}

/** One's own points come from no stream, and not every preset's noise has one of its own. @param {string} stream @param {import("../state.js").Spec["data"]} data */
function refusal(stream, { preset, noise, outliers = 0 }) {
  if (stream !== "data" && stream !== "noise") return null;
  if (preset === null) return "seed.refused.own";
  return stream === "noise" && (preset === "gauss" || noise === 0) && outliers === 0 ? "seed.refused.noise" : null;
}
