// @ts-check
/**
 * Asks the server for the lie of the land: slope, curvature and a cut where the picked walker stands, and in the fan where all begin. Rules:
 * 1. Only what somebody looks at is asked, nothing twice, and one question after the other: of two answers that wait the server sends the newer one.
 * 2. At once while the run rests; while it runs at most four times a second, and on a slow line for a quarter of its time.
 */
import { surveyAsked } from "./actions.js";
import { angleOf, spanOf } from "./math/cut.js";
import { rowOf } from "./modes.js";
import { windowOf } from "./mountains.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {{at: [number, number], angle: number, span: number, h: number, fresh?: boolean}} Where */

const PACE = 250;
/** After so long a question counts as lost: the run that it was about is no more. Twice as long each time, for perhaps the line is slow. */
const PATIENCE = 600, MOST_PATIENCE = 10_000;
/** Views that show something of it. */
const READERS = ["descent-controls", "slice", "inner", "fan", "map"];

/** @param {{get: () => State, dispatch: (action: any) => void, visible: () => ReadonlySet<string>, again?: () => void, now?: () => number}} world  again: asks for another animation frame */
export function createSurveyor({ get, dispatch, visible, again = () => {}, now = () => performance.now() }) {
  const known = { start: "", walker: "" };
  let asked = -Infinity, waiting = 0, patience = PATIENCE, pace = PACE;
  /** @param {"start" | "walker"} about @param {Where} where @param {string} key */
  const ask = (about, where, key) => {
    const action = surveyAsked(where, about);
    known[about] = key;
    [asked, waiting] = [now(), action.id];
    dispatch(action);
  };
  const answered = () => {
    if (waiting) pace = Math.max(PACE, 4 * (now() - asked));
    [waiting, patience] = [0, PATIENCE];
  };
  /** Whether the last question is still open; a lost one is asked again. @param {State} state */
  const open = ({ survey, outset }) => {
    if (Math.max(survey?.id ?? 0, outset.survey?.id ?? 0) >= waiting) return answered(), false;
    if (now() - asked < patience) return again(), true;
    known.start = known.walker = "";
    patience = Math.min(MOST_PATIENCE, 2 * patience);
    return false;
  };
  return {
    /** Once a frame. */
    look() {
      const state = get(), seen = visible();
      if (state.lab !== "descent" || state.link.status !== "live" || !state.frame?.theta || state.run.renewed || !READERS.some((name) => seen.has(name)) || open(state)) return;
      const about = JSON.stringify([state.run.reruns, state.spec?.objective, state.spec?.methods]);
      const there = state.view.descent.mode === "fan" ? startOf(state) : null, here = hereOf(state);
      const first = JSON.stringify(there) + about, second = JSON.stringify(here) + about;
      if (there && first !== known.start) ask("start", there, first);
      else if (here && second !== known.walker && (!state.run.playing || now() - asked >= pace)) ask("walker", here, second);
    },
  };
}

/** @param {State} state @returns {Where | null} */
function hereOf(state) {
  const { frame, view: { descent } } = state, row = rowOf(state), x = frame?.theta?.[2 * row] ?? NaN, y = frame?.theta?.[2 * row + 1] ?? NaN;
  if (row < 0 || !Number.isFinite(x) || !Number.isFinite(y)) return null;
  return { at: [x, y], angle: angleOf(descent, frame?.grad, row), span: spanOf(descent, windowOf(state)), h: descent.h };
}

/** The place where all rows begin: only its curvature is wanted. @param {State} state @returns {Where | null} */
function startOf(state) {
  const { spec, trails } = state, [x, y] = spec?.objective.start ?? (trails.length ? [trails.x(0, 0), trails.y(0, 0)] : [NaN, NaN]);
  return Number.isFinite(x) && Number.isFinite(y) ? { at: [x, y], angle: 0, span: 1, h: 1e-5, fresh: true } : null;
}
