// @ts-check
/** How the rate changes from epoch to epoch: by a rule with its own numbers, or as it is drawn; and a warm-up before any. */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { methods } from "../methods.js";
import { choice } from "./control-choice.js";
import { drawnPad } from "./control-drawn.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";

/** @typedef {import("../state.js").Method["schedule"]} Schedule */

/** @param {(schedule: Schedule, gesture?: number) => void} change */
export function decayControl(change) {
  let schedule = /** @type {Schedule} */ ({ kind: "constant" });
  const { schedules } = methods(), kinds = Object.keys(schedules);
  const keys = Object.fromEntries(kinds.map((kind) => [kind, `schedule.${kind}`]));
  const pick = (/** @type {string} */ picked) => change({ kind: picked, ...schedules[picked], ...warmup(schedule.warmup ?? 0) });
  const kind = choice({ name: "control.decay", keys, onPick: pick });
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
  return {
    field: field.element,
    /** @param {Schedule} shown */
    show(shown) {
      schedule = { ...schedules[shown.kind], ...shown };
      kind.show(schedule.kind);
      for (const one of parts) one.show(one.name in schedules[schedule.kind] ? Number(schedule[one.name]) : null);
      numbers.hidden = parts.every(({ element }) => element.hidden);
      warm.show(schedule.warmup ?? 0);
      pad.show(schedule.kind === "piecewise" ? schedule.points : null);
      setText(formula, t(`schedule.${schedule.kind}.formula`));
      field.setText(summary(schedule));
    },
  };
}

/** @param {number} epochs */
const warmup = (epochs) => (epochs > 0 ? { warmup: epochs } : {});

/** "½ · 20 에폭마다 · 워밍업 5" @param {Schedule} schedule */
function summary(schedule) {
  const what = t(`schedule.${schedule.kind}.short`, { ...schedule });
  const warm = schedule.warmup ? t("schedule.warmup.short", { n: schedule.warmup }) : "";
  if (schedule.kind === "constant" && warm) return warm;
  return [what, warm].filter(Boolean).join(" · ");
}

/** @param {string} name @param {(value: number) => void} onCommit */
function part(name, onCommit) {
  const [min, max, whole] = methods().limits[name], key = `schedule.${name}`;
  const number = numberField({ name: key, min, max, whole, onCommit });
  const element = h("label", { class: "part" }, h("span", { class: "name", "data-t": key }, t(key)), number.element);
  return {
    name, element,
    /** @param {number | null} value */
    show(value) {
      element.hidden = value === null;
      if (value !== null) number.show(value);
    },
  };
}
