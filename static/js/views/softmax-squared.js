// @ts-check
/** The same logits under both losses: what reaches the right class's logit, now and wherever it were. Squared error through a sigmoid dies where that is flat. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { formatFull, formatShort } from "../math/format.js";
import { linear } from "../math/scale.js";
import { FAR, from, withBias, withPreset } from "../math/softmax-state.js";
import { short } from "../math/softmax-words.js";
import { className } from "./softmax-controls.js";

/** @typedef {import("./softmax.js").Shown} Shown */

const WIDE = 320, HIGH = 84, LEFT = 26, FOOT = 16, KINDS = /** @type {const} */ (["cross", "squared"]);
let gestures = 0;

/** @param {import("./softmax.js").Acts} acts */
export function createSquared({ change }) {
  const cards = KINDS.map((kind) => ({ kind, ...createCard(kind) }));
  const paths = KINDS.map((kind) => svg("path", { class: `softmax-curve ${kind}` })), rule = svg("line", { class: "softmax-rule", y1: 0, y2: HIGH - FOOT }), axis = svg("g", { class: "softmax-axis" }), dots = KINDS.map((kind) => svg("circle", { class: `softmax-dot ${kind}`, r: 5 }));
  const picture = svg("svg", { class: "softmax-curves", lang: "en", viewBox: `0 0 ${WIDE} ${HIGH}`, tabindex: 0, role: "slider", "aria-valuemin": -FAR, "aria-valuemax": FAR }, axis, rule, ...paths, ...dots);
  const note = h("p", { class: "softmax-same" }), preset = (/** @type {string} */ key) => h("button", { type: "button", class: "button", "data-t": `softmax.preset.${key}`, onclick: () => change((softmax) => withPreset(softmax, key)) });
  let X = linear([-10, 10], [LEFT, WIDE - 6]), shown = /** @type {Shown | null} */ (null);
  const put = (/** @type {number} */ o, /** @type {number} */ gesture) => change((softmax, answer) => {
    const right = answer.squared.right, start = from(softmax, answer), now = answer.o[right] + start.b[right] - answer.b[right];
    return withBias(start, right, Number((start.b[right] + Math.max(-FAR, Math.min(FAR, o)) - now).toFixed(3)));
  }, gesture);
  const inside = (/** @type {number} */ x) => X.invert((x * WIDE) / Math.max(1, picture.getBoundingClientRect().width));
  draggable(/** @type {any} */ (picture), {
    hit: (x) => ({ x, gesture: ++gestures }),
    start: (held) => put(inside(held.x), held.gesture),
    move: ({ gesture }, x) => put(inside(x), gesture),
    keyboard: (dx, dy, event) => { if (shown) put(shown.answer.o[shown.answer.squared.right] + (dx + dy) * (event.shiftKey ? 1 : 0.1), -1); },
  });
  return {
    element: h("div", { class: "softmax-squared" }, h("div", { class: "softmax-two" }, cards.map(({ element }) => element)), picture, h("div", { class: "softmax-walk" }, preset("wrong"), preset("right"), note)),
    /** @param {Shown} now */
    show(now) {
      shown = now;
      const { answer, softmax } = now, { squared } = answer, { right } = squared, o = answer.o[right];
      cards.forEach(({ kind, show }) => show(kind === "cross" ? { p: answer.p, delta: answer.delta, loss: answer.loss } : squared, softmax.y, right));
      setText(note, t("softmax.squared.note", { ratio: short(Math.abs(squared.delta[right] / answer.delta[right]), 3), name: className(right) }));
      setAttribute(picture, "aria-label", t("softmax.squared.curve", { name: className(right) }));
      setAttribute(picture, "aria-valuenow", o);
      setAttribute(picture, "aria-valuetext", `o = ${short(o)}: ${t("softmax.squared.cross")} ${short(answer.delta[right], 3)}, ${t("softmax.squared.squared")} ${short(squared.delta[right], 3)}`);
      const curves = squared.curves;
      if (!curves) return;
      X = linear([curves.o[0], curves.o.at(-1)], [LEFT, WIDE - 6]);
      const Y = linear([0, 1], [HIGH - FOOT, 6]);
      KINDS.forEach((kind, at) => setAttribute(paths[at], "d", curves[kind].map((/** @type {number} */ value, /** @type {number} */ s) => `${s ? "L" : "M"}${X(curves.o[s]).toFixed(1)},${Y(value).toFixed(1)}`).join("")));
      [answer.delta[right], squared.delta[right]].forEach((value, at) => { setAttribute(dots[at], "cx", X(o)); setAttribute(dots[at], "cy", Y(Math.abs(value))); });
      setAttribute(rule, "x1", X(o));
      setAttribute(rule, "x2", X(o));
      const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ words, anchor = "middle") => svg("text", { x, y, "text-anchor": anchor }, words);
      axis.replaceChildren(svg("line", { x1: LEFT, x2: WIDE - 6, y1: HIGH - FOOT, y2: HIGH - FOOT }), svg("line", { x1: LEFT, x2: WIDE - 6, y1: 6, y2: 6, class: "faint" }), text(LEFT - 4, 10, "1", "end"), text(LEFT - 4, HIGH - FOOT, "0", "end"), ...X.ticks(5).map((tick) => text(X(tick), HIGH - 3, formatShort(tick))), text(WIDE - 6, HIGH - FOOT - 4, `o${t("softmax.squared.of", { name: className(right) })}`, "end"), text(LEFT + 4, 18, "|∂L/∂o|", "start"));
    },
  };
}

/** A loss with small bars, and what reaches the right class's logit. @param {"cross" | "squared"} kind */
function createCard(kind) {
  const bars = svg("svg", { class: "softmax-small", viewBox: "0 0 60 30", "aria-hidden": "true" }), value = h("b", { class: "softmax-red" }), how = h("span", { class: "softmax-math", lang: "en" });
  return {
    element: h("div", { class: `softmax-card ${kind}` }, bars, h("div", null, h("h3", { "data-t": `softmax.squared.${kind}` }, t(`softmax.squared.${kind}`)), h("p", null, how), h("p", { class: "softmax-math", lang: "en" }, "∂L/∂o = ", value))),
    /** @param {{p: number[], delta: number[], loss: number}} of @param {readonly number[]} y @param {number} right */
    show({ p, delta, loss }, y, right) {
      const wide = 60 / p.length, each = (/** @type {number} */ k) => [svg("rect", { x: k * wide + 1, width: wide / 2 - 1, y: 29 - 28 * p[k], height: Math.max(0.5, 28 * p[k]), class: "p" }), svg("rect", { x: k * wide + wide / 2 + 1, width: wide / 2 - 2, y: 29 - 28 * y[k], height: Math.max(0.5, 28 * y[k]), class: "y" })];
      bars.replaceChildren(...p.flatMap((_, k) => each(k)));
      setText(how, kind === "cross" ? `p = ${short(p[right], 3)},  L = ${short(loss)}` : `σ(o) = ${short(p[right], 3)},  L = ${short(loss)}`);
      setText(value, short(delta[right], 3));
      setAttribute(value, "title", formatFull(delta[right]));
    },
  };
}
