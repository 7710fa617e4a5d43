// @ts-check
/**
 * Short sentences that come and go. What only tells goes by itself, unless it is pointed at or holds the focus; an alarm and a question
 * stay until they are closed.
 */
import { noticeClosed } from "../actions.js";
import { h } from "../dom.js";
import { has, t } from "../i18n.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {State["notices"][number]} Notice */
/** @typedef {import("../store.js").Store} Store */

const READING = 6000;
const DECIDING = 12_000;

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  /** @type {Map<number, {element: HTMLElement, stop: () => void}>} */
  const shown = new Map();
  // Both regions are there from the start: a screen reader hears only what appears in a region that it knows.
  const status = h("div", { role: "status" });
  const alerts = h("div", { role: "alert" });
  element.append(alerts, status);
  const drop = (/** @type {number} */ id) => {
    shown.get(id)?.stop();
    shown.get(id)?.element.remove();
    shown.delete(id);
  };
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.notices === previous.notices && state.lang === previous.lang) return;
      const again = state.lang !== previous.lang;
      for (const id of [...shown.keys()]) if (again || !state.notices.some((notice) => notice.id === id)) drop(id);
      for (const notice of state.notices) {
        if (shown.has(notice.id)) continue;
        const toast = makeToast(notice, store);
        shown.set(notice.id, toast);
        (notice.tone === "alarm" ? alerts : status).append(toast.element);
      }
    },
    destroy() {
      for (const id of [...shown.keys()]) drop(id);
      element.replaceChildren();
    },
  };
}

/** What has no text of its own here (an error that only a program can make) is shown in the server's words. @param {Notice} notice @param {Store} store */
function makeToast({ id, key, values, tone, action }, store) {
  const close = () => store.dispatch(noticeClosed(id));
  const act = action && h("button", { type: "button", class: "button", onclick: () => {
    store.dispatch(action.action);
    close();
  } }, t(action.key));
  const element = h("div", { class: `toast ${tone}` }, h("p", null, has(key) ? t(key, values) : t("error.text", values)), act,
    h("button", { type: "button", class: "button quiet", onclick: close }, t("dialog.close")));
  return { element, stop: tone === "alarm" ? () => {} : goesAway(element, action ? DECIDING : READING, close) };
}

/** @param {HTMLElement} element @param {number} after @param {() => void} close */
function goesAway(element, after, close) {
  let timer = setTimeout(leave, after);
  function leave() {
    if (element.matches(":hover, :focus-within")) timer = setTimeout(leave, 1000);
    else close();
  }
  return () => clearTimeout(timer);
}
