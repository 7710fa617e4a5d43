// @ts-check
/** Opening a file, with our words: the browser's own button speaks the browser's language, not the page's. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

/** @param {string} key @param {string} accept @param {(file: File) => void} onFile */
export function fileButton(key, accept, onFile) {
  const input = h("input", { type: "file", class: "sr-only", accept });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) onFile(file);
    input.value = ""; // the same file may be opened again
  });
  return h("label", { class: "button" }, input, h("span", { "data-t": key }, t(key)));
}
