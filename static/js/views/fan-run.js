// @ts-check
/** One run of the fan as a cell: its rate, the zone it was foreseen in, its real curve, and what became of it. A press takes the rate along. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatInteger, formatShort } from "../math/format.js";
import { zoneMark } from "./zone-words.js";

/** The curve's own pixels: the cell stretches them. */
export const WIDE = 100, HIGH = 40;

/**
 * @typedef {object} Run
 * @property {string} name of its value: η, s or r @property {number} value @property {import("../math/fan.js").Zone | null} zone @property {import("../math/fan.js").Outcome} outcome
 * @property {readonly number[]} points  x, y, x, y … @property {number} start  how high it began @property {"low" | "good" | "high" | "very_high" | null} part  of the textbook's four
 * @property {number} loss @property {number | null} lost  at which step @property {string} key of the walker
 */

/** @param {number} row @param {{take: (row: number) => void, look: (row: number) => void}} host */
export function runCell(row, { take, look }) {
  const line = svg("polyline", { class: "fan-line" }), level = svg("line", { class: "fan-start", x1: 0, x2: WIDE });
  const curve = svg("svg", { class: "fan-curve", viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" }, level, line);
  const value = h("b"), zone = h("span", { class: "fan-zone" }), fate = h("span", { class: "fan-fate" }), part = h("span", { class: "fan-part" });
  const element = h("button", { type: "button", class: "fan-run", onclick: () => take(row), onfocus: () => look(row), onpointerenter: (/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && look(row) },
    h("span", { class: "fan-head" }, value, zone), h("span", { class: "fan-plot" }, curve, part), fate);
  let shown = "";
  return {
    element,
    /** @param {Run} run @param {boolean} looked */
    show(run, looked) {
      const predicted = run.zone ? t(`zone.${run.zone}`) : "";
      setText(value, formatShort(run.value));
      if (shown !== (shown = `${run.zone} ${predicted}`)) zone.replaceChildren(...(run.zone ? [zoneMark(run.zone), predicted] : []));
      setText(fate, fateWords(run));
      setText(part, run.part ? t(`fan.part.${run.part}.short`) : "");
      setAttribute(line, "points", run.points.join(" "));
      setAttribute(level, "y1", run.start);
      setAttribute(level, "y2", run.start);
      Object.assign(element.dataset, { zone: run.zone ?? "", part: run.part ?? "", fate: run.outcome.fate ?? "", looked: String(looked) });
      element.style.setProperty("--method", `var(--method-${run.key})`);
      element.classList.toggle("otherwise", otherwise(run));
      const label = [`${run.name} ${formatShort(run.value)}.`, predicted && t("fan.predicted", { zone: predicted }), t("fan.really", { fate: fateWords(run), loss: format(run.loss) }), t("fan.take")];
      setAttribute(element, "aria-label", label.filter(Boolean).join(" "));
      setAttribute(element, "title", label.filter(Boolean).join("\n"));
    },
  };
}

/** @param {Run} run */
function fateWords({ outcome: { fate }, lost }) {
  return fate === "diverges" && lost !== null ? t("fan.fate.lost", { step: formatInteger(lost) }) : t(`fan.fate.${fate ?? "early"}`);
}

/** Whether it went otherwise than was foreseen. @param {Run} run */
function otherwise({ zone, outcome: { fate } }) {
  return zone !== null && fate !== null && (fate === "rose" ? "diverges" : fate) !== zone;
}
