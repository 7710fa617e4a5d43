// @ts-check
/** A field whose value opens a small sheet under it. The browser's own popover: Esc and a click elsewhere close it. */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { field } from "./control-choice.js";

let ids = 0;

/** @param {string} name key of the field's name @param {...import("../dom.js").Child} content */
export function popoverField(name, ...content) {
  const id = `popover-${++ids}`;
  const text = h("span", null);
  const button = h("button", { type: "button", class: "choice", popovertarget: id, "aria-haspopup": "dialog" }, text);
  const title = h("h2", { "data-t": name }, t(name));
  const sheet = h("div", { id, class: "popover", popover: "auto", role: "dialog", "data-t-label": name, "aria-label": t(name) }, title, content);
  sheet.addEventListener("beforetoggle", (event) => {
    button.classList.toggle("open", /** @type {ToggleEvent} */ (event).newState === "open");
  });
  sheet.addEventListener("toggle", () => place(sheet, button));
  return {
    element: field(name, button, sheet), button, sheet,
    /** @param {string} value */
    setText(value) {
      setText(text, value);
      button.setAttribute("aria-label", `${t(name)}: ${value}`);
      button.title = value;
    },
  };
}

/** Under its button, or above it where there is no room below, inside the window. CSS decides where it goes on a phone. @param {HTMLElement} sheet @param {HTMLElement} button */
function place(sheet, button) {
  const at = button.getBoundingClientRect();
  const left = Math.max(12, Math.min(at.left - 12, innerWidth - sheet.offsetWidth - 12));
  sheet.style.setProperty("--left", `${left}px`);
  const below = at.bottom + 8, high = sheet.offsetHeight;
  sheet.style.setProperty("--top", `${below + high <= innerHeight - 8 ? below : Math.max(8, at.top - 8 - high)}px`);
}
