// @ts-check
/** Plays the walk through the graph: a node at once, then one every so many milliseconds, as long as there is one. Looked at once a frame. */
import { walkTicked } from "./actions.js";

/** @param {{get: () => import("./state.js").State, dispatch: (action: any) => void, again?: () => void, now?: () => number}} world  again: asks for another animation frame */
export function createPace({ get, dispatch, again = () => {}, now = () => performance.now() }) {
  let last = -Infinity;
  return {
    look() {
      const { walk, view } = get();
      if (!walk.playing) return void (last = -Infinity);
      if (now() - last >= view.backprop.pace) [last] = [now(), dispatch(walkTicked())];
      again();
    },
  };
}
