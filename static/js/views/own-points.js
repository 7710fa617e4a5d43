// @ts-check
/** The class's own points beside their map: put, pulled and taken out by hand while the walkers go down, with the line that each of them stands for. */
import { fitCanvas, h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { pointsOfNetwork } from "../keep.js";
import { format } from "../math/format.js";
import { keyOf } from "../math/roster.js";
import { theme } from "../theme.js";
import { keys } from "./data-keys.js";
import { past } from "./data-past.js";
import { pointers } from "./data-pointers.js";
import { tools } from "./data-tools.js";
import { bring, judge, lossOf } from "./own-edits.js";
import { createOwnPicture, lookedAt, thetaOf } from "./own-picture.js";
import { ownSets } from "./own-sets.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/line.js").Loss} Loss */

const LOSSES = /** @type {const} */ (["squared", "softmax"]);
/** While they walk, the words for those who do not see the picture change this often, milliseconds. */
const SAY_EVERY = 700;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const canvas = h("canvas", { class: "data-canvas", tabindex: 0, role: "application", "data-t-title": "data.keys", title: t("data.keys") });
  const losses = LOSSES.map((loss) => h("button", { type: "button", "data-t": `own.${loss}`, onclick: () => judge(store, loss) }, t(`own.${loss}`)));
  const fetched = h("button", { type: "button", class: "button", onclick: () => {
    const kept = pointsOfNetwork(sessionStorage);
    if (kept) bring(store, kept);
  } });
  const equation = h("p", { class: "own-equation" }), said = h("p", { class: "sr-only", "aria-live": "polite" });
  const sets = ownSets(store), tool = tools(store), undo = past(store), picture = createOwnPicture(canvas);
  const side = h("div", { class: "own-side" },
    h("div", { class: "choices", role: "group", "data-t-label": "own.loss", "aria-label": t("own.loss") }, losses), sets.element, fetched, tool.element, undo.element);
  element.replaceChildren(h("div", { class: "own-room" }, h("div", { class: "data-square" }, canvas), equation, side, said));

  /** @type {import("./data-marks.js").Aim} */
  const aim = { focus: null, held: false, cursor: null };
  let size = { width: 0, height: 0, ratio: 1, changed: false }, spokenAt = 0;
  /** @type {import("../theme.js").Theme | null} */
  let drawn = null;
  const redraw = () => picture.draw(store.get(), aim, size);
  const release = [pointers(canvas, store, aim, () => size.width, redraw), keys(canvas, store, aim, (text) => setText(said, text), redraw)];

  /** @param {State} state */
  const show = (state) => {
    const here = pointsOfNetwork(sessionStorage) !== null;
    losses.forEach((button, at) => setAttribute(button, "aria-pressed", String(LOSSES[at] === lossOf(state))));
    setText(fetched, t("own.network"));
    fetched.disabled = !here;
    fetched.title = t(here ? "own.network.hint" : "own.network.none");
  };
  return {
    measure() {
      size = fitCanvas(canvas);
      sets.measure();
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (state.spec?.objective.kind !== "points") return;
      for (const part of [sets, tool, undo]) part.update(state, previous);
      if (state.spec !== previous.spec || state.lang !== previous.lang) show(state);
      if (!size.changed && drawn === theme() && !differs(state, previous)) return;
      drawn = theme();
      if (aim.focus !== null && !state.points.some((point) => point.id === aim.focus)) Object.assign(aim, { focus: null, held: false });
      if (size.width > 0) redraw();
      canvas.dataset.tool = state.view.tool;
      setText(equation, equationOf(state));
      if (state.run.playing && performance.now() - spokenAt < SAY_EVERY) return;
      spokenAt = performance.now();
      setAttribute(canvas, "aria-label", sentenceOf(state));
    },
    destroy() {
      release.forEach((undone) => undone());
      sets.destroy();
      element.replaceChildren();
    },
  };
}

/** @param {State} state @param {State} previous */
function differs(state, previous) {
  return state.frame !== previous.frame || state.points !== previous.points || state.spec !== previous.spec || state.view !== previous.view
    || state.spot !== previous.spot || state.hovered !== previous.hovered || state.selected !== previous.selected || state.lang !== previous.lang || state.run.playing !== previous.run.playing;
}

/** "y = 0.512x − 0.13". @param {State} state */
function equationOf(state) {
  const [first, second] = thetaOf(state, lookedAt(state));
  if (Number.isNaN(first)) return "";
  const after = `${second < 0 ? "−" : "+"} ${format(Math.abs(second))}`;
  return lossOf(state) === "squared" ? `y = ${format(first)}x ${after}` : `p = σ(${format(first)}x ${after}y)`;
}

/** The picture in words. @param {State} state */
function sentenceOf(state) {
  const row = lookedAt(state), method = state.spec?.methods[row];
  return t("own.alt", { n: state.points.length, name: method ? t(`optimizer.${keyOf(method)}`) : "–", equation: equationOf(state), loss: format(state.frame?.loss[row]) });
}
