// @ts-check
/**
 * Asks the engine what the studies on the screen need (studies.js). Rules:
 * 1. Only what somebody looks at is asked, nothing twice, and of each study one question after the other: what was dragged meanwhile is asked
 *    when the answer is there, and only the latest.
 * 2. At most thirty questions a second in all, four of them in one frame: a page that draws seldom must not ask its studies one a frame.
 *    While the run plays, those that follow it take a quarter of their time at most.
 */
import { studyAsked } from "./actions.js";
import { STUDIES } from "./studies.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {{key: string, id: number, asked: number, took: number, patience: number}} Known */

const PACE = 33, MOST_AT_ONCE = 4;
/** After so long a question counts as lost, milliseconds; twice as long each time. */
const PATIENCE = 3000, MOST_PATIENCE = 60_000;

/** @param {{get: () => State, dispatch: (action: any) => void, visible: () => ReadonlySet<string>, again?: () => void, now?: () => number, studies?: typeof STUDIES}} world  again: asks for another animation frame */
export function createInquirer({ get, dispatch, visible, again = () => {}, now = () => performance.now(), studies = STUDIES }) {
  /** @type {Map<string, Known>} */
  const known = new Map();
  let allowed = MOST_AT_ONCE, looked = now(), boot = 0;
  const knownOf = (/** @type {string} */ about) => known.get(about) ?? { key: "", id: 0, asked: -Infinity, took: 0, patience: PATIENCE };
  return {
    /** Once a frame. The study that has waited longest goes first. */
    look() {
      const state = get(), seen = visible(), time = now();
      allowed = Math.min(MOST_AT_ONCE, allowed + (time - looked) / PACE);
      looked = time;
      if (state.link.status !== "live") return void known.clear();
      if (!state.frame || state.run.renewed) return;
      if (boot !== state.link.attempt) [boot] = [state.link.attempt, known.clear()];
      const wanted = Object.entries(studies).filter(([, { readers }]) => readers.some((name) => seen.has(name)))
        .map(([about, { question, about: depends }]) => ({ about, follows: depends !== undefined, before: knownOf(about), question: question(state), on: depends?.(state) }))
        .filter(({ question }) => question !== null).sort((a, b) => a.before.asked - b.before.asked);
      for (const { about, follows, before, question, on } of wanted) {
        const answer = state.studies[about], key = JSON.stringify([question, on]);
        const open = before.id > 0 && (answer?.id ?? 0) < before.id;
        if (open && now() - before.asked < before.patience) { again(); continue; }
        if (!open && before.id > 0 && before.took === 0) known.set(about, { ...before, took: now() - before.asked, patience: PATIENCE });
        if (!open && key === before.key) continue;
        const { took } = knownOf(about), pause = follows && state.run.playing ? Math.max(PACE, 4 * took) : PACE;
        if (allowed < 1 || now() - before.asked < pause) { again(); continue; }
        const action = studyAsked(about, /** @type {object} */ (question));
        known.set(about, { key, id: action.id, asked: now(), took: 0, patience: open ? Math.min(MOST_PATIENCE, 2 * before.patience) : PATIENCE });
        allowed -= 1;
        dispatch(action);
      }
    },
  };
}
