// @ts-check
/** In place of what drives the run, on a page that looks on: that it does, whether the presenter is there, and the way back. */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {import("../state.js").State} State */

export function lookingOn() {
  const title = h("b"), words = h("p", { role: "status" });
  const stop = h("button", { type: "button", class: "button", onclick: () => location.assign(location.pathname + location.search) });
  return {
    element: h("div", { class: "looking-on" }, h("div", null, title, words), stop),
    /** @param {State} state */
    show({ follow, frame }) {
      setText(title, t("share.live"));
      setText(words, frame ? t(follow?.elsewhere ? "follow.elsewhere" : follow?.here ? "follow.here" : "follow.left") : "");
      setText(stop, t("follow.stop"));
    },
  };
}
