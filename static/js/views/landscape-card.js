// @ts-check
/** The card of a place that is being looked at: the loss there beside the loss now, and the way to go there. */
import { previewClosed, placeTaken } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";

/** @typedef {import("../state.js").State} State */

/** @param {import("../store.js").Store} store */
export function createCard(store) {
  const here = h("p", { class: "landscape-here", "aria-live": "polite" });
  const now = h("p", { class: "landscape-now" });
  const go = h("button", { class: "button primary", type: "button", onclick: () => store.dispatch(placeTaken()) });
  const close = h("button", { class: "button", type: "button", onclick: () => store.dispatch(previewClosed()) });
  const words = h("div", { class: "landscape-words" }, here, now);
  const element = h("div", { class: "landscape-card", role: "group", hidden: true }, words, go, close);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    store.dispatch(previewClosed());
  });
  return {
    element,
    /** @param {State} state @param {boolean} above whether the place is so low that the card would cover it */
    update({ preview, frame }, above) {
      element.hidden = !preview;
      element.dataset.side = above ? "above" : "below";
      if (!preview) return;
      setText(go, t("landscape.go"));
      setText(close, t("landscape.close"));
      element.setAttribute("aria-label", t("landscape.preview"));
      setText(here, hereText(preview));
      setText(now, frame ? t("landscape.compare", { now: format(frame.loss[0] + frame.penalty[0]) }) : "");
    },
  };
}

/** @param {NonNullable<State["preview"]>} preview */
function hereText({ loss, penalty, test_loss }) {
  if (loss === null) return t("landscape.asking");
  const parts = [t("landscape.here", { loss: format(loss + (penalty ?? 0)) })];
  if (penalty) parts.push(t("landscape.here.penalty", { penalty: format(penalty) }));
  if (test_loss !== null && !Number.isNaN(test_loss)) parts.push(t("landscape.here.test", { loss: format(test_loss) }));
  return parts.join(" · ");
}
