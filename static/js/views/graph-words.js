// @ts-check
/** The graph read in order: every leaf, every step forward, what every step sends back. Always there for those who listen, shown on demand. */
import { dialogClosed, walkPut } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { graphNow } from "../math/graph-now.js";
import { backwardWords, called, forwardWords, told } from "./walk-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/graph-now.js").Now} Now */

/** Who only listens is told when things rest, milliseconds. */
const REST = 250;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const read = graphNow(), leaves = h("p", null), forward = h("ol", null), backward = h("ol", null), gradients = h("p", null), close = h("button", { type: "button", class: "button", "data-t": "dialog.close", onclick: () => store.dispatch(dialogClosed()) }, t("dialog.close"));
  let later = 0;
  const title = (/** @type {string} */ key) => h("h3", { "data-t": key }, t(key));
  element.id = "words";
  element.append(h("div", { class: "words-head" }, h("h2", { "data-t": "words.title" }, t("words.title")), close), leaves, title("walk.forward"), forward, title("walk.backward"), backward, gradients);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const { studies, view, lang, dialog } = state;
      if (studies.graph === previous.studies?.graph && view.backprop === previous.view.backprop && lang === previous.lang && dialog === previous.dialog) return;
      if (lang !== previous.lang) translate(element);
      const now = read(state), open = dialog === "words";
      element.classList.toggle("sr-only", !open);
      close.hidden = !open;
      clearTimeout(later);
      if (now && open) write(now);
      else if (now) later = setTimeout(() => write(now), REST);
      if (open && previous.dialog !== "words") element.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
    },
    destroy() {
      clearTimeout(later);
      element.replaceChildren();
    },
  };

  /** @param {Now} now */
  function write({ picture, walk, known: { at } }) {
    const given = [...picture.nodes.keys()].filter((at) => picture.nodes[at].kind === "leaf"), listed = (/** @type {"value" | "grad"} */ what) => given.filter((at) => picture.nodes[at][what] !== null).map((at) => `${called(picture, at)} = ${told(picture.nodes[at][what])}`).join(", ");
    setText(leaves, t("words.leaves", { leaves: listed("value") }));
    setText(gradients, t("words.gradients", { leaves: listed("grad") }));
    fill(forward, walk.steps.map((node) => forwardWords(picture, node)), 0, at);
    fill(backward, [...walk.steps].reverse().map((node) => backwardWords(picture, node)), walk.count, at);
  }

  /** @param {HTMLElement} list @param {string[]} sentences @param {number} first @param {number} at */
  function fill(list, sentences, first, at) {
    while (list.children.length > sentences.length) list.lastElementChild?.remove();
    sentences.forEach((sentence, i) => {
      const button = list.children[i]?.firstElementChild ?? h("button", { type: "button", class: "words-line", onclick: (/** @type {Event} */ event) => store.dispatch(walkPut(Number(/** @type {HTMLElement} */ (event.currentTarget).dataset.at))) });
      if (!button.parentElement) list.append(h("li", null, button));
      setText(button, sentence);
      setAttribute(button, "data-at", first + i + 1);
      setAttribute(button, "tabindex", close.hidden ? "-1" : null);
      setAttribute(button, "aria-current", first + i + 1 === at ? "step" : null);
    });
  }
}
