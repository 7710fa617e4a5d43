// @ts-check
/**
 * Asks the server for the lie of the land: slope, curvature and a cut where the picked walker stands, and in the fan where all begin. Rules:
 * 1. Only what somebody looks at is asked, and nothing twice.
 * 2. At once while the run rests; while it runs at most four times a second.
 */
import { surveyAsked } from "./actions.js";
import { angleOf, spanOf } from "./math/cut.js";
import { rowOf } from "./modes.js";
import { windowOf } from "./mountains.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {{at: [number, number], row: number, angle: number, span: number, h: number}} Where */

const PACE = 250;
/** Views that show something of it. */
const READERS = ["descent-controls", "slice", "inner", "fan", "map"];

/** @param {{get: () => State, dispatch: (action: any) => void, visible: () => ReadonlySet<string>, now?: () => number}} world */
export function createSurveyor({ get, dispatch, visible, now = () => performance.now() }) {
  let walker = "", start = "", asked = -Infinity;
  return {
    /** Once a frame. */
    look() {
      const state = get(), seen = visible();
      if (state.lab !== "descent" || state.link.status !== "live" || !state.frame?.theta || !READERS.some((name) => seen.has(name))) return;
      const here = hereOf(state), there = state.view.descent.mode === "fan" ? startOf(state) : null;
      const key = JSON.stringify([here, state.run.reruns, state.spec?.methods]), first = JSON.stringify([there?.at, state.run.reruns, state.spec?.methods]);
      if (here && key !== walker && (!state.run.playing || now() - asked >= PACE)) {
        [walker, asked] = [key, now()];
        dispatch(surveyAsked(here));
      }
      if (there && first !== start) {
        start = first;
        dispatch(surveyAsked(there, "start"));
      }
    },
  };
}

/** @param {State} state @returns {Where | null} */
function hereOf(state) {
  const { frame, view: { descent } } = state, row = rowOf(state), x = frame?.theta?.[2 * row] ?? NaN, y = frame?.theta?.[2 * row + 1] ?? NaN;
  if (row < 0 || !Number.isFinite(x) || !Number.isFinite(y)) return null;
  return { at: [x, y], row, angle: angleOf(descent, frame?.grad, row), span: spanOf(descent, windowOf(state)), h: descent.h };
}

/** The place where all rows begin: only its curvature is wanted. @param {State} state @returns {Where | null} */
function startOf(state) {
  const { spec, trails } = state, [x, y] = spec?.objective.start ?? (trails.length ? [trails.x(0, 0), trails.y(0, 0)] : [NaN, NaN]);
  return Number.isFinite(x) && Number.isFinite(y) ? { at: [x, y], row: 0, angle: 0, span: 1, h: 1e-5 } : null;
}
