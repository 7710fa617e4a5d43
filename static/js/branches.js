// @ts-check
/** Branches: the ghosts of other futures. What leaves the screen becomes one, and any of them can be returned to. */
import { History } from "./math/history.js";
import { Trails } from "./math/trails.js";
import { Tries } from "./math/tries.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Branch} Branch */
/** @typedef {import("./state.js").Journal} Journal */

const MOST = 6;

/** The present run as a ghost beside the new journal. Nothing is kept of a run that took no step, and of the same run only what went furthest. @param {State} state @param {Journal} journal @returns {State} */
export function ghosted(state, journal) {
  const { history, trails, checkpoint, run } = state;
  const ghost = { id: state.count + 1, journal: state.journal, history, ...(trails.length && { trails }), checkpoint, horizon: run.horizon, from: 0 };
  const twins = state.branches.filter((other) => partsAt(other.journal, ghost.journal) === Infinity);
  const further = twins.some((twin) => twin.horizon >= ghost.horizon);
  const all = run.horizon === 0 || history.length < 2 || further ? state.branches : [...state.branches.filter((other) => !twins.includes(other)), ghost];
  return { ...state, count: ghost.id, journal, branches: placed(all, journal).slice(-MOST) };
}

/** The state with a branch as its run, and what ran as a ghost. @param {State} state @param {number} id @returns {State} */
export function returned(state, id) {
  const branch = state.branches.find((other) => other.id === id);
  if (!branch) return state;
  const { journal, history, trails = new Trails(), checkpoint, horizon } = branch;
  const others = state.branches.filter((other) => other !== branch);
  const next = ghosted({ ...state, branches: others }, journal);
  return { ...begun(next), history, trails, checkpoint, run: { ...begun(next).run, step: horizon, horizon } };
}

/** The state before the first word about another journal: what belonged to the old one is gone. @param {State} state @returns {State} */
export function begun(state) {
  return {
    ...state, history: new History(), trails: new Trails(), tries: new Tries(), checkpoint: null, pending: [], landscape: null, preview: null,
    past: { undo: [], redo: [], gesture: undefined },
    run: { ...state.run, step: 0, horizon: 0, epoch: 0, playing: false, wish: null, diverged: null, progress: null, fresh: false },
  };
}

/** Each branch with the step where it parts from a journal: the same run again is shown whole. @param {readonly Branch[]} branches @param {Journal} journal @returns {readonly Branch[]} */
export function placed(branches, journal) {
  const from = (/** @type {Branch} */ branch) => partsAt(branch.journal, journal);
  return branches.map((branch) => ({ ...branch, from: Number.isFinite(from(branch)) ? from(branch) : 0 }));
}

/** The step at which two journals part: 0 if they begin differently, Infinity if they are the same. @param {Journal} a @param {Journal} b */
function partsAt(a, b) {
  if (JSON.stringify(a.spec) !== JSON.stringify(b.spec)) return 0;
  const first = a.edits.findIndex((edit, i) => JSON.stringify(edit) !== JSON.stringify(b.edits[i]));
  const at = first < 0 ? a.edits.length : first;
  return Math.min(a.edits[at]?.step ?? Infinity, b.edits[at]?.step ?? Infinity);
}
