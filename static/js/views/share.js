// @ts-check
/** The whole run as an address, or, when it is too long for one, as a file. A file opens here again. */
import { dialogClosed, journalLoaded, noticeShown, runSpeed, runUnit, viewChanged } from "../actions.js";
import { copyText } from "../clipboard.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { saved, savedOf, toHash } from "../url.js";
import { dialogFrame } from "./dialog-frame.js";
import { fileButton, tooLarge } from "./file-button.js";
import { shareLive } from "./share-live.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const address = h("input", { type: "text", class: "address", readonly: true, "data-t-label": "share.address", "aria-label": t("share.address") });
  const copy = h("button", { type: "button", class: "button primary", "data-t": "share.copy", onclick: () => copyOut() }, t("share.copy"));
  const note = h("p", { class: "hint", role: "status" });
  const wrong = h("p", { class: "wrong", role: "alert" });
  const save = h("button", { type: "button", class: "button", "data-t": "share.save", onclick: () => saveFile(store.get()) }, t("share.save"));
  const live = shareLive(store, isLocal() ? "share.live.local" : "");
  const frame = dialogFrame(store, "share", "share.title",
    h("p", { class: "hint", "data-t": "share.hint" }, t("share.hint")), h("div", { class: "row" }, address, copy), note, live.element,
    h("h3", { "data-t": "share.file" }, t("share.file")),
    h("div", { class: "row" }, save, fileButton("share.open", ".json,application/json", (file) => open(file))), wrong);
  element.append(frame.element);

  async function copyOut() {
    if (await copyText(address.value)) return store.dispatch(noticeShown("share.copied"));
    address.select();
    setText(note, t("share.manual"));
  }
  async function write() {
    setText(wrong, "");
    const hash = await toHash(savedOf(store.get()));
    address.value = hash === null ? "" : `${location.origin}${location.pathname}${hash}`;
    copy.disabled = hash === null;
    setText(note, hash === null ? t("share.long") : isLocal() ? t("share.local") : "");
  }
  /** @param {File} file */
  async function open(file) {
    const large = tooLarge(file);
    if (large) return setText(wrong, t("file.large", large));
    const read = saved(await file.text().then(JSON.parse).catch(() => null));
    if (read === null) return setText(wrong, t("share.bad", { name: file.name }));
    store.dispatch(dialogClosed());
    store.dispatch(viewChanged(read.view));
    store.dispatch(runSpeed(read.speed));
    store.dispatch(runUnit(read.unit));
    store.dispatch(journalLoaded(read.journal, read.step));
  }
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const opened = frame.update(state, previous);
      if (opened || (frame.element.open && state.lang !== previous.lang)) write();
      if (opened || frame.element.open) live.show(state);
    },
    destroy: () => element.replaceChildren(),
  };
}

/** @param {State} state */
function saveFile(state) {
  const file = new Blob([JSON.stringify(savedOf(state))], { type: "application/json" });
  const link = h("a", { href: URL.createObjectURL(file), download: `downhill-${state.run.step}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** An address of this machine itself opens nowhere else. */
const isLocal = () => ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
