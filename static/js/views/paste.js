// @ts-check
/** One's own data: paste or open a CSV, see what it will be, take it. And the present points, out again as CSV. */
import { dialogClosed, editMade, noticeShown } from "../actions.js";
import { copyText } from "../clipboard.js";
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { likelyTask, readCsv, toCsv, toData } from "../math/csv.js";
import { dialogFrame } from "./dialog-frame.js";
import { fileButton, tooLarge } from "./file-button.js";
import { dataPreview } from "./paste-preview.js";

/** @typedef {"classification" | "regression"} Task */

const TASKS = /** @type {Task[]} */ (["classification", "regression"]);

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  /** @type {Task | null} what the person chose; null: what the labels speak for */
  let chosen = null;
  let reading = read("", null);
  const text = h("textarea", { class: "csv", rows: 9, spellcheck: "false", "aria-describedby": "paste-hint", "data-t-label": "paste.text", "aria-label": t("paste.text"), oninput: () => look() });
  const file = fileButton("paste.file", ".csv,.tsv,.txt,text/csv,text/plain", (picked) => open(picked));
  const tasks = TASKS.map((task) => h("button", { type: "button", "data-t": `task.${task}`, onclick: () => look(task) }, t(`task.${task}`)));
  const preview = dataPreview();
  const take = h("button", { type: "button", class: "button primary", "data-t": "paste.take", onclick: () => load() }, t("paste.take"));
  const copy = h("button", { type: "button", class: "button", "data-t": "paste.copy", onclick: () => copyOut() }, t("paste.copy"));
  const frame = dialogFrame(store, "paste", "paste.title",
    h("p", { class: "hint", id: "paste-hint", "data-t": "paste.hint" }, t("paste.hint")),
    h("div", { class: "row" }, file, copy), text,
    h("div", { class: "row" }, h("div", { class: "choices", role: "group", "data-t-label": "paste.task", "aria-label": t("paste.task") }, tasks)),
    preview.element, h("div", { class: "row end" }, take));
  element.append(frame.element);

  /** @param {Task} [task] */
  function look(task) {
    chosen = text.value.trim() === "" ? null : (task ?? chosen);
    reading = read(text.value, chosen);
    tasks.forEach((button, i) => setAttribute(button, "aria-pressed", String(!reading.empty && TASKS[i] === reading.task)));
    for (const button of tasks) button.disabled = reading.empty;
    take.disabled = reading.data === null;
    preview.show(reading);
  }
  /** @param {File} picked */
  async function open(picked) {
    const large = tooLarge(picked);
    if (large) return store.dispatch(noticeShown("file.large", large));
    text.value = await picked.text();
    chosen = null;
    look();
  }
  function load() {
    if (reading.data === null) return;
    const test = store.get().spec?.data.test ?? 0.5;
    const given = reading.data.points[0].length > 3;
    store.dispatch(editMade({ kind: "data", data: { ...reading.data, test } }));
    if (!given && test > 0) store.dispatch(editMade({ kind: "split", test }));
    store.dispatch(dialogClosed());
  }
  async function copyOut() {
    const csv = toCsv(store.get().points);
    if (await copyText(csv)) store.dispatch(noticeShown("paste.copied", { count: store.get().points.length }));
    else {
      text.value = csv;
      look();
      text.select();
    }
  }
  return {
    /** @param {import("../state.js").State} state @param {import("../state.js").State} previous */
    update(state, previous) {
      const opened = frame.update(state, previous);
      if (opened) text.focus();
      if (opened || (frame.element.open && state.lang !== previous.lang)) look();
    },
    destroy: () => element.replaceChildren(),
  };
}

/** @typedef {ReturnType<typeof read>} Reading */

/** @param {string} text @param {Task | null} chosen */
function read(text, chosen) {
  const { rows, problems } = readCsv(text);
  const task = chosen ?? (rows.length ? likelyTask(rows) : "classification");
  const made = toData(rows, task);
  const all = [...problems, ...made.problems];
  return { ...made, task, empty: text.trim() === "", problems: all, data: all.length || !rows.length ? null : made.data };
}
