// @ts-check
/**
 * Looking on while somebody else runs: a page whose address ends in `#follow=CODE` shows that run and asks for nothing. Rules:
 * 1. The code stands behind the #: what stands there is sent to no server and written into no log.
 * 2. What would change the run, or ask the engine about it, is answered with a sentence and goes no further (reduce.js asks here first).
 * 3. The Network lab is where one looks on. While the presenter walks on mountains, the last picture of the network stays.
 *
 * @typedef {import("./state.js").State} State
 */
import { begun } from "./branches.js";
import { noticed } from "./notices.js";

const PREFIX = "#follow=";

/** @param {string} hash of the address @returns {string | null} */
export function followedIn(hash) {
  return /^#follow=([\w-]{8,40})$/.exec(hash)?.[1] ?? null;
}

/** The address at which one looks on. @param {string} origin @param {string} code */
export const followAddress = (origin, code) => `${origin}/network${PREFIX}${code}`;

/** The lab in which a journal is at home. @param {import("./state.js").Journal} journal @returns {"descent" | "network"} */
export const homeOf = ({ spec }) => (["surface", "points"].includes(spec.objective?.kind) ? "descent" : "network");

/** The presenter's to do. */
const THEIRS = /^(run|edit)\/|^(branch\/taken|place\/taken|place\/previewed|journal\/loaded|check\/asked|share\/asked)$/;
/** Whatever else is told of a run on mountains, a picture of a network cannot show. */
const OF_THE_LINE = /^server\/(welcome|following|left|error)$/;

/** What an action comes to on a page that looks on: a state, and whether what always happens happens to it. @param {State} state @param {import("./store.js").Action} action @returns {[State, boolean]} */
export function lookedOn(state, action) {
  const { follow } = state;
  if (!follow) return [state, true];
  if (THEIRS.test(action.type)) return [noticed(state, "follow.only"), false];
  if (action.type === "server/journal") return another(state, action.message.journal);
  if (follow.elsewhere && action.type.startsWith("server/") && !OF_THE_LINE.test(action.type)) return [state, false];
  return [action.type === "server/frame" && !follow.here ? { ...state, follow: { ...follow, here: true } } : state, true];
}

/** The presenter has begun, or gone back to, something: of another journal the curves are not this one's. @param {State} state @param {import("./state.js").Journal} journal @returns {[State, boolean]} */
function another(state, journal) {
  const elsewhere = homeOf(journal) === "descent", same = elsewhere || JSON.stringify(journal) === JSON.stringify(state.journal);
  return [{ ...(same ? state : begun(state)), follow: state.follow && { ...state.follow, here: true, elsewhere } }, !elsewhere];
}
