// @ts-check
/**
 * How much gradient is left after many layers: real networks, a curve each, at their start and while they train. Four sights of the same networks:
 * the gradient of every layer, what the layers hold, whether their units differ, and all of it over the steps.
 */
import { labChanged, newGesture } from "../actions.js";
import { fitCanvas, h, setAttribute, setText, svg } from "../dom.js";
import { draggable, pointing } from "../drag.js";
import { t, translate } from "../i18n.js";
import { MOST_STEPS, reachedBy, soundDepth } from "../math/depth-question.js";
import { theme } from "../theme.js";
import { createControls } from "./depth-controls.js";
import { createLabels, sentenceOf } from "./depth-labels.js";
import { createOpen } from "./depth-open.js";
import { normsPicture, normWords } from "./depth-norms.js";
import { createTable } from "./depth-table.js";
import { timePicture, timeWords } from "./depth-time.js";
import { unitsPicture, unitWords } from "./depth-units.js";
import { valuesPicture, valueWords } from "./depth-values.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/depth-question.js").Depth} Depth */
/** @typedef {import("../math/depth-question.js").Answer} Answer */
/** @typedef {import("./depth-parts.js").Model} Model */

/** How each is drawn, and what is said of a layer. @type {Record<Depth["show"], {picture: (model: Model) => import("./depth-parts.js").Picture, words: (model: Model, layer: number, curve: number) => string}>} */
const SHOWS = {
  norms: { picture: normsPicture, words: normWords },
  values: { picture: valuesPicture, words: valueWords },
  units: { picture: unitsPicture, words: unitWords },
  time: { picture: timePicture, words: timeWords },
};
const KINDS = /** @type {Depth["kind"][]} */ (["activation", "sum", "gradient"]);

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const now = () => soundDepth(store.get().view.neuron.depth);
  /** @type {import("./depth-controls.js").Change} */
  const change = (part, gesture) => store.dispatch(labChanged("neuron", { depth: { ...now(), ...part } }, gesture));
  const answered = () => /** @type {Answer | undefined} */ (store.get().studies.depth);
  const shows = choices("depth.shows", Object.keys(SHOWS), (show) => change({ show: /** @type {Depth["show"]} */ (show) })), kinds = choices("depth.kinds", KINDS, (kind) => change({ kind: /** @type {Depth["kind"]} */ (kind) }));
  const controls = createControls(change, now, answered), labels = createLabels((picked) => change({ picked })), table = createTable();
  const open = createOpen(change, () => answer, store, (machine) => store.dispatch(labChanged("neuron", { machine }, newGesture())));
  const canvas = h("canvas", { "aria-hidden": "true" }), context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), over = svg("svg", { "aria-hidden": "true" });
  const stage = h("div", { class: "depth-picture", tabindex: 0, role: "slider" }, canvas, over), said = h("p", { class: "depth-said" }), asking = h("p", { class: "hint", "data-t": "depth.asking" }, t("depth.asking"));
  const body = h("div", { class: "depth-body" }, stage, labels.element), foot = h("div", { class: "depth-foot" }, said, kinds.element, open.element);
  element.append(shows.element, controls.element, body, foot, asking, table.element);

  let size = { width: 0, height: 0, ratio: 1, changed: false }, font = 12, beside = true, drawnWith = /** @type {object | null} */ (null);
  /** The newest good answer. @type {Answer | null} */
  let answer = null;
  /** The column that is pointed at, and by what. @type {{layer: number | null, curve: number | null}} */
  let at = { layer: null, curve: null };
  /** @type {import("./depth-parts.js").Picture | null} */
  let picture = null;

  const measure = () => {
    size = fitCanvas(canvas);
    font = Math.max(11.5, parseFloat(getComputedStyle(stage).fontSize) || 12);
    beside = stage.clientWidth < body.clientWidth - 50;
  };
  const draw = () => {
    if (!answer || size.width < 60 || size.height < 40) return;
    const depth = now(), colours = (drawnWith = theme()), curves = answer.curves.map((curve, index) => ({ ...curve, slot: depth.curves[index]?.slot ?? index }));
    /** @type {Model} */
    const model = { answer, curves, size: { width: size.width, height: size.height, font }, layer: at.layer, theme: colours };
    const way = SHOWS[answer.show];
    picture = way.picture(model);
    setAttribute(over, "viewBox", `0 0 ${size.width} ${size.height}`);
    const places = labels.show(curves, answer.picked, picture.ends, { height: size.height, font });
    over.replaceChildren(...picture.nodes, ...(beside ? leaders(curves, picture.ends, places, size.width) : []));
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    picture.paint?.(context);
    const layer = Math.min(at.layer ?? 0, answer.show === "norms" ? answer.layers : answer.layers - 1), about = way.words(model, layer, at.curve ?? answer.picked);
    setText(said, at.layer === null || answer.show === "time" ? sentenceOf(model) : about);
    setAttribute(said, "title", said.textContent);
    spoken(about, layer);
    table.show(model, depth.playing);
  };
  const spoken = (/** @type {string} */ words, /** @type {number} */ layer) => {
    const time = answer?.show === "time", most = time ? MOST_STEPS : (answer?.layers ?? 1) + (answer?.show === "norms" ? 1 : 0);
    const told = { "aria-label": t(time ? "depth.scrub" : "depth.layer.choose"), "aria-valuemin": time ? 0 : 1, "aria-valuemax": most, "aria-valuenow": time ? answer?.step : layer + 1, "aria-valuetext": words };
    for (const [name, value] of Object.entries(told)) setAttribute(stage, name, value);
  };
  const point = (/** @type {number | null} */ layer, /** @type {number | null} */ curve = null) => {
    if (layer === at.layer && curve === at.curve) return;
    at = { layer, curve };
    draw();
  };
  const arrow = (/** @type {number} */ dx, /** @type {number} */ dy) => {
    if (!answer) return false;
    const { curves, picked, pace, step } = now(), most = answer.layers - (answer.show === "norms" ? 0 : 1);
    if (dy) change({ picked: (picked - dy + curves.length) % curves.length });
    else if (answer.show === "time") change({ playing: false, step: Math.max(0, Math.min(MOST_STEPS, step + dx * pace)) });
    else point(at.layer === null ? (dx > 0 ? 0 : most) : Math.max(0, Math.min(most, at.layer + dx)));
  };
  const undo = [
    draggable(stage, {
      hit: (x, y) => picture?.hit(x, y) ?? null, keyboard: arrow,
      start: (hit, x, y, event) => pressed(hit, event.pointerType === "touch"), move: (_, x, y) => pressed(picture?.hit(x, y) ?? {}, false),
    }),
    pointing(stage, (event) => {
      const box = stage.getBoundingClientRect(), hit = picture?.hit(event.clientX - box.left, event.clientY - box.top);
      point(hit?.layer ?? null, hit?.curve ?? null);
    }, () => point(null)),
  ];
  stage.addEventListener("blur", () => point(null));
  /** @param {{layer?: number, curve?: number, step?: number}} hit @param {boolean} toggles */
  function pressed({ layer, curve, step }, toggles) {
    if (step !== undefined) return change({ playing: false, step });
    if (layer === undefined) return;
    point(toggles && at.layer === layer && at.curve === (curve ?? null) ? null : layer, curve ?? null);
    if (curve !== undefined && curve !== now().picked) change({ picked: curve });
  }
  const observer = new ResizeObserver(() => {
    measure();
    draw();
  });
  observer.observe(stage);

  return {
    measure,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const kept = state.view.neuron.depth, depth = soundDepth(kept), given = /** @type {Answer & {error?: {text: string} | null} | undefined} */ (state.studies.depth), lang = state.lang !== previous.lang;
      if (lang) translate(element);
      if (!lang && kept === previous.view.neuron?.depth && given === previous.studies?.depth && drawnWith === theme() && !size.changed) return;
      if (given && !given.error) answer = given;
      const reached = reachedBy(depth, given);
      shows.show(depth.show);
      kinds.show(depth.kind);
      kinds.element.hidden = depth.show !== "values";
      open.element.hidden = depth.show !== "units";
      open.show(depth, lang);
      controls.show(depth);
      controls.transport.show(depth, reached);
      asking.hidden = answer !== null;
      setText(asking, given?.error ? given.error.text : t("depth.asking"));
      body.hidden = foot.hidden = answer === null;
      setAttribute(element, "data-show", depth.show);
      draw();
    },
    destroy() {
      observer.disconnect();
      undo.forEach((take) => take());
      element.replaceChildren();
    },
  };
}

/** From a curve's end to its label. @param {readonly {slot: number}[]} curves @param {readonly number[] | undefined} ends @param {readonly number[]} places @param {number} width */
function leaders(curves, ends, places, width) {
  return (ends ?? []).map((y, at) => svg("path", { class: "depth-leader", "data-slot": curves[at].slot, d: `M${width - 20} ${y.toFixed(1)}L${width} ${places[at].toFixed(1)}` }));
}

/** @param {string} name @param {readonly string[]} keys @param {(key: string) => void} pick */
function choices(name, keys, pick) {
  const buttons = keys.map((key) => h("button", { type: "button", "data-t": `${name}.${key}`, onclick: () => pick(key) }, t(`${name}.${key}`)));
  return {
    element: h("div", { class: `choices ${name.replace(".", "-")}`, role: "group", "data-t-label": name, "aria-label": t(name) }, buttons),
    /** @param {string} chosen */
    show: (chosen) => buttons.forEach((button, at) => setAttribute(button, "aria-pressed", String(keys[at] === chosen))),
  };
}
