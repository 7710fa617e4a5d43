// @ts-check
/**
 * A field for one number. It takes what is typed on Enter or on leaving; what cannot be taken stays as it was typed,
 * with a sentence under it: which field, what is allowed, what was got. Esc gives the old number back.
 *
 * @typedef {{name: string, min: number, max: number, whole?: boolean, symbol?: string, called?: string, onCommit: (value: number) => void,
 *   check?: (value: number) => string | null, onText?: (text: string) => void}} NumberOptions
 *   name: key of the field's name; called: the name itself, where it is no word of a language; symbol: drawn instead of the name; check: what else can be wrong, as a sentence;
 *   onText: takes what is no number
 */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";

let ids = 0;

/** @param {NumberOptions} options */
export function numberField(options) {
  const id = `number-${++ids}`;
  const input = h("input", { id, class: "number", inputmode: options.onText ? "text" : options.whole ? "numeric" : "decimal", autocomplete: "off", "aria-errormessage": `${id}-wrong`, "data-t-label": options.called === undefined && options.name, "aria-label": options.called ?? t(options.name) });
  const wrong = h("p", { id: `${id}-wrong`, class: "wrong", role: "alert", hidden: true });
  const element = h("span", { class: "number-field" }, input, wrong);
  let shown = NaN;
  let typing = false;

  const complain = (/** @type {string | null} */ sentence) => {
    setText(wrong, sentence ?? "");
    wrong.hidden = sentence === null;
    setAttribute(input, "aria-invalid", sentence !== null && "true");
  };
  const giveBack = () => {
    typing = false;
    complain(null);
    input.value = written(shown);
  };
  const commit = () => {
    const value = readNumber(input.value);
    if (options.onText && Number.isNaN(value) && input.value.trim()) {
      typing = false;
      return options.onText(input.value.trim());
    }
    const sentence = problem(value, input.value, options);
    complain(sentence);
    if (sentence !== null) return;
    typing = false;
    input.value = written(value);
    if (value !== shown) options.onCommit(value);
  };
  const step = (/** @type {number} */ direction) => {
    const signed = options.min < 0; // what may be negative goes by tenths, what may not by its size
    const next = options.whole ? shown + direction : signed ? Number((shown + direction / 10).toPrecision(12)) : Number((shown * 10 ** (direction / 10)).toPrecision(2));
    const value = Math.min(options.max, Math.max(options.min, next));
    if (problem(value, String(value), options) === null) options.onCommit(value);
  };

  input.addEventListener("input", () => {
    typing = true;
    complain(null);
  });
  input.addEventListener("change", commit);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing) {
      event.preventDefault();
      event.stopPropagation();
      giveBack();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      if (!typing) step((event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1));
    }
  });
  return {
    element, input,
    /** @param {number} value @param {{text: string, said: string} | null} [fault]  what was taken as a text turned out wrong */
    show(value, fault = null) {
      const text = fault?.text ?? written(value);
      shown = value;
      if (typing) return;
      if (input.value !== text) input.value = text;
      if (options.onText) complain(fault?.said ?? null);
    },
  };
}

/** "0.03", "1e-5": every digit; what is small with a power, since zeros would fill the field. @param {number} value */
export function written(value) {
  if (!Number.isFinite(value)) return "";
  return (value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value)).replace(/^-/, "−");
}

/** @param {string} text */
export const readNumber = (text) => (text.trim() === "" ? NaN : Number(text.trim().replace("−", "-").replace(/^([-+]?\d*),(\d+)$/, "$1.$2")));

/** @param {number} value @param {string} got @param {NumberOptions} options @returns {string | null} */
function problem(value, got, options) {
  const { name, called, min, max, whole } = options;
  const fits = Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) return t(whole ? "field.whole" : "field.number", { name: called ?? t(name), min: written(min), max: written(max), got });
  return options.check?.(value) ?? null;
}

/**
 * A field inside its sentence: "{n} 에폭마다" puts it before the words, "every {n} epochs" between them.
 * @param {string} key @param {HTMLElement} field
 */
export function sentence(key, field) {
  const before = h("span", null), after = h("span", null);
  const element = h("span", { class: "part" }, before, field, after);
  return {
    element,
    show() {
      const [first, last] = t(key).split("{n}");
      setText(before, first.trim());
      setText(after, (last ?? "").trim());
    },
  };
}
