// @ts-check
/** The curves' names at their ends, each making room for the others; a press picks the one that is looked into. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { apart } from "../math/depth-chart.js";
import { format, formatFull, formatPower } from "../math/format.js";
import { nameOf, sample } from "./depth-parts.js";

/** @typedef {import("./depth-parts.js").Shown} Shown */

/** Heights of a label, in the font's: with its second line, and without. */
const TALL = 2.75, LOW = 1.7;

/** @param {(at: number) => void} pick */
export function createLabels(pick) {
  const element = h("div", { class: "depth-labels", role: "group", "data-t-label": "depth.curves", "aria-label": t("depth.curves") });
  /** @type {{button: HTMLButtonElement, name: HTMLElement, more: HTMLElement, slot: number}[]} */
  let labels = [];
  return {
    element,
    /** @param {readonly Shown[]} curves @param {number} picked @param {readonly number[] | undefined} ends @param {{height: number, font: number}} size */
    show(curves, picked, ends, { height, font }) {
      if (labels.length !== curves.length) {
        labels = curves.map((_, at) => {
          const name = h("strong"), more = h("span", { class: "depth-more" });
          return { button: h("button", { type: "button", class: "depth-label", onclick: () => pick(at) }, name, more), name, more, slot: -1 };
        });
        element.replaceChildren(...labels.map(({ button }) => button));
      }
      const tall = curves.length * TALL * font <= height, gap = (tall ? TALL : LOW) * font;
      const places = apart(ends ?? curves.map((_, at) => (at + 0.5) * gap), gap, gap / 2, Math.max(gap / 2, height - gap / 2));
      setAttribute(element, "data-tall", tall);
      curves.forEach((curve, at) => {
        const label = labels[at], { button, name, more } = label;
        if (label.slot !== curve.slot) {
          button.querySelector("svg")?.remove();
          button.prepend(sample(curve.slot));
          setAttribute(button, "data-slot", (label.slot = curve.slot));
        }
        setText(name, nameOf(curve));
        setText(more, moreOf(curve));
        setAttribute(button, "title", `${nameOf(curve)} · ${moreOf(curve)} · ${t("depth.loss", { loss: formatFull(curve.loss) })}`);
        setAttribute(button, "aria-pressed", String(at === picked));
        button.style.setProperty("--at", `${places[at].toFixed(1)}px`);
      });
      return places;
    },
  };
}

/** What has become of its gradient, and its loss. @param {Shown} curve */
function moreOf({ verdict, ratio, norms, loss, lost }) {
  const most = Math.max(...norms.map((norm) => norm ?? 0));
  const said = t(`depth.verdict.${verdict}`, { ratio: brief(ratio), most: brief(most), step: lost ?? 0 });
  return verdict === "lost" ? said : `${said} · ${t("depth.loss", { loss: format(loss) })}`;
}

/** A power of ten says enough with one digit. @param {number | null} value */
const brief = (value) => (value !== null && Math.abs(value) >= 1e4 ? formatPower(Number(value.toPrecision(1))) : format(value, value !== null && Math.abs(value) < 1e-4 ? 1 : 2));

/** The picked one's fate as a sentence, with its numbers. @param {import("./depth-parts.js").Model} model */
export function sentenceOf({ answer: { show, guess, units, picked, spreads }, curves }) {
  const { verdict, ratio, norms, lost, distinct, loss } = curves[picked], name = nameOf(curves[picked]), most = Math.max(...norms.map((norm) => norm ?? 0));
  if (show === "units" && distinct) {
    const alike = distinct.every((count) => count === 1);
    return t(alike ? "depth.said.alike" : "depth.said.apart", { name, units, loss: format(loss), guess: format(guess) });
  }
  const wide = (spreads ?? []).map(({ std }) => std);
  if (show === "values" && wide.length) return t("depth.said.values", { name, first: format(wide[0]), last: format(wide[wide.length - 1]), n: wide.length });
  return t(`depth.said.${verdict}`, { name, ratio: format(ratio, 2), most: format(most, 2), step: lost ?? 0 });
}
