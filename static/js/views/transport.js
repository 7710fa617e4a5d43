// @ts-check
/** The transport: the buttons, the speed and the unit on one side of the timeline, the numbers on the other. */
import { newStart, runRestarted, runSpeed, runStepped, runUnit } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { togglePlay } from "../keys.js";
import { blockAt } from "../math/blocks.js";
import { clockOf } from "../math/epochs.js";
import { format, formatFull, formatInteger, formatPercent, formatShort } from "../math/format.js";
import { standingsOf } from "../math/standings.js";
import { methods } from "../methods.js";
import { mount as mountBranches } from "./branches.js";
import { icon } from "./icons.js";
import { lookingOn } from "./looking-on.js";
import { toldLine } from "./told.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** The speeds of the slider, in steps a second; the last is as fast as it goes. */
export const SPEEDS = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 0];

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const buttons = buttonsOf(store), speed = speedOf(store), unit = unitOf(store), numbers = numbersOf(), told = toldLine(), looks = store.get().follow && lookingOn();
  const ghosts = h("div", { class: "ghosts" }), branches = mountBranches(ghosts, store);
  const left = looks ? looks.element : h("div", { class: "drive" }, buttons.element, speed.element, h("div", { class: "row" }, unit.element, ghosts));
  element.classList.add("desk");
  element.prepend(left);
  element.append(numbers.element, ...told.elements);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const lang = state.lang !== previous.lang;
      if (lang || state.run !== previous.run || state.link !== previous.link || state.spec !== previous.spec) {
        buttons.show(state);
        speed.show(state);
        unit.show(state);
      }
      if (lang || state.frame !== previous.frame || state.run !== previous.run || state.link !== previous.link || state.pace !== previous.pace) {
        numbers.show(state);
        told.show(state, lang);
      }
      if (lang || state.follow !== previous.follow || !state.frame !== !previous.frame) looks?.show(state);
      branches.update(state, previous);
    },
    destroy() {
      branches.destroy();
      left.remove();
      for (const part of [numbers.element, ...told.elements]) part.remove();
    },
  };
}

/** @param {Store} store */
function buttonsOf(store) {
  const round = (/** @type {string} */ kind, /** @type {() => void} */ onclick) => h("button", { type: "button", class: `round ${kind}`, onclick }, icon(kind));
  const restart = round("restart", () => store.dispatch(runRestarted()));
  const back = round("back", () => store.dispatch(runStepped(-1)));
  const play = round("play", () => togglePlay(store));
  const step = round("step", () => store.dispatch(runStepped(1)));
  const fresh = h("button", { type: "button", class: "button fresh", onclick: () => store.dispatch(newStart(store.get())) });
  play.append(icon("pause"));
  return {
    element: h("div", { class: "buttons" }, restart, back, play, step, fresh),
    /** @param {State} state */
    show({ run, link }) {
      const name = (/** @type {HTMLElement} */ button, /** @type {string} */ key, /** @type {string} */ keys) => {
        setAttribute(button, "aria-label", t(key));
        setAttribute(button, "title", `${t(key)} (${keys})`);
      };
      name(restart, "transport.restart", "Home");
      name(back, run.unit === "epoch" ? "transport.backEpoch" : "transport.back", "←");
      name(step, run.unit === "epoch" ? "transport.stepEpoch" : "transport.step", "→");
      name(play, run.playing ? "transport.pause" : "transport.play", "Space");
      setAttribute(play, "data-playing", run.playing);
      setText(fresh, t("transport.new"));
      setAttribute(fresh, "title", `${t("transport.new.hint")} (N)`);
      setAttribute(back, "disabled", run.step === 0);
      setAttribute(play, "disabled", Boolean(run.diverged));
      setAttribute(step, "disabled", Boolean(run.diverged) && run.step >= run.horizon);
      for (const button of [restart, fresh]) setAttribute(button, "disabled", link.status !== "live");
    },
  };
}

/** @param {Store} store */
function speedOf(store) {
  const name = h("label", { for: "speed" }), value = h("output", { for: "speed" });
  const slider = h("input", { id: "speed", class: "slider", type: "range", min: 0, max: SPEEDS.length - 1, step: 1 });
  slider.addEventListener("input", () => store.dispatch(runSpeed(SPEEDS[Number(slider.value)])));
  return {
    element: h("div", { class: "speed" }, name, slider, value),
    /** @param {State} state */
    show({ run }) {
      const text = run.speed === 0 ? t("transport.max") : t("transport.perSecond", { n: formatInteger(run.speed) });
      setText(name, t("transport.speed"));
      setText(value, text);
      setAttribute(slider, "aria-valuetext", text);
      const at = String(nearest(run.speed));
      if (slider.value !== at) slider.value = at;
    },
  };
}

/** @param {number} speed */
export function nearest(speed) {
  if (speed === 0) return SPEEDS.length - 1;
  const distances = SPEEDS.slice(0, -1).map((other) => Math.abs(Math.log(speed / other)));
  return distances.indexOf(Math.min(...distances));
}

/** @param {Store} store */
function unitOf(store) {
  const name = h("span", { class: "label" });
  const choice = (/** @type {"batch" | "epoch"} */ unit) => h("button", { type: "button", onclick: () => store.dispatch(runUnit(unit)) });
  const batch = choice("batch"), epoch = choice("epoch");
  const group = h("div", { class: "choices small", role: "group" }, batch, epoch);
  const element = h("div", { class: "unit" }, name, group);
  return {
    element,
    /** @param {State} state */
    show(state) {
      const { run } = state;
      element.hidden = clockOf(state).unit === "step";
      setText(name, t("transport.unit"));
      setAttribute(group, "aria-label", t("transport.unit"));
      setText(batch, t("transport.batch"));
      setText(epoch, t("transport.epoch"));
      setAttribute(batch, "aria-pressed", String(run.unit === "batch"));
      setAttribute(epoch, "aria-pressed", String(run.unit === "epoch"));
    },
  };
}

/** Each number with its name; pointing at it shows all its digits. In the last line: how often f and ∇f were asked for. */
function numbersOf() {
  const cells = Object.fromEntries(Object.keys(NUMBERS).map((key) => {
    const name = h("dt"), value = h("dd");
    return [key, { name, value, element: h("div", { class: key }, name, value) }];
  }));
  const { evaluations, ...others } = cells;
  const element = h("div", { class: "numbers" }, h("dl", null, Object.values(others).map((cell) => cell.element)), h("dl", { class: "last" }, evaluations.element));
  return {
    element,
    /** @param {State} now */
    show(now) {
      for (const [key, read] of Object.entries(NUMBERS)) {
        const { name, value, element: cell } = cells[key], shown = read(now);
        cell.hidden = shown === null;
        if (shown === null) continue;
        setText(name, t(`transport.${key}`));
        setText(value, shown[0]);
        setAttribute(value, "title", shown[1]);
      }
    },
  };
}

/** What is shown, and all digits of it; null: nothing to say. @type {Record<string, (state: State) => [string, string] | null>} */
const NUMBERS = {
  epochs: (state) => (clockOf(state).unit === "step" ? null : [state.run.epoch.toFixed(1), formatFull(state.run.epoch)]),
  steps: ({ run }) => [formatInteger(run.step), formatInteger(run.step)],
  best: (state) => (state.lab === "descent" ? best(standingsOf(state)[0]) : null),
  train: ({ lab, frame }) => (lab !== "descent" ? number(frame?.loss[0]) : null),
  test: ({ lab, frame, spec }) => (lab === "descent" || spec?.data.test === 0 ? null : number(frame?.test_loss[0])),
  penalty: ({ lab, frame, spec }) => (lab === "descent" || !spec || spec.penalty.kind === "none" ? null : number(frame?.penalty[0])),
  accuracy: ({ lab, frame }) => (lab !== "descent" ? percent(frame?.accuracy[0], frame?.test_accuracy[0]) : null),
  rate: (state) => (state.lab !== "descent" && state.frame && usesRate(state) ? [formatShort(state.frame.rate[0]), formatFull(state.frame.rate[0])] : null),
  evaluations: ({ lab, frame, run, link }) => (lab !== "descent" && frame && !run.progress && link.status !== "connecting" ? asked(frame.evaluations) : null),
};

/** The lowest walker's height, and who it is. @param {import("../math/standings.js").Standing | undefined} first @returns {[string, string]} */
const best = (first) => [format(first?.loss), first ? `${t(`optimizer.${first.key}`)} ${formatFull(first.loss)}` : ""];

/** A search has no rate. @param {State} state */
function usesRate({ spec, run }) {
  const blocks = spec?.methods[0].blocks;
  return !blocks || methods().optimizers[blocks[blockAt(blocks, run.epoch)].optimizer].rated;
}

/** Of f and of ∇f; millions are said shortly. @param {Float64Array} counts @returns {[string, string]} */
function asked([f, grad]) {
  const said = (/** @type {number} */ count) => (count < 1e6 ? formatInteger(count) : formatShort(count));
  return [`${said(f)} / ${said(grad)}`, t("transport.evaluations.full", { f: formatInteger(f), grad: formatInteger(grad) })];
}

/** @param {number | undefined} value @returns {[string, string]} */
const number = (value) => [format(value), formatFull(value)];

/** @param {number | undefined} train @param {number | undefined} test @returns {[string, string] | null} */
function percent(train, test) {
  if (train === undefined || Number.isNaN(train)) return null;
  return [[train, test].filter((share) => share !== undefined && !Number.isNaN(share)).map(formatPercent).join(" / "), `${formatFull(train)} / ${formatFull(test)}`];
}
