// @ts-check
/** Says once, on return, what a run does while its tab is hidden: it waits. That of who presents, or is looked on, does not. */
import { noticeShown } from "./actions.js";

/** ms after which the server takes a page that draws nothing for hidden (docs/protocol.md). */
const ATTENTION = 2000;

/** @typedef {import("./state.js").State} State */

/** @param {{get: () => State, dispatch: (action: any) => void, now?: () => number}} world */
export function createAbsence({ get, dispatch, now = () => performance.now() }) {
  /** @type {number | null} */
  let since = null;
  let told = false;
  return {
    left() {
      since = waits(get()) ? now() : null;
    },
    returned() {
      const waited = since !== null && now() - since > ATTENTION && waits(get());
      since = null;
      if (!waited || told) return;
      told = true;
      dispatch(noticeShown("run.waited"));
    },
  };
}

/** @param {State} state */
const waits = ({ run, present, share, follow }) => run.playing && !present && !share?.followers && !follow;
