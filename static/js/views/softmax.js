// @ts-check
/**
 * p − y: the bars of softmax with what they should be, the gradient between them, and the step that it asks of W and b. Below, one of five sections.
 * The parts are given {softmax, answer, look}: where it stands, what the engine says of it, how to look elsewhere.
 */
import { labChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { SECTIONS, sound } from "../math/softmax-state.js";
import { createBars } from "./softmax-bars.js";
import { createControls } from "./softmax-controls.js";
import { createDerivation } from "./softmax-derivation.js";
import { createFoot } from "./softmax-foot.js";
import { createKeyLines } from "./softmax-lines.js";
import { createOuter } from "./softmax-outer.js";
import { createShift } from "./softmax-shift.js";
import { createSquared } from "./softmax-squared.js";
import { createUpdate } from "./softmax-update.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/softmax-state.js").Softmax} Softmax */
/** @typedef {{softmax: Softmax, answer: any, lang: string}} Shown */
/** @typedef {{change: (how: (softmax: Softmax, answer: any) => Softmax, gesture?: number) => void, look: (how: Partial<Softmax>) => void, undo: () => void, undoable: () => boolean}} Acts
 *   change: of the model, can be undone, of one gesture as one; look: at something else */

const REMEMBERED = 100;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const acts = createActs(store);
  const controls = createControls(acts), bars = createBars(acts, () => show(store.get())), lines = createKeyLines(), foot = createFoot(acts), tabs = createTabs(acts);
  const sections = { outer: createOuter(acts), derivation: createDerivation(acts), update: createUpdate(acts), shift: createShift(acts), squared: createSquared(acts) };
  const section = h("div", { class: "softmax-section", role: "tabpanel", id: "softmax-section" }), wrong = h("p", { class: "wrong", role: "alert", hidden: true });
  const body = h("div", { class: "softmax" }, h("p", { class: "softmax-hint", "data-t": "softmax.hint" }, t("softmax.hint")), controls.element, bars.element, lines.element, tabs.element, section, wrong, foot.element);
  element.append(body);
  let answer = /** @type {any} */ (null), shown = /** @type {Shown | null} */ (null);
  const entered = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.defaultPrevented || (event.target instanceof Element && event.target.closest("button, select, input, [role=tab]"))) return;
    event.preventDefault();
    foot.step();
  };
  element.addEventListener("keydown", entered);
  const observer = new ResizeObserver(() => bars.measure() && show(store.get()));
  observer.observe(bars.element);
  /** @param {State} state */
  const show = (state) => {
    const softmax = sound(state.view.backprop.softmax), said = state.studies.softmax;
    if (said && !said.error) answer = said;
    wrong.hidden = !said?.error;
    setText(wrong, said?.error?.text ?? "");
    tabs.show(softmax);
    if (section.firstChild !== sections[softmax.section].element) {
      section.replaceChildren(sections[softmax.section].element);
      translate(section);
      section.scrollTop = 0;
    }
    setAttribute(element, "data-section", softmax.section);
    // An answer to another number of classes is not drawn over these.
    if (!answer || answer.o.length !== softmax.y.length) return;
    shown = { softmax, answer, lang: state.lang };
    for (const part of [controls, bars, lines, sections[softmax.section], foot]) part.show(shown);
  };
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (state.view.backprop.softmax === previous.view?.backprop?.softmax && state.studies.softmax === previous.studies?.softmax && state.lang === previous.lang) return;
      show(state);
    },
    destroy() {
      observer.disconnect();
      foot.stop();
      element.removeEventListener("keydown", entered);
      element.replaceChildren();
    },
  };
}

/** What the parts do; the list of what can be undone is of this page. @param {import("../store.js").Store} store @returns {Acts} */
function createActs(store) {
  /** @type {Softmax[]} */
  const past = [];
  let last = -1;
  const now = () => sound(store.get().view.backprop.softmax);
  const put = (/** @type {Softmax} */ softmax) => store.dispatch(labChanged("backprop", { softmax }));
  return {
    change(how, gesture = -1) {
      const before = now(), after = how(before, store.get().studies.softmax);
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      if (gesture < 0 || gesture !== last) past.push(before);
      if (past.length > REMEMBERED) past.shift();
      last = gesture;
      put(after);
    },
    look: (how) => put({ ...now(), ...how }),
    undo() {
      const before = past.pop(), softmax = now();
      last = -1;
      // What is looked at stays; after a reload there are still the steps.
      if (before) put({ ...softmax, ...before, section: softmax.section, line: softmax.line, shift: softmax.shift });
      else if (softmax.steps > 0) put({ ...softmax, steps: softmax.steps - 1 });
    },
    undoable: () => past.length > 0 || now().steps > 0,
  };
}

/** @param {Acts} acts */
function createTabs({ look }) {
  const tabs = SECTIONS.map((section) => h("button", { type: "button", role: "tab", "aria-controls": "softmax-section", "data-t": `softmax.tab.${section}`, onclick: () => look({ section }) }, t(`softmax.tab.${section}`)));
  const element = h("div", { class: "softmax-tabs", role: "tablist", "data-t-label": "softmax.tabs", "aria-label": t("softmax.tabs") }, tabs);
  element.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key], at = tabs.indexOf(/** @type {any} */ (event.target));
    if (!way || at < 0) return;
    event.preventDefault();
    const next = (at + way + tabs.length) % tabs.length;
    look({ section: SECTIONS[next] });
    tabs[next].focus();
  });
  return {
    element,
    /** @param {Softmax} softmax */
    show({ section }) {
      tabs.forEach((tab, at) => {
        setAttribute(tab, "aria-selected", String(SECTIONS[at] === section));
        setAttribute(tab, "tabindex", SECTIONS[at] === section ? 0 : -1);
      });
    },
  };
}
