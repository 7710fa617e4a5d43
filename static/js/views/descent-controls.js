// @ts-check
/**
 * The row that reads as one sentence: at which rate the chosen walker goes, how that decays, how noisy the gradient is, how often what is
 * random is tried, by what the race is counted. Rates and decay are edits; noise, seeds and the rule of the rates are another run.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../store.js").Store} Store
 */
import { h, setAttribute } from "../dom.js";
import { t, translate } from "../i18n.js";
import { blockAt } from "../math/blocks.js";
import { clockOf } from "../math/epochs.js";
import { atRate, isRated, ruleOf } from "../math/rates.js";
import { methods } from "../methods.js";
import { enter, methodOf, rowOf } from "../modes.js";
import { ratesOf } from "../mountains.js";
import { choice, field } from "./control-choice.js";
import { decayControl } from "./control-decay.js";
import { rateControl } from "./control-rate.js";
import { noiseControl } from "./control-noise.js";
import { ratesControl } from "./control-rates.js";
import { seedsControl } from "./control-seeds.js";
import { alter, alterAll, look, walks } from "./walker-edits.js";

/** What is asked of a race only: in the other modes the rows are given. */
const OF_RACES = ["seeds", "rates", "by"];

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const parts = controls(store);
  for (const [name, part] of Object.entries(parts)) {
    part.field.classList.add(name);
    if (OF_RACES.includes(name)) part.field.dataset.when = "mode=race";
    element.append(part.field);
  }
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (state.spec === null || same(state, previous)) return;
      for (const part of Object.values(parts)) part.show(state);
    },
    destroy: () => element.replaceChildren(),
  };
}

/** A refused edit changes no Spec, but what was pulled must fall back: hence the notices. @param {State} state @param {State} previous */
function same(state, previous) {
  return state.spec === previous.spec && state.lang === previous.lang && state.notices === previous.notices && state.view === previous.view && state.frame?.rate === previous.frame?.rate && state.survey === previous.survey;
}

/** @param {Store} store @returns {Record<string, {field: HTMLElement, show: (state: State) => void}>} */
function controls(store) {
  const picked = () => store.get().view.descent.picked;
  const rate = rateControl((method, gesture) => pace(store, method, gesture));
  const decay = decayControl((schedule, gesture) => alter(store, picked(), (method) => ({ ...method, schedule }), gesture));
  return {
    rate: { field: rate.field, show: (state) => rate.show(pickedOf(state), state.run.epoch, rateNow(state), limitNow(state)) },
    decay: { field: decay.field, show: (state) => showDecay(decay, state) },
    noise: noiseControl(store),
    seeds: seedsControl(store),
    rates: ratesControl(store),
    by: compared(store),
    mode: oneOf("mode", { race: "mode.race", fan: "mode.fan", relay: "mode.relay" }, (mode) => enter(store, mode), ({ mode }) => mode),
    sight: oneOf("sight", { false: "sight.clear", true: "sight.blind" }, (blind) => look(store, { blind: blind === "true" }), ({ blind }) => String(blind)),
  };
}

/** The chosen walker at another rate; where all have the same rate, all of them. @param {Store} store @param {import("../state.js").Method} method @param {number} [gesture] */
function pace(store, { blocks }, gesture) {
  const state = store.get(), { picked, tuned, mode } = state.view.descent, all = state.spec?.methods ?? [];
  const { rate, optimizer } = blocks.find((block, at) => block.rate !== pickedOf(state).blocks[at]?.rate) ?? blocks[0];
  if (mode === "relay" || !walks(state, picked) || ruleOf(methods(), all, ratesOf(state.spec), tuned) !== "same") return alter(store, picked, (method) => atRate(method, rate, optimizer), gesture);
  alterAll(store, (method) => (isRated(methods(), method) ? atRate(method, rate) : method), gesture);
}

/** @param {State} state */
const pickedOf = (state) => state.spec?.methods[rowOf(state)] ?? methodOf(state);

/** @param {ReturnType<typeof decayControl>} decay @param {State} state */
function showDecay(decay, state) {
  const { schedule, blocks } = pickedOf(state);
  decay.show(schedule, blocks[blockAt(blocks, state.run.epoch)].rate, clockOf(state));
}

/** The rate of the coming step, by its schedule or by SWATS. @param {State} state */
const rateNow = (state) => state.frame?.rate[rowOf(state)];

/** Beyond which rate it would diverge where it stands: the newest that is known. @param {State} state */
function limitNow(state) {
  const { limits = [] } = state.survey ?? {};
  return limits.length === state.spec?.methods.length ? limits[rowOf(state)] ?? null : null;
}

/** @param {Store} store */
function compared(store) {
  const select = choice({ name: "control.by", keys: { steps: "control.by.steps", evaluations: "control.by.evaluations" }, onPick: (by) => look(store, { by: /** @type {State["view"]["descent"]["by"]} */ (by) }) });
  return {
    field: field("control.by", select.element),
    /** @param {State} state */
    show: (state) => select.show(state.view.descent.by),
  };
}

/** A few choices side by side. @param {string} name @param {Record<string, string>} keys @param {(value: any) => void} pick @param {(descent: State["view"]["descent"]) => string} chosen */
function oneOf(name, keys, pick, chosen) {
  const buttons = Object.entries(keys).map(([value, key]) => h("button", { type: "button", "data-t": key, "data-value": value, "data-t-title": `${key}.hint`, title: t(`${key}.hint`), onclick: () => pick(value) }, t(key)));
  return {
    field: h("div", { class: "choices", role: "group", "data-t-label": name, "aria-label": t(name) }, buttons),
    /** @param {State} state */
    show({ view: { descent } }) {
      for (const button of buttons) setAttribute(button, "aria-pressed", String(button.dataset.value === chosen(descent)));
    },
  };
}
