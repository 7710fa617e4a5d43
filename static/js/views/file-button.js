// @ts-check
/** Opening a file, with our words: the browser's own button speaks the browser's language, not the page's. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

const MIB = 2 ** 20;

/** What a file that is far too large for us is told by; null if it is none. Reading a film as text would freeze the page. @param {File} file */
export function tooLarge(file) {
  return file.size <= MIB ? null : { name: file.name, got: (file.size / MIB).toFixed(1) };
}

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
