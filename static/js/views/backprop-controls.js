// @ts-check
/**
 * The controls of the Backprop lab, as a sentence: which formula with which numbers, or which point through our network, folded how far; how
 * far a node is nudged; of which of the two the graph is.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../store.js").Store} Store
 */
import { labChanged, newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { formatInteger, formatPower, formatShort } from "../math/format.js";
import { graphNow, refolded } from "../math/graph-now.js";
import { choice, field } from "./control-choice.js";
import { popoverField } from "./control-popover.js";
import { logSlider } from "./control-slider.js";
import { expressionField } from "./expression-field.js";
import { presetControl } from "./expression-presets.js";
import { leafList, leavesOf, leafWords } from "./leaf-fields.js";
import { learnControl, updateControl } from "./learn-step.js";
import { pointControl } from "./network-point.js";

/** @typedef {{field: HTMLElement, show: (state: State, previous: State) => void}} Part */

/** At the end of the network's walk: all is known. */
const ALL = 9999;

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  /** @type {Record<string, Part>} */
  const parts = {
    expression: expressionField(store), example: presetControl(store), fold: foldControl(store), leaves: leavesControl(store),
    point: pointControl(store), level: levelControl(store), learn: learnControl(store), update: updateControl(),
    nudge: nudgeControl(store), source: sourceControl(store),
  };
  for (const [name, part] of Object.entries(parts)) {
    part.field.classList.add(name);
    element.append(part.field);
  }
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (same(state, previous)) return;
      setAttribute(element, "data-source", state.view.backprop.source);
      for (const part of Object.values(parts)) part.show(state, previous);
    },
    destroy: () => element.replaceChildren(),
  };
}

/** @param {State} state @param {State} previous */
function same(state, previous) {
  return state.view.backprop === previous.view.backprop && state.studies.graph === previous.studies?.graph && state.frame === previous.frame && state.run === previous.run
    && state.spec === previous.spec && state.points === previous.points && state.selected === previous.selected && state.lang === previous.lang;
}

/** Operations one by one, or what belongs together as one node. @param {Store} store @returns {Part} */
function foldControl(store) {
  const groups = () => (store.get().studies.graph?.groups ?? []).map((/** @type {{key: string}} */ { key }) => key);
  const read = graphNow(), fold = (/** @type {string[]} */ folded) => {
    const now = read(store.get());
    if (now) store.dispatch(labChanged("backprop", { folded, at: refolded(now, folded), picked: null }, newGesture()));
  };
  const select = choice({ name: "control.fold", keys: { none: "fold.none", all: "fold.all", some: "fold.some" }, onPick: (how) => fold(how === "all" ? groups() : []) });
  const element = field("control.fold", select.element);
  select.element.options[2].hidden = true;
  return {
    field: element,
    show({ view: { backprop: { folded } } }) {
      const all = groups(), shut = all.filter((/** @type {string} */ key) => folded.includes(key));
      element.hidden = all.length === 0;
      select.show(shut.length === 0 ? "none" : shut.length === all.length ? "all" : "some");
    },
  };
}

/** @param {Store} store @returns {Part} */
function leavesControl(store) {
  const list = leafList(store), popover = popoverField("control.leaves", list.element);
  return {
    field: popover.element,
    show(state) {
      const leaves = leavesOf(state);
      popover.element.hidden = leaves.length === 0;
      popover.setText(leafWords(leaves));
      list.show(leaves);
    },
  };
}

/** What a node is; too many nodes come as the next larger ones, and it says so. @param {Store} store @returns {Part} */
function levelControl(store) {
  const keys = { operation: "level.operation", neuron: "level.neuron", layer: "level.layer" };
  const select = choice({ name: "control.level", keys, onPick: (level) => store.dispatch(labChanged("backprop", { level }, newGesture())) });
  const element = field("control.level", select.element), note = h("span", { class: "note" });
  element.firstElementChild?.after(note);
  return {
    field: element,
    show({ view, studies: { graph } }) {
      const reduced = graph?.source === "network" && graph.reduced?.from === view.backprop.level ? graph.reduced : null;
      select.show(view.backprop.level);
      const words = reduced ? t(`level.reduced.${graph.level}`, { nodes: formatInteger(reduced.nodes) }) : "";
      setText(note, words);
      note.title = words;
      element.classList.toggle("reduced", reduced !== null);
    },
  };
}

/** @param {Store} store @returns {Part} */
function nudgeControl(store) {
  const slider = logSlider({ name: "control.nudge", min: 1e-8, max: 1, onInput: (h) => store.dispatch(labChanged("backprop", { h })) });
  const value = h("output", null), element = field("control.nudge", slider.element, value);
  element.title = t("control.nudge.hint");
  element.setAttribute("data-t-title", "control.nudge.hint");
  return {
    field: element,
    show({ view: { backprop: { h: by } } }) {
      slider.show(by);
      setText(value, by < 0.01 ? formatPower(by) : formatShort(by));
    },
  };
}

/** @param {Store} store @returns {Part} */
function sourceControl(store) {
  const look = (/** @type {"formula" | "network"} */ source) => {
    const { source: was, at, places } = store.get().view.backprop;
    if (source === was) return;
    store.dispatch(labChanged("backprop", { source, places: { ...places, [was]: at }, at: places[source] ?? (source === "network" ? ALL : 0), picked: null, nudge: null }));
  };
  const sources = /** @type {const} */ (["formula", "network"]);
  const buttons = sources.map((source) => h("button", { type: "button", "data-t": `source.${source}`, onclick: () => look(source) }, t(`source.${source}`)));
  return {
    field: h("div", { class: "choices", role: "group", "data-t-label": "control.source", "aria-label": t("control.source") }, buttons),
    show: ({ view: { backprop: { source } } }) => buttons.forEach((button, at) => setAttribute(button, "aria-pressed", String(sources[at] === source))),
  };
}
