// @ts-check
/** The part of the share dialog by which others look on: an address for them, and how many have opened it. */
import { noticeShown, shareAsked } from "../actions.js";
import { copyText } from "../clipboard.js";
import { h, setText } from "../dom.js";
import { followAddress } from "../follow.js";
import { t } from "../i18n.js";

/** @typedef {import("../state.js").State} State */

/** @param {import("../store.js").Store} store @param {string} warning  what is said of an address that opens on this machine alone, or "" */
export function shareLive(store, warning) {
  const address = h("input", { type: "text", class: "address", readonly: true, hidden: true, "data-t-label": "share.address", "aria-label": t("share.address") });
  const copy = h("button", { type: "button", class: "button primary", "data-t": "share.live.copy", onclick: () => ask() }, t("share.live.copy"));
  const where = h("p", { class: "hint" }), count = h("p", { class: "hint", role: "status" });
  const element = h("section", null, h("h3", { "data-t": "share.live" }, t("share.live")), where, h("div", { class: "row" }, address, copy), count);
  /** Whether the address is to be copied as soon as there is one. */
  let wanted = false;

  function ask() {
    wanted = true;
    if (store.get().share) copyOut();
    else store.dispatch(shareAsked());
  }
  async function copyOut() {
    wanted = false;
    if (await copyText(address.value)) return store.dispatch(noticeShown("share.live.copied"));
    address.select();
    store.dispatch(noticeShown("share.manual"));
  }
  return {
    element,
    /** @param {State} state */
    show({ lab, share, follow, link }) {
      element.hidden = follow !== null;
      copy.disabled = lab === "descent" || link.status !== "live";
      setText(where, t(lab === "network" ? "share.live.hint" : `share.live.${lab === "descent" ? "mountains" : "network"}`));
      address.hidden = !share;
      address.value = share ? followAddress(location.origin, share.code) : "";
      setText(count, share ? [t("share.live.count", { n: share.followers }), warning && t(warning)].filter(Boolean).join(" ") : "");
      if (share && wanted) copyOut();
    },
  };
}
