// @ts-check
/** The controls of the Neuron lab, as a sentence: what comes in, how it is weighed, from where on it fires, how suddenly, through which function. */
import { labChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { gesturesIn } from "../gestures.js";
import { t, translate } from "../i18n.js";
import { format } from "../math/format.js";
import { MOST, showing, steepnessOf, withAxis, withBend, withInputs, withSteepness, withWeights } from "../math/machine-edits.js";
import { machineNow } from "../opened.js";
import { NAMES, OWN } from "./control-activation.js";
import { choice, field } from "./control-choice.js";
import { numberField } from "./control-number.js";
import { logSlider } from "./control-slider.js";
import { toldOf } from "./machine-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../neuron.js").Machine} Machine */
/** @typedef {{element: HTMLElement, show: (machine: Machine, state: State) => void}} Part */

/** What a slider reaches; more can be typed, or made by steepness. */
const REACH = 10;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const gesture = gesturesIn(element), now = () => machineNow(store.get()), change = (/** @type {Machine} */ machine) => store.dispatch(labChanged("neuron", { machine }, gesture()));
  const parts = [inputs(now, change), weights(now, change), bias(now, change), steepness(now, change), activation(now, change), shown(now, change)];
  element.append(...parts.map((part) => part.element));
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const machine = machineNow(state), same = state.view.neuron.machine === previous.view.neuron?.machine && state.lang === previous.lang && state.studies.neuron === previous.studies.neuron && !(machine.follow && state.frame !== previous.frame);
      if (!same) for (const part of parts) part.show(machine, state);
    },
    destroy: () => element.replaceChildren(),
  };
}

/** A number as a slider and a field. @param {string} name @param {(value: number) => void} onChange */
function slid(name, onChange) {
  const slider = h("input", { type: "range", class: "slider", step: 0.01, "data-t-label": name, "aria-label": t(name) });
  slider.addEventListener("input", () => onChange(slider.valueAsNumber));
  const number = numberField({ name, min: -MOST, max: MOST, onCommit: onChange });
  return {
    slider, number,
    /** @param {number} value @param {number} reach */
    show(value, reach) {
      setAttribute(slider, "min", -reach);
      setAttribute(slider, "max", reach);
      if (slider.valueAsNumber !== value) slider.value = String(value);
      setAttribute(slider, "aria-valuetext", format(value));
      number.show(short(value));
    },
  };
}

/** As many digits as the field shows; the engine is asked with all. @param {number} value */
const short = (value) => Number(Math.abs(value) < 0.01 ? value.toPrecision(2) : value.toFixed(Math.abs(value) < 10 ? 3 : Math.abs(value) < 1000 ? 1 : 0));

/** One number with its slider, or two without: of the inputs that are shown. @param {string} name @param {string} key @param {(machine: Machine, at: number) => number} read @param {(at: number, value: number) => void} write @param {(machine: Machine) => number} reach @param {(machine: Machine) => string} note @returns {Part} */
function pair(name, key, read, write, reach, note) {
  const both = [slid(key, (value) => write(0, value)), slid(`${key}.2`, (value) => write(1, value))];
  const element = field(key, ...both.flatMap(({ slider, number }) => [slider, number.element]));
  const words = h("span", { class: "note" });
  element.classList.add("neuron-pair", name);
  element.firstElementChild?.after(words);
  both[1].slider.remove();
  return {
    element,
    show(machine) {
      const two = machine.axes.length === 2;
      both[0].slider.hidden = two;
      both[1].number.element.hidden = !two;
      machine.axes.forEach((_, at) => both[at].show(read(machine, at), reach(machine)));
      setText(words, note(machine));
    },
  };
}

/** @param {() => Machine} now @param {(machine: Machine) => void} change */
const inputs = (now, change) => pair("x", "neuron.input", ({ x, axes }, at) => x[axes[at]], (at, value) => change(withInputs(now(), { [now().axes[at]]: value })), ({ reach }) => reach, ({ axes, names, from }) => (from || axes.length > 1 ? axes.map((axis) => names[axis]).join(", ") : ""));

/** @param {() => Machine} now @param {(machine: Machine) => void} change */
const weights = (now, change) => pair("w", "neuron.weight", ({ rows, piece, axes }, at) => rows[piece][axes[at]], (at, value) => change(withWeights(now(), { [now().axes[at]]: value })), () => REACH, ({ axes }) => (axes.length > 1 ? "w₁, w₂" : ""));

/** b = −θ: one number by two names. @param {() => Machine} now @param {(machine: Machine) => void} change @returns {Part} */
function bias(now, change) {
  const write = (/** @type {number} */ value) => change(withWeights(now(), { [now().x.length]: value }));
  const part = slid("neuron.bias", write), theta = numberField({ name: "neuron.threshold", min: -MOST, max: MOST, onCommit: (value) => write(-value) });
  const element = field("neuron.bias.theta", part.slider, part.number.element, h("span", { class: "neuron-theta", "aria-hidden": "true" }, "θ"), theta.element);
  element.classList.add("b");
  return {
    element,
    show({ rows, piece, x }) {
      const value = rows[piece][x.length];
      part.show(value, REACH);
      theta.show(short(0 - value));
    },
  };
}

/** ‖w‖ with the threshold where it is, up to a step. @param {() => Machine} now @param {(machine: Machine) => void} change @returns {Part} */
function steepness(now, change) {
  const write = (/** @type {number} */ value) => change(withSteepness(now(), value));
  const slider = logSlider({ name: "neuron.steepness", min: 0.1, max: MOST, onInput: write }), note = h("span", { class: "note" });
  const number = numberField({ name: "neuron.steepness", min: 1e-3, max: MOST, onCommit: write });
  const element = field("neuron.steepness", slider.element, number.element), name = /** @type {HTMLElement} */ (element.firstElementChild);
  delete name.dataset.t;
  name.after(note);
  element.classList.add("steepness");
  return {
    element,
    show(machine, state) {
      const steep = steepnessOf(machine), rise = toldOf(state, machine)?.rise ?? null;
      setText(name, `${t("neuron.steepness")} ${machine.axes.length === 2 ? "‖w‖" : "|w|"}`);
      slider.element.disabled = !(steep > 0);
      if (steep > 0) slider.show(steep);
      number.show(short(steep));
      setText(note, rise === null ? "" : t("neuron.rise", { dx: format(rise) }));
      setAttribute(element, "title", t(rise === null ? "neuron.steepness.hint" : "neuron.rise.hint", { dx: format(rise) }));
    },
  };
}

/** @param {() => Machine} now @param {(machine: Machine) => void} change @returns {Part} */
function activation(now, change) {
  const pick = choice({ name: "control.activation", keys: Object.fromEntries(NAMES.map((name) => [name, `activation.${name}`])), onPick: (name) => change(withBend(now(), { activation: name })) });
  const own = Object.entries(OWN).map(([name, { key, min, max, whole }]) => {
    const number = numberField({ name: `activation.${key}`, min, max, whole, onCommit: (value) => change(withBend(now(), { activation: name, [key]: value })) });
    return { name, key, number };
  });
  const piece = h("div", { class: "choices small", role: "group", "data-t-label": "neuron.piece", "aria-label": t("neuron.piece") });
  const element = field("control.activation", pick.element, ...own.map(({ number }) => number.element), piece);
  element.classList.add("activation");
  return {
    element,
    show({ bend, rows, piece: held }) {
      pick.show(bend.activation);
      for (const { name, key, number } of own) {
        number.element.hidden = name !== bend.activation;
        number.show(bend[key] ?? OWN[name].usual);
        setAttribute(number.element, "title", t(`activation.${key}`));
      }
      piece.hidden = rows.length === 1;
      while (piece.children.length > (rows.length > 1 ? rows.length : 0)) piece.lastElementChild?.remove();
      while (rows.length > 1 && piece.children.length < rows.length) {
        const at = piece.children.length;
        piece.append(h("button", { type: "button", onclick: () => change({ ...now(), piece: at }) }, `${at + 1}`));
      }
      [...piece.children].forEach((button, at) => setAttribute(button, "aria-pressed", String(at === held)));
    },
  };
}

/** How many inputs are shown, and which. @param {() => Machine} now @param {(machine: Machine) => void} change @returns {Part} */
function shown(now, change) {
  const count = (/** @type {1 | 2} */ n) => h("button", { type: "button", "data-t": `neuron.inputs.${n}`, onclick: () => change(showing(now(), n)) }, t(`neuron.inputs.${n}`));
  const buttons = [count(1), count(2)], group = h("div", { class: "choices", role: "group", "data-t-label": "neuron.inputs", "aria-label": t("neuron.inputs") }, buttons);
  const axis = (/** @type {number} */ at) => {
    const element = h("select", { class: "choice", "data-t-label": `neuron.axis.${at + 1}`, "aria-label": t(`neuron.axis.${at + 1}`) });
    element.addEventListener("change", () => change(withAxis(now(), at, Number(element.value))));
    return element;
  };
  const axes = [axis(0), axis(1)], element = h("div", { class: "neuron-shown" }, axes, group);
  let listed = "";
  return {
    element,
    show(machine) {
      const { names, axes: chosen, from, x } = machine, several = from !== null && x.length > 1;
      if (listed !== names.join()) {
        listed = names.join();
        for (const select of axes) select.replaceChildren(...names.map((name, input) => h("option", { value: input }, name)));
      }
      axes.forEach((select, at) => {
        select.hidden = !several || at >= chosen.length || (x.length === 2 && chosen.length === 2);
        if (at < chosen.length) select.value = String(chosen[at]);
      });
      buttons.forEach((button, at) => setAttribute(button, "aria-pressed", String(at + 1 === chosen.length)));
      buttons[1].disabled = from !== null && x.length < 2;
    },
  };
}
