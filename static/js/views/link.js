// @ts-check
/** What is said while the connection is not there: why, when it is tried again, and a button where the person may decide. */
import { linkAsked } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../ending.js").Why} Why */

/** After these the page goes on by itself in a moment: there is nothing to wait out and nothing to decide. @type {readonly (Why | null)[]} */
const SOON = ["gone", "restart", "too_big"];

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const words = h("p"), wait = h("span", { class: "wait", "aria-hidden": "true" });
  const button = h("button", { type: "button", class: "button", onclick: () => store.dispatch(linkAsked()) });
  const banner = h("div", { class: "link", hidden: true }, words, wait, button);
  // The region is there from the start: a screen reader hears only what appears in a region that it knows.
  element.append(h("div", { role: "status" }, banner));
  /** @type {any} */
  let timer = null;
  const count = () => {
    const { until } = store.get().link, seconds = Math.ceil(((until ?? 0) - performance.now()) / 1000);
    setText(wait, until === null ? "" : t("link.wait", { n: Math.max(0, seconds) }));
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
  };
  return {
    /** @param {State} state @param {State} previous */
    update({ link, lang }, previous) {
      if (link === previous.link && lang === previous.lang) return;
      const { status, why, until, fault } = link, decides = status === "lost" && !SOON.includes(why);
      banner.hidden = status !== "lost";
      banner.classList.toggle("told-why", why !== "gone");
      setText(words, banner.hidden || !why ? "" : fault ? t("link.fault", { fault }) : t(`link.${why}`));
      setText(button, t(why === "taken" ? "link.here" : "link.now"));
      const waits = decides && until !== null;
      wait.hidden = !waits;
      button.hidden = !decides || (!waits && !["taken", "no_room"].includes(why ?? ""));
      if (!waits) return stop();
      count();
      timer ??= setInterval(count, 1000);
    },
    destroy() {
      stop();
      element.replaceChildren();
    },
  };
}
