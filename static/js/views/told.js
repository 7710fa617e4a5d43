// @ts-check
/** What the run is busy with, or cannot give: on the upper line of the transport, where it moves nothing. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { toldOf } from "./told-words.js";

/** @typedef {import("../state.js").State} State */

export function toldLine() {
  const line = h("p", { class: "told", "aria-hidden": "true", hidden: true });
  const spoken = h("p", { class: "sr-only", role: "status" });
  let kind = "";
  return {
    elements: [line, spoken],
    /** Numbers change on; only what kind of thing it is, is spoken. @param {State} state @param {boolean} again in another language */
    show(state, again) {
      const told = toldOf(state);
      line.hidden = told.text === "";
      setText(line, told.text);
      setAttribute(line, "title", told.why || null);
      if (told.kind === kind && !again) return;
      setText(spoken, told.text || (kind === "pace" && state.run.playing ? t("pace.over") : ""));
      kind = told.kind;
    },
  };
}
