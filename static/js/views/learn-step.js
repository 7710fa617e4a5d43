// @ts-check
/**
 * One real step of the run from here, and what it will do to a weight: backpropagation only computes the gradient, the optimizer updates.
 * All numbers are of the run's frame: w, the gradient over the coming minibatch (sent in single precision: seven digits), the coming rate.
 */
import { runStepped } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { togglePlay } from "../keys.js";
import { blockAt } from "../math/blocks.js";
import { format, formatFull, formatInteger, formatShort, formatWire } from "../math/format.js";
import { exists, weightIndex } from "../math/network-geometry.js";
import { field } from "./control-choice.js";
import { weightName } from "./network-words.js";
import { icon } from "./icons.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").EdgeRef | import("../state.js").BiasRef} WeightRef */

/** @param {import("../store.js").Store} store */
export function learnControl(store) {
  const step = h("button", { type: "button", class: "button learn-step", "data-t": "learn.step", "data-t-title": "learn.step.hint", title: t("learn.step.hint"), onclick: () => store.dispatch(runStepped(1, "batch")) }, t("learn.step"));
  const play = h("button", { type: "button", class: "round small play", onclick: () => togglePlay(store) }, icon("play"), icon("pause"));
  const element = field("control.learn", step, play), note = /** @type {HTMLElement} */ (element.firstElementChild);
  note.removeAttribute("data-t"); // where it stands says more than the name
  return {
    field: element,
    /** @param {State} state */
    show({ run, studies: { graph } }) {
      setAttribute(play, "aria-label", t(run.playing ? "transport.pause" : "transport.play"));
      setAttribute(play, "title", t(run.playing ? "transport.pause" : "transport.play"));
      setAttribute(play, "data-playing", run.playing);
      for (const button of [step, play]) setAttribute(button, "disabled", Boolean(run.diverged));
      const loss = graph?.source === "network" ? graph.nodes.at(-1)?.value : null;
      setText(note, t("learn.now", { step: formatInteger(run.step), loss: format(loss) }));
      note.title = t("learn.now", { step: run.step, loss: formatFull(loss) });
    },
  };
}

/** w ← w − η·∂L/∂w, with the numbers of the weight that is picked. */
export function updateControl() {
  const text = h("span", { class: "update-line" }), element = field("update.title", text);
  return {
    field: element,
    /** @param {State} state */
    show(state) {
      const { line, full } = lineOf(state);
      setText(text, line);
      setAttribute(text, "title", full);
    },
  };
}

/** @param {State} state @returns {{line: string, full: string}} */
function lineOf(state) {
  const { frame, spec, run } = state, method = spec?.methods?.[0], blocks = method?.blocks ?? [], block = blocks[blockAt(blocks, run.epoch)];
  const ref = pickedWeight(state), plain = block !== undefined && isPlain(block) && !method?.clip;
  const rule = plain ? "w ← w − η·∂L/∂w" : t("update.rule", { optimizer: t(`optimizer.${block?.optimizer ?? "sgd"}`) });
  if (!ref || !frame?.theta || !frame.grad || !spec || frame.step !== run.step) return { line: rule, full: t("update.pick") };
  const at = weightIndex(frame.sizes, ref), w = frame.theta[at], g = Number(frame.grad[at].toPrecision(7)), eta = frame.rate[0], name = weightName(ref, spec.model.features);
  const coming = comingOf(state, at);
  if (!plain && coming !== null) {
    const moved = (/** @type {(value: number) => string} */ said) => `${name} ← ${said(w)} ${coming < 0 ? "−" : "+"} ${said(Math.abs(coming))}`;
    return { line: `${moved(formatWire)} (${t(`optimizer.${block?.optimizer}`)})`, full: moved(formatFull) };
  }
  if (!plain) return { line: `${name} = ${formatWire(w)}, ${t("update.gradient", { g: formatWire(g) })}`, full: `${rule} · ${t("update.seen")}` };
  const written = (/** @type {(value: number) => string} */ said) => `${name} ← ${said(w)} − ${formatShort(eta)} × ${g < 0 ? `(${said(g)})` : said(g)}`;
  return { line: `${written(formatWire)} = ${format(w - eta * g, 4)}`, full: `${written(formatFull)} · ${t("update.batch")}` };
}

/** Δw of the coming step as the engine has rehearsed it, if somebody looks at the influence of weights. @param {State} state @param {number} at @returns {number | null} */
function comingOf({ frame, studies: { influence } }, at) {
  if (!influence || influence.error || influence.step !== frame?.step) return null;
  return influence.weights?.find((/** @type {{index: number}} */ { index }) => index === at)?.update ?? null;
}

/** SGD without any number of its own: then the step is η times the gradient and nothing else. @param {import("../state.js").Block} block */
const isPlain = ({ optimizer, rate, until, swats, ...numbers }) => optimizer === "sgd" && Object.values(numbers).every((value) => !value);

/** The weight that is picked in the graph, else the one that was in the Network lab. @param {State} state @returns {WeightRef | null} */
function pickedWeight({ frame, selected, studies: { graph }, view: { backprop: { picked, at } } }) {
  const node = graph?.source === "network" && picked?.at === at ? graph.nodes.find((/** @type {any} */ one) => one.key === picked.key) : null, place = node?.place;
  /** @type {any} */
  const ref = place && "input" in place && place.input !== null && place.input !== undefined ? refOf(place, frame?.sizes ?? []) : selected;
  return (ref?.kind === "edge" || ref?.kind === "bias") && frame && exists(frame.sizes, ref) ? ref : null;
}

/** As `weight` edits say it: the input after the last one is the bias. @param {{layer: number, unit: number, input: number}} place @param {readonly number[]} sizes */
const refOf = ({ layer, unit, input }, sizes) => (input === sizes[layer] ? { kind: "bias", layer, unit } : { kind: "edge", layer, unit, input });
