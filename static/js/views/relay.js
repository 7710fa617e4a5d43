// @ts-check
/**
 * The relay: one method all the way, another all the way, and the first until step n, then the second; three real runs side by side. What is
 * changed here is computed anew from the start, so the boundary can be dragged through a run that is over.
 */
import { newGesture } from "../actions.js";
import { h, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { MOST_STEPS, ranked, readRelay, withRelay } from "../math/relay.js";
import { journalOf } from "../math/roster.js";
import { numberField } from "./control-number.js";
import { relayEnds } from "./relay-ends.js";
import { relayLanes } from "./relay-lanes.js";
import { relaySwats } from "./relay-swats.js";
import { again } from "./walker-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/relay.js").Relay} Relay */
/** @typedef {(change: Partial<Relay>, gesture?: number) => void} Change */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  /** @type {Change} */
  const change = (over, gesture = newGesture()) => {
    const state = store.get();
    if (readRelay(state.spec?.methods ?? [])) again(store, withRelay(journalOf(state), over), gesture);
  };
  const until = numberField({ name: "relay.until", min: 1, max: MOST_STEPS, whole: true, onCommit: (n) => change({ until: n }) });
  const before = h("span"), after = h("span"), lesson = h("p", { class: "hint" });
  const lanes = relayLanes(change), ends = relayEnds(change), swats = relaySwats(store, change);
  const title = h("h2", { "data-t": "panel.relay" }, t("panel.relay"));
  element.replaceChildren(h("div", { class: "relay" },
    h("div", { class: "relay-head" }, title, h("p", { class: "relay-order" }, before, until.element, after)),
    h("div", { class: "relay-lanes" }, lanes.element, ends.element), swats.element, lesson));

  /** @param {State} state @param {Relay} relay */
  const show = (state, relay) => {
    const first = nameOf(relay.first), second = nameOf(relay.second), [head, tail] = t("relay.order", { first, second, next: relay.until + 1 }).split("{n}");
    setText(before, head);
    setText(after, tail);
    until.show(relay.until);
    ends.show(state, relay);
    swats.show(state, relay);
    const [lowest] = ranked(state.frame);
    setText(lesson, t("relay.lesson", { name: [first, second, `${first} → ${second}`][lowest] }));
  };
  return {
    measure: lanes.measure,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const relay = readRelay(state.spec?.methods ?? []);
      if (!relay || state.view.descent.mode !== "relay") return;
      lanes.show(state, relay);
      if (state.frame !== previous.frame || state.spec !== previous.spec || state.view !== previous.view || state.lang !== previous.lang) show(state, relay);
    },
    destroy() {
      lanes.destroy();
      element.replaceChildren();
    },
  };
}

/** @param {import("../state.js").Method} method */
export const nameOf = ({ blocks: [{ optimizer }] }) => t(`optimizer.${optimizer}`);
