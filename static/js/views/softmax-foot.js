// @ts-check
/** Taking steps: once, held, or on and on; back; η and λ; the loss before and after. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatInteger } from "../math/format.js";
import { MOST, from } from "../math/softmax-state.js";
import { short } from "../math/softmax-words.js";
import { numberField } from "./control-number.js";

const HELD = 400, PACE = 120;

/** @param {import("./softmax.js").Acts} acts */
export function createFoot({ change, undo, undoable }) {
  let timer = 0, playing = false, full = false;
  const step = () => change((softmax) => (softmax.steps < MOST ? { ...softmax, steps: softmax.steps + 1 } : softmax));
  const stop = () => {
    clearInterval(timer);
    clearTimeout(timer);
    playing = false;
    setAttribute(play, "aria-pressed", "false");
    setText(play, "▶");
  };
  const repeat = () => {
    timer = window.setInterval(() => (full || go.offsetParent === null ? stop() : step()), PACE);
  };
  const go = h("button", { type: "button", class: "softmax-go" }, h("span", { "data-t": "softmax.step" }, t("softmax.step")), h("span", { class: "softmax-math", lang: "en" }, "W ← W − η∇W"));
  let stepped = false;
  go.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stop();
    stepped = false;
    timer = window.setTimeout(() => {
      stepped = true;
      repeat();
    }, HELD);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) go.addEventListener(end, () => !playing && stop());
  go.addEventListener("click", () => {
    if (!stepped) step();
    stepped = false;
  });
  const play = h("button", { type: "button", class: "button", "aria-pressed": "false", "data-t-label": "softmax.play", "aria-label": t("softmax.play"), "data-t-title": "softmax.play", title: t("softmax.play") }, "▶");
  play.addEventListener("click", () => {
    if (playing) return stop();
    playing = true;
    setAttribute(play, "aria-pressed", "true");
    setText(play, "❚❚");
    step();
    repeat();
  });
  const tool = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ act) => h("button", { type: "button", class: "button", "data-t-label": key, "aria-label": t(key), "data-t-title": key, title: t(key), onclick: () => { stop(); act(); } }, sign);
  const back = tool("softmax.undo", "↶", undo), reset = tool("softmax.reset", "↺", () => change((softmax) => ({ ...softmax, steps: 0 })));
  const rate = numberField({ name: "softmax.rate", min: 0, max: 1000, onCommit: (value) => change((softmax, answer) => ({ ...from(softmax, answer), rate: value })) });
  const strength = numberField({ name: "softmax.strength", min: 0, max: 10, onCommit: (value) => change((softmax, answer) => ({ ...from(softmax, answer), strength: value })) });
  const letter = (/** @type {string} */ sign, /** @type {{element: HTMLElement, input: HTMLElement}} */ field) => h("label", { class: "softmax-number" }, h("span", { class: "softmax-math", lang: "en" }, sign), field.element);
  const words = h("output", { class: "softmax-after" }), way = svg("path"), picture = svg("svg", { class: "softmax-way", viewBox: "0 0 60 22", "aria-hidden": "true", preserveAspectRatio: "none" }, way);
  return {
    element: h("div", { class: "softmax-foot" }, h("div", null, go, play, back, reset, picture), h("div", null, letter("η", rate), letter("λ", strength), words)),
    step, stop,
    /** @param {import("./softmax.js").Shown} shown */
    show({ answer, softmax }) {
      full = softmax.steps >= MOST;
      go.disabled = full;
      back.disabled = !undoable();
      reset.disabled = softmax.steps === 0;
      rate.show(softmax.rate);
      strength.show(softmax.strength);
      const { loss, penalty, next: coming } = answer, now = whole(loss, penalty), next = whole(coming.loss, coming.penalty), lost = now === null || answer.p.includes(null);
      if (lost && playing) stop();
      const key = lost ? "softmax.lost" : softmax.strength > 0 ? "softmax.after.punished" : "softmax.after";
      setText(words, t(key, { steps: formatInteger(softmax.steps), now: short(now, 3), next: short(next, 3), loss: short(loss), penalty: short(penalty) }));
      setAttribute(words, "title", `${formatFull(now)} → ${formatFull(next)}`);
      const losses = answer.losses.filter((/** @type {number | null} */ loss) => loss !== null), most = Math.max(...losses, 1e-12);
      setAttribute(way, "d", losses.map((/** @type {number} */ loss, /** @type {number} */ at) => `${at ? "L" : "M"}${((60 * at) / Math.max(1, losses.length - 1)).toFixed(1)},${(21 - (20 * loss) / most).toFixed(1)}`).join(""));
      setAttribute(picture, "visibility", losses.length > 1 ? "visible" : "hidden");
    },
  };
}

/** Two parts of a loss; null where one has no number. @param {number | null} loss @param {number | null} penalty */
const whole = (loss, penalty) => (loss === null || penalty === null ? null : loss + penalty);
