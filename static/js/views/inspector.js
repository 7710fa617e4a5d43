// @ts-check
/** The numbers behind what is pointed at, else of what is chosen; a chosen weight can be typed and slid. */
import { editMade, labChanged, newGesture } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { exists, weightIndex } from "../math/network-geometry.js";
import { openNeuron, opens } from "../opened.js";
import { exampleLine, linesOf } from "./inspector-lines.js";
import { weightEdit } from "./network-keys.js";
import { refName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Ref} Ref */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("./network-keys.js").WeightRef} WeightRef */

const REACH = 5;

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const title = h("h3", null), example = h("p", { class: "example" }), lines = h("div", { class: "lines" });
  const weight = weightField(store), opener = openerOf(store), follow = followLink(store);
  const card = h("div", { class: "inspector", role: "region", "data-t-label": "inspector.title", "aria-label": t("inspector.title") },
    h("div", { class: "inspector-head" }, title, weight.element, opener.element, follow.element, example), lines);
  element.replaceChildren(card);
  element.hidden = true;
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (!differs(state, previous)) return;
      const ref = shown(state);
      if (element.hidden !== !ref) element.hidden = !ref;
      if (!ref) return;
      setText(title, ref.kind === "point" ? t("inspector.point", { id: ref.id }) : refName(ref, state.frame?.sizes ?? [], state.spec?.model.features ?? []));
      writeLine(example, exampleLine(state, ref));
      const chosen = JSON.stringify(ref) === JSON.stringify(state.selected);
      weight.show(state, chosen && isWeight(ref) ? ref : null);
      opener.show(state, chosen && ref.kind === "unit" ? ref : null);
      follow.show(chosen && ref.kind === "point" ? ref : null);
      writeLines(lines, linesOf(state, ref));
    },
    destroy: () => element.replaceChildren(),
  };
}

/** @param {State} state @param {State} previous */
function differs(state, previous) {
  return state.hovered !== previous.hovered || state.selected !== previous.selected || state.frame !== previous.frame
    || state.spec !== previous.spec || state.points !== previous.points || state.lang !== previous.lang;
}

/** @param {State} state @returns {Ref} */
function shown({ hovered, selected, frame, points }) {
  const there = (/** @type {Ref} */ ref) => (ref?.kind === "point" ? points.some((point) => point.id === ref.id) : frame !== null && exists(frame.sizes, ref));
  return [hovered, selected].find(there) ?? null;
}

/** @param {Ref} ref @returns {ref is WeightRef} */
const isWeight = (ref) => ref?.kind === "edge" || ref?.kind === "bias";

/** As many paragraphs as lines; their pieces are written only where they changed. @param {HTMLElement} box @param {import("./inspector-lines.js").Line[]} lines */
function writeLines(box, lines) {
  while (box.children.length > lines.length) box.lastElementChild?.remove();
  while (box.children.length < lines.length) box.append(h("p", null));
  lines.forEach((line, at) => writeLine(/** @type {HTMLElement} */ (box.children[at]), line));
}

/** @param {HTMLElement} paragraph @param {import("./inspector-lines.js").Line} line */
function writeLine(paragraph, line) {
  while (paragraph.children.length > line.length) paragraph.lastElementChild?.remove();
  while (paragraph.children.length < line.length) paragraph.append(h("span", null));
  line.forEach(({ text, full = "", tone = "" }, at) => {
    const span = /** @type {HTMLElement} */ (paragraph.children[at]);
    setText(span, text);
    if (span.title !== full) span.title = full;
    if (span.className !== tone) span.className = tone;
  });
}

/** The way from a chosen point into the Backprop lab: it goes through the network there. @param {Store} store */
function followLink(store) {
  const point = null, at = 0, element = h("a", { class: "button small", href: "/backprop" });
  element.addEventListener("click", () => store.dispatch(labChanged("backprop", { source: "network", point, at })));
  return {
    element,
    /** @param {Ref} chosen */
    show(chosen) {
      element.hidden = !chosen;
      setText(element, t("inspector.follow"));
    },
  };
}

/** The way from a chosen neuron into the Neuron lab. @param {Store} store */
function openerOf(store) {
  /** @type {import("../state.js").UnitRef | null} */
  let ref = null;
  const element = h("button", { type: "button", class: "button small", onclick: () => ref && openNeuron(store, ref.layer, ref.unit) });
  return {
    element,
    /** @param {State} state @param {import("../state.js").UnitRef | null} chosen */
    show(state, chosen) {
      ref = chosen;
      element.hidden = !chosen || !opens(state, chosen.layer, chosen.unit);
      setText(element, t("inspector.open"));
    },
  };
}

/** The chosen weight as a number field and a slider: one pull is one undo, what is being typed is left alone. @param {Store} store */
function weightField(store) {
  const number = h("input", { type: "number", step: 0.01, "data-t-label": "inspector.value", "aria-label": t("inspector.value") });
  const range = h("input", { type: "range", class: "slider", min: -REACH, max: REACH, step: 0.01, "data-t-label": "inspector.value", "aria-label": t("inspector.value") });
  const element = h("div", { class: "weight" }, number, range);
  /** @type {WeightRef | null} */
  let ref = null;
  /** @type {number | null} */
  let gesture = null;
  const set = (/** @type {number} */ value, /** @type {number} */ under) => {
    const sizes = store.get().frame?.sizes;
    if (sizes && ref && Number.isFinite(value)) store.dispatch(editMade(weightEdit(sizes, ref, value), under));
  };
  number.addEventListener("change", () => set(number.valueAsNumber, newGesture()));
  range.addEventListener("input", () => set(range.valueAsNumber, (gesture ??= newGesture())));
  for (const end of ["change", "pointerup", "pointercancel", "blur"]) range.addEventListener(end, () => (gesture = null));
  return {
    element,
    /** @param {State} state @param {WeightRef | null} chosen */
    show({ frame }, chosen) {
      ref = chosen;
      element.hidden = !chosen || !frame?.theta;
      if (!chosen || !frame?.theta) return;
      const value = frame.theta[weightIndex(frame.sizes, chosen)];
      if (document.activeElement !== number) number.value = Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "";
      if (gesture === null && Number.isFinite(value)) range.value = String(value);
    },
  };
}
