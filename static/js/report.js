// @ts-check
/** What the page shows, as plain JSON: for tests and for teachers' scripts (`window.downhill.state()`). */

import { keyOf } from "./math/roster.js";

/** @typedef {import("./state.js").State} State */

const ROWS = 200;

/** @param {State} state */
export function report(state) {
  const { run, frame, history, landscape, link } = state;
  const first = (/** @type {ArrayLike<number> | undefined} */ values) => (values ? values[0] : null);
  return {
    lab: state.lab, spec: state.spec, version: state.version, points: state.points, journal: state.journal,
    step: run.step, horizon: run.horizon, epoch: run.epoch, unit: run.unit, speed: run.speed, measuredSpeed: frame?.speed ?? null,
    status: statusOf(state), connected: link.status === "live", link, pace: state.pace, share: state.share, follow: state.follow, diverged: run.diverged, progress: run.progress,
    loss: first(frame?.loss), testLoss: first(frame?.test_loss), batchLoss: first(frame?.batch_loss), penalty: first(frame?.penalty),
    accuracy: first(frame?.accuracy), testAccuracy: first(frame?.test_accuracy), rate: first(frame?.rate),
    norms: list(frame?.norms), theta: frame?.step === run.step ? list(frame.theta) : null, sizes: frame?.sizes ?? null,
    settled: state.pending.length === 0 && !run.wish && run.reruns === run.answered && !run.renewed && frame !== null && frame.step === run.step && frame.version === state.version,
    undo: state.past.undo.length, redo: state.past.redo.length, pending: state.pending.length,
    branches: state.branches.map(({ id, from, horizon }) => ({ id, from, horizon })),
    landscape: landscape && { plane: landscape.plane, n: landscape.n, finest: landscape.finest, version: landscape.version, explained: [...landscape.explained], kind: landscape.kind, facts: landscape.facts, window: [...landscape.window], path: landscape.path.length / 5 },
    walkers: walkers(state), trails: { rows: state.trails.rows, length: state.trails.length, last: state.trails.last }, tries: state.tries.length, survey: state.survey, formula: state.formula, studies: state.studies,
    preview: state.preview, check: state.check, view: state.view, selected: state.selected, lang: state.lang, theme: state.theme, present: state.present, dialog: state.dialog,
    history: Array.from({ length: Math.min(ROWS, history.length) }, (_, i) => history.row(Math.max(0, history.length - ROWS) + i)),
  };
}

/** Who walks, row by row: where, how high, at what cost, and since when lost (−1: not). @param {State} state */
function walkers({ lab, spec, frame }) {
  const { theta, status } = frame ?? {};
  if (lab !== "descent" || !spec || !frame || !theta || spec.methods.length !== frame.loss.length) return [];
  return spec.methods.map((method, row) => ({
    key: keyOf(method), seed: method.seed ?? 0, x: theta[2 * row], y: theta[2 * row + 1], loss: frame.loss[row], rate: frame.rate[row],
    evaluations: [frame.evaluations[2 * row], frame.evaluations[2 * row + 1]], lost: status ? status[2 * row] : -1,
  }));
}

/** @param {State} state */
function statusOf({ link, run }) {
  if (link.status !== "live") return link.status;
  return run.diverged ? "diverged" : run.playing ? "playing" : "paused";
}

/** @param {ArrayLike<number> | undefined} values */
const list = (values) => (values ? Array.from(values) : null);
