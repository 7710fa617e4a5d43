// @ts-check
/** The walk through the graph, in the transport's place: what drives it, a chip a node, and where it stands in words. */
import { dialogClosed, dialogOpened } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { graphNow } from "../math/graph-now.js";
import { walkButtons } from "./walk-buttons.js";
import { walkChips } from "./walk-chips.js";
import { placeWords } from "./walk-words.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const read = graphNow(), drive = walkButtons(store), chips = walkChips(store);
  const line = h("p", { class: "walk-line" });
  const words = h("button", { type: "button", class: "button walk-read", "data-t": "words.open", "aria-controls": "words", onclick: () => store.dispatch(store.get().dialog === "words" ? dialogClosed() : dialogOpened("words")) }, t("words.open"));
  element.classList.add("walk");
  element.append(drive.element, h("div", { class: "walk-way" }, chips.element, line), words);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (same(state, previous)) return;
      if (state.lang !== previous.lang) translate(element);
      const now = read(state);
      setAttribute(line, "aria-live", state.walk.playing ? "off" : "polite");
      drive.show(state, now);
      chips.show(now);
      setText(line, now ? placeWords(now) : "");
      setAttribute(line, "title", line.textContent);
      setAttribute(words, "aria-expanded", String(state.dialog === "words"));
    },
    destroy() {
      chips.destroy();
      element.replaceChildren();
    },
  };
}

/** @param {State} state @param {State} previous */
function same({ studies, view, walk, lang, dialog }, previous) {
  return studies.graph === previous.studies?.graph && view.backprop === previous.view.backprop && walk === previous.walk && lang === previous.lang && dialog === previous.dialog;
}
