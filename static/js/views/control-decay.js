// @ts-check
/**
 * How the rate changes from epoch to epoch: by a rule with its own numbers, or as it is drawn; a warm-up before any; and a picture of it. Where
 * an epoch is a step (math/epochs.js) it is called so, and the usual numbers are as much longer.
 */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { span } from "../math/drawn.js";
import { reachOf, usual } from "../math/schedules.js";
import { methods } from "../methods.js";
import { choice } from "./control-choice.js";
import { drawnPad } from "./control-drawn.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";

/** @typedef {import("../state.js").Method["schedule"]} Schedule */
/** @typedef {import("../math/epochs.js").Clock} Clock */
/** @typedef {import("../math/epochs.js").Unit} Unit */

/** @param {(schedule: Schedule, gesture?: number) => void} change */
export function decayControl(change) {
  let schedule = /** @type {Schedule} */ ({ kind: "constant" }), unit = /** @type {Unit} */ ("epoch"), picture = () => {};
  const { schedules } = methods(), kinds = Object.keys(schedules);
  const keys = Object.fromEntries(kinds.map((kind) => [kind, `schedule.${kind}`]));
  const pick = (/** @type {string} */ picked) => change({ ...usual(picked, schedules[picked], unit), ...warmup(schedule.warmup ?? 0) });
  const kind = choice({ name: "control.decay", keys, onPick: pick, words: () => wordsOf(unit) });
  const names = [...new Set(kinds.flatMap((one) => Object.keys(schedules[one])))].filter((name) => name !== "points");
  const parts = names.map((name) => part(name, (value) => change({ ...schedule, [name]: value })));
  const pad = drawnPad((points, gesture) => change({ ...schedule, points }, gesture));
  const warm = part("warmup", (epochs) => {
    const { warmup: _, ...rest } = schedule;
    change({ ...rest, ...warmup(epochs) });
  });
  const numbers = h("div", { class: "row schedule-parts" }, parts.map(({ element }) => element));
  const formula = h("p", { class: "rule-line" });
  const field = popoverField("control.decay",
    h("div", { class: "row" }, kind.element), numbers, pad.element, formula,
    h("div", { class: "row schedule-parts" }, warm.element));
  field.sheet.addEventListener("toggle", () => picture());
  return {
    field: field.element,
    /** @param {Schedule} shown @param {number} rate η @param {Clock} clock */
    show(shown, rate, clock) {
      unit = clock.unit;
      schedule = { ...schedules[shown.kind], ...shown };
      const words = wordsOf(unit), drawn = schedule.kind === "piecewise" ? schedule.points : null;
      kind.show(schedule.kind);
      for (const one of [...parts, warm]) one.show(one === warm ? schedule.warmup ?? 0 : one.name in schedules[schedule.kind] ? Number(schedule[one.name]) : null, words);
      numbers.hidden = parts.every(({ element }) => element.hidden);
      setText(formula, t(`schedule.${schedule.kind}.formula`, words));
      field.setText(summary(schedule, words));
      picture = () => {
        if (!field.sheet.matches(":popover-open")) return; // nobody looks: nothing is asked
        pad.plane.show(schedule, rate, clock, Math.max(reachOf(schedule, clock), drawn ? span(drawn) : 0), words);
        pad.show(drawn, words);
      };
      picture();
    },
  };
}

/** What an epoch is called here, and the letter that counts them. @param {Unit} unit */
const wordsOf = (unit) => ({ epoch: t(`schedule.unit.${unit}`), epochs: t(`schedule.unit.${unit}s`), ...{ epoch: { e: "e", power: "ᵉ" }, step: { e: "k", power: "ᵏ" } }[unit] });

/** @param {number} epochs */
const warmup = (epochs) => (epochs > 0 ? { warmup: epochs } : {});

/** "½ · 20 에폭마다 · 워밍업 5" @param {Schedule} schedule @param {Record<string, string>} words */
function summary(schedule, words) {
  const what = t(`schedule.${schedule.kind}.short`, { ...schedule, ...words });
  const warm = schedule.warmup ? t("schedule.warmup.short", { n: schedule.warmup }) : "";
  if (schedule.kind === "constant" && warm) return warm;
  return [what, warm].filter(Boolean).join(" · ");
}

/** Those of a schedule's numbers that count epochs. */
const COUNTS = new Set(["every", "total", "warmup"]);

/** @param {string} name @param {(value: number) => void} onCommit */
function part(name, onCommit) {
  const [min, max, whole] = methods().limits[name], key = `schedule.${name}`;
  const number = numberField({ name: key, min, max, whole, onCommit }), unit = h("span", { class: "name" });
  const element = h("label", { class: "part" }, h("span", { class: "name", "data-t": key }, t(key)), number.element, unit);
  return {
    name, element,
    /** @param {number | null} value @param {Record<string, string>} words */
    show(value, words) {
      element.hidden = value === null;
      setText(unit, COUNTS.has(name) ? words.epochs : "");
      if (value !== null) number.show(value);
    },
  };
}
