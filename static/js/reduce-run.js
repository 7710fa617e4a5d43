// @ts-check
/** Reducers of the run: transport, frames, status, journals and their branches. */
import { begun, ghosted, returned } from "./branches.js";
import { History } from "./math/history.js";
import { Trails } from "./math/trails.js";
import { Tries } from "./math/tries.js";
import { mirror, said } from "./mirror.js";
import { answered } from "./notices.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {(state: State, action: any) => State} Reducer */

export const MOST_UNDOS = 100;
/** How many frames may still say the old thing after play or pause was pressed (a round trip's worth). */
const PATIENCE = 8;

/** @param {State} state @param {Partial<State["run"]>} change @returns {State} */
export const running = (state, change) => ({ ...state, run: { ...state.run, ...change } });

/** @param {boolean} playing */
export const wished = (playing) => ({ playing, wish: { playing, patience: PATIENCE } });

/** What to believe: the server, unless its word is older than what was just pressed. @param {State["run"]} run @param {boolean} playing @param {boolean} diverged */
function believed({ wish }, playing, diverged) {
  if (diverged || !wish || wish.playing === playing || wish.patience <= 0) return { playing, wish: null };
  return { playing: wish.playing, wish: { ...wish, patience: wish.patience - 1 } };
}

/** @type {Reducer} */
function framed(before, { frame }) {
  const { maps, curve, curve_norms, trail_steps, trail, tried, ...rest } = frame;
  const { step, horizon, epoch } = frame, state = before.run.renewed ? emptied(before) : before;
  const reshaped = state.frame !== null && shapeOf(state.frame.sizes) !== shapeOf(frame.sizes);
  const next = {
    ...(reshaped ? forgotten(state, frame.sizes) : state), frame: rest,
    history: curve ? state.history.append(curve, curve_norms, curve.length / 7, frame.norms.length / frame.loss.length) : state.history,
    trails: trail ? state.trails.append(trail_steps, trail, frame.loss.length) : state.trails,
    tries: tried ? state.tries.append(tried) : state.tries,
    run: { ...state.run, progress: null, ...(!awaits(state) && { step, horizon, epoch, ...believed(state.run, frame.playing, frame.diverged) }) },
  };
  return maps ? { ...next, maps: mapped(next.maps, maps) } : next;
}

/** Another journal was asked for and has not come: what is still told is of the one before, and whether and where the next one goes is not its to say. @param {State} state */
export const awaits = ({ run }) => run.reruns !== run.answered;

/** What the first frame of another journal begins anew. @param {State} state @returns {State} */
const emptied = (state) => running({ ...state, history: new History(), trails: new Trails(), tries: new Tries() }, { renewed: false });

/** @param {import("./math/network-geometry.js").Sizes} sizes */
const shapeOf = (sizes) => `${sizes}/${sizes.pieces ?? ""}`;

/** A network of another shape: its maps, its plane and what was chosen in it are no more. @param {State} state @param {number[]} sizes @returns {State} */
function forgotten(state, sizes) {
  const there = (/** @type {import("./state.js").Ref} */ ref) => {
    if (!ref || ref.kind === "point") return ref;
    if (ref.kind === "unit") return ref.unit < (sizes[ref.layer] ?? 0) ? ref : null;
    return ref.unit < (sizes[ref.layer + 1] ?? 0) && (ref.kind === "bias" || ref.input < sizes[ref.layer]) ? ref : null;
  };
  const maps = { size: 0, units: [], scale: [], tick: state.maps.tick + 1 };
  return { ...state, maps, landscape: null, preview: null, selected: there(state.selected), hovered: there(state.hovered) };
}

/** The newest map of every unit: a frame brings some of them, counted on from `first`, round and round. @param {State["maps"]} old @param {{side: number, first: number, units: number, data: Uint8Array, scale: Float32Array}} maps */
function mapped(old, { side, first, units, data, scale }) {
  const kept = old.size === side && old.units.length === units;
  const next = { size: side, units: kept ? [...old.units] : Array(units).fill(null), scale: kept ? [...old.scale] : Array(units).fill(1), tick: old.tick + 1 };
  for (let slot = 0; slot < scale.length; slot++) {
    const unit = (first + slot) % units;
    next.units[unit] = data.subarray(slot * side * side, (slot + 1) * side * side);
    next.scale[unit] = scale[slot];
  }
  return next;
}

/** A coarser picture of what is already known more finely only brings a longer path. @type {Reducer} */
function surveyed(state, { landscape }) {
  const old = state.landscape;
  const coarser = old && old.plane === landscape.plane && old.version === landscape.version && old.n > landscape.n && String(old.window) === String(landscape.window);
  return { ...state, landscape: coarser ? { ...old, path: landscape.path } : landscape };
}

/** The answer to an earlier rerun must not undo a later one. @type {Reducer} */
function journaled(state, { message: { journal, tag } }) {
  if (state.run.reruns && !state.run.fresh) {
    return running(tag === state.run.reruns ? { ...state, journal } : state, { renewed: true, answered: tag ?? 0 });
  }
  if (!state.run.fresh) return { ...state, journal };
  const { past } = state;
  // What was undoable still is: a restart keeps the data, the layers and the settings.
  return { ...begun(ghosted(state, journal)), past };
}

/** @type {Reducer} */
function told(state, { message: { playing, step, horizon, diverged } }) {
  return awaits(state) ? state : running(state, { step, horizon, diverged: diverged ?? null, progress: null, ...believed(state.run, playing, Boolean(diverged)) });
}

/** @type {Reducer} */
function loaded(state, { journal, step = 0 }) {
  const next = begun(ghosted(state, journal));
  return running(next, { step, horizon: step });
}

/**
 * Another journal, on which what runs is to stand where it stands; what is on the screen stays until its first frame comes. It can be
 * undone; all reruns of one gesture are one undo. @type {Reducer}
 */
function rerun(state, { journal, step, gesture, quiet }) {
  if (quiet) return onto(state, journal, step);
  const before = { kind: "journal", journal: state.journal, step: state.run.step, mode: modeOf(state) };
  const same = gesture !== undefined && gesture === state.past.gesture;
  const past = { undo: same ? state.past.undo : [...state.past.undo, [before]].slice(-MOST_UNDOS), redo: [], gesture };
  return onto({ ...state, past }, journal, step);
}

/** What of the view goes with a journal of walkers: its rows mean nothing in another mode. @param {State} state */
export const modeOf = ({ view: { descent: { mode, shelf, picked } } }) => ({ mode, shelf, picked });

/** @param {State} state @param {import("./state.js").Journal} journal @param {number} step @returns {State} */
export function onto(state, journal, step) {
  const { spec } = journal.edits.reduce((folded, { edit }) => mirror(folded, edit), /** @type {import("./mirror.js").Data} */ ({ spec: said(journal.spec), points: state.points }));
  const next = { ...state, journal, spec, confirmed: { ...state.confirmed, spec }, pending: [], checkpoint: null, preview: null };
  return running(next, { step, horizon: step, diverged: null, reruns: state.run.reruns + 1, ...(state.run.playing && wished(true)) });
}

/** @type {Record<string, Reducer>} */
export const RUN = {
  "run/played": (state, { speed }) => (state.run.diverged ? state : running(answered(state, "error.no_points"), { ...wished(true), speed: speed ?? state.run.speed })),
  "run/paused": (state) => running(state, wished(false)),
  "run/stepped": (state) => running(state, wished(false)),
  "run/sought": (state, { step }) => (state.run.diverged && step < state.run.diverged.step ? running(state, { diverged: null }) : state),
  // Without a link nobody would answer; a lost one takes the wish with it.
  "run/restarted": (state) => state.link.status !== "live" ? state : running(state, { ...wished(false), fresh: true }),
  "run/speed": (state, { speed }) => running(state, { speed }),
  "run/unit": (state, { unit }) => running(state, { unit }),
  "branch/taken": (state, { id }) => returned(state, id),
  "journal/loaded": loaded,
  "run/rerun": rerun,
  "server/journal": journaled,
  "server/frame": framed,
  "server/status": told,
  "server/progress": (state, { message: { what, step, of } }) => running(state, { progress: { what, step, of } }),
  "server/checkpoint": (state, { message: { checkpoint } }) => ({ ...state, checkpoint }),
  "server/landscape": surveyed,
};
