// @ts-check
/**
 * One walker at nine rates: nine real curves from one start, each with the zone that the curvature foretells and with what became of it. The
 * curvature is that of one place, and the page says so. The four curves of the textbook are the runs that show them best.
 */
import { viewChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { above } from "../math/curve.js";
import { alike, around, outcomesOf, spreadOf, textbook, valuesOf } from "../math/fan.js";
import { format } from "../math/format.js";
import { keyOf, WALKERS } from "../math/roster.js";
import { linear, log } from "../math/scale.js";
import { polyline } from "../math/timeline.js";
import { adopt, fit, limitOf, spread, unfitted, zonesOf } from "../modes.js";
import { choice } from "./control-choice.js";
import { createFour } from "./fan-four.js";
import { HIGH, runCell, WIDE } from "./fan-run.js";
import { floorOf } from "./timeline-lines.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./fan-run.js").Run} Run */

const PACE = 250;
/** Of the start's height: where the cells end. */
const HEADROOM = 8, DEEPEST = 1e-5;
/** Whose limit is 2/λmax, and whose is that of the curvature as v makes it. @type {Record<string, string>} */
const REMARKS = { sgd: "descent", numerical_gradient: "descent", adam: "scaled", adamw: "scaled" };
const SYMBOLS = /** @type {Record<string, string>} */ ({ rate: "η", step: "s", reach: "r" });

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const change = (/** @type {Partial<State["view"]["descent"]>} */ descent) => store.dispatch(viewChanged({ descent: { ...store.get().view.descent, ...descent } }));
  const take = (/** @type {number} */ row) => adopt(store, row);
  const look = (/** @type {number} */ run) => run !== store.get().view.descent.run && change({ run });
  const who = choice({ name: "fan.walker", keys: Object.fromEntries(WALKERS.map((key) => [key, `optimizer.${key}`])), onPick: (key) => spread(store, key) });
  const four = toggle([[false, "fan.nine"], [true, "fan.four"]], "fan.pictures", (on) => change({ four: on }));
  const place = choice({ name: "fan.from", keys: { start: "fan.from.start", now: "fan.from.now" }, onPick: (from) => change({ from: /** @type {"start" | "now"} */ (from) }) });
  const said = h("span"), again = h("button", { type: "button", class: "button quiet small", onclick: () => fitHere(store) });
  const cells = Array.from({ length: 9 }, (_, row) => runCell(row, { take, look }));
  const grid = h("div", { class: "fan-runs", role: "group", "data-t-label": "fan.runs", "aria-label": t("fan.runs") }, cells.map((cell) => cell.element));
  const curves = createFour(take), axes = h("p", { class: "fan-axes" });
  element.append(h("div", { class: "fan-title" }, h("h2", { "data-t": "panel.fan" }, t("panel.fan")), who.element, four.element), h("p", { class: "fan-zones" }, place.element, said, again), grid, curves.element, axes);
  /** What became of everybody is reckoned anew a few times a second. @type {{at: number, outcomes: import("../math/fan.js").Outcome[]}} */
  let told = { at: -Infinity, outcomes: [] };

  return {
    measure: () => curves.measure(),
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const { mode, picked, four: wanted, from, run } = state.view.descent;
      if (mode !== "fan" || !state.spec || !state.frame) return;
      fitAtFirst(store, state);
      if (!curves.changed() && state.frame === previous.frame && state.trails === previous.trails && state.spec === previous.spec && state.view === previous.view && state.lang === previous.lang && state.survey === previous.survey && state.outset === previous.outset) return;
      const now = performance.now(), rows = state.spec.methods.length;
      if (!state.run.playing || now - told.at > PACE || told.outcomes.length !== rows) told = { at: now, outcomes: outcomesOf(state.trails, state.frame.status, state.run.step, floorOf(state.spec), searches(state.spec)) };
      const runs = runsOf(state, told.outcomes);
      const alone = wanted && !searches(state.spec); // the textbook's four are of rates
      who.show(picked);
      four.show(alone);
      four.element.hidden = searches(state.spec);
      place.show(from);
      tell(state, said, again, place.element);
      grid.hidden = alone;
      curves.element.hidden = !alone;
      cells.forEach((cell, row) => {
        cell.element.hidden = row >= runs.length;
        if (row < runs.length && !alone) cell.show(runs[row], row === run);
      });
      if (alone) curves.draw(state, runs);
      setText(axes, t(alone ? "fan.axes.four" : "fan.axes", { step: state.run.step }));
    },
    destroy: () => element.replaceChildren(),
  };
}

/** What is to be said of the zones: where they come from, or why there are none. @param {State} state @param {string} optimizer @param {number | null} limit */
function keyOfZones({ view: { descent }, survey, outset }, optimizer, limit) {
  const found = descent.from === "start" ? outset.survey : survey, spread = spreadOf(optimizer);
  if (spread !== "rate") return `fan.none.${spread}`;
  if (limit !== null) return "fan.limit";
  if (!found) return "fan.asking";
  return found.values[0] > 0 ? "fan.none.rule" : "fan.none.curvature";
}

/** As soon as the limit at the start is known, the nine stand around it. @param {import("../store.js").Store} store @param {State} state */
function fitAtFirst(store, { outset, run, spec }) {
  const limit = outset.survey?.id === outset.id ? outset.survey.limits[0] : null;
  if (limit && !run.renewed && spec && unfitted(store.get())) fit(store, limit, true);
}

/** @param {import("../store.js").Store} store */
function fitHere(store) {
  const limit = limitOf(store.get());
  if (limit) fit(store, limit);
}

/** @param {State} state @param {readonly import("../math/fan.js").Outcome[]} outcomes @returns {Run[]} */
function runsOf(state, outcomes) {
  const { spec, trails, frame } = state, methods = spec?.methods ?? [];
  if (!frame || trails.rows !== methods.length || outcomes.length !== methods.length) return [];
  const floor = floorOf(spec), values = valuesOf(methods), zones = zonesOf(state), losses = Array.from(frame.loss);
  const until = trails.indexAt(state.run.step) + 1, all = methods.map((_, row) => above({ ...trails.curve(row), length: until }, floor));
  const Y = log(heights(all), [HIGH - 1, 1]), X = linear([0, Math.max(10, state.run.step)], [0, WIDE]), parts = searches(spec) ? [] : Object.entries(textbook(outcomes, losses));
  return methods.map((method, row) => ({
    name: SYMBOLS[spreadOf(method.blocks[0].optimizer)], key: keyOf(method), value: values[row], zone: zones[row] ?? null, outcome: outcomes[row],
    points: polyline(all[row], X, Y), start: Y(all[row].last(0)), loss: losses[row], part: /** @type {Run["part"]} */ (parts.find(([, one]) => one === row)?.[0] ?? null),
    lost: (frame.status?.[2 * row] ?? -1) >= 0 ? frame.status?.[2 * row] ?? null : null,
  }));
}

/** The heights that the nine share: a little above the start, so that who climbs is seen to leave, and as low as anybody came. @param {readonly import("../math/curve.js").Curve[]} curves @returns {[number, number]} */
function heights(curves) {
  const start = Math.max(1e-300, curves[0].last(0)), lowest = Math.min(...curves.map((curve) => curve.last(curve.length - 1)).filter((loss) => loss > 0));
  return [Math.max(DEEPEST * start, Math.min(start / 3, lowest)), start * HEADROOM];
}

/** A search has no rate: another number of its is fanned out. @param {import("../state.js").Spec | null} spec */
const searches = (spec) => spec !== null && spreadOf(spec.methods[0].blocks[0].optimizer) !== "rate";

/** Where the zones come from, or why there are none. @param {State} state @param {HTMLElement} said @param {HTMLButtonElement} again @param {HTMLElement} place */
function tell(state, said, again, place) {
  const { optimizer } = state.spec?.methods[0].blocks[0] ?? { optimizer: "" }, limit = limitOf(state);
  place.hidden = spreadOf(optimizer) !== "rate";
  setText(said, t(keyOfZones(state, optimizer, limit), { limit: format(limit) }));
  setAttribute(said, "title", limit === null ? "" : t(`fan.limit.${REMARKS[optimizer] ?? "other"}`, { half: format(limit / 2), limit: format(limit) }));
  again.hidden = limit === null || alike(valuesOf(state.spec?.methods ?? []), around(limit));
  setText(again, t("fan.again"));
}

/** @param {[any, string][]} choices @param {string} label @param {(value: any) => void} pick */
function toggle(choices, label, pick) {
  const buttons = choices.map(([value, key]) => h("button", { type: "button", "data-t": key, onclick: () => pick(value) }, t(key)));
  return {
    element: h("div", { class: "choices small", role: "group", "data-t-label": label, "aria-label": t(label) }, buttons),
    /** @param {any} value */
    show: (value) => choices.forEach(([one], at) => setAttribute(buttons[at], "aria-pressed", String(one === value))),
  };
}
