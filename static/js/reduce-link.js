// @ts-check
/** Reducers of the connection: its state, how much the server can give, who looks on. */
import { dropped } from "./reduce-edits.js";
import { running, wished } from "./reduce-run.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {(state: State, action: any) => State} Reducer */

/**
 * A lost link takes a restart with it; what was playing is to play again, whatever the first words of the next one are. What was too big for the
 * server would be so again. @type {Reducer}
 */
function linked(state, { link }) {
  const next = { ...state, link: { ...state.link, ...link } };
  if (link.status !== "lost") return next;
  const paceless = running({ ...next, pace: null }, { fresh: false, ...(state.run.playing && wished(true)) });
  return link.why === "too_big" ? dropped(paceless) : paceless;
}

/** @type {Record<string, Reducer>} */
export const LINK = {
  "link/changed": linked,
  "link/asked": (state) => state,
  "share/asked": (state) => state,
  "server/welcome": (state, { message: { boot, fingerprint, fps } }) => ({ ...state, link: { ...state.link, boot, fingerprint, fps } }),
  // What is given whole again is the end of it.
  "server/pace": (state, { message: { fps, wanted, done } }) => ({ ...state, pace: wanted === null && fps >= state.link.fps ? null : { fps, wanted, done } }),
  "server/shared": (state, { message: { code, followers } }) => ({ ...state, share: { code, followers } }),
  "server/following": (state) => (state.follow ? { ...state, follow: { ...state.follow, here: true } } : state),
  "server/left": (state) => (state.follow ? { ...state, follow: { ...state.follow, here: false } } : state),
};
