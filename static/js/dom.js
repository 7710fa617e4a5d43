// @ts-check
/**
 * Building the page without strings of markup: `h("button", {class: "round", onclick: play}, "재생")`.
 * Attributes that are null, undefined or false are left out; true is an empty attribute; `on…` functions are listeners.
 */

/** @typedef {Node | string | number | null | undefined | false | readonly Child[]} Child */
/** @typedef {Record<string, any> | null} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** Writes only what is new: assigning the same text makes the browser lay the line out again. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string | number | boolean | null | undefined} value */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return element.removeAttribute(name);
  const text = value === true ? "" : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/**
 * Makes a canvas as large as its box on the screen, in device pixels. Call it in `measure`, draw in `update`.
 * @param {HTMLCanvasElement} canvas
 * @returns {{width: number, height: number, ratio: number, changed: boolean}}  CSS pixels, device pixels per CSS pixel
 */
export function fitCanvas(canvas) {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const w = Math.max(1, Math.round(width * ratio)), hh = Math.max(1, Math.round(height * ratio));
  const changed = canvas.width !== w || canvas.height !== hh;
  if (changed) Object.assign(canvas, { width: w, height: hh });
  return { width, height, ratio, changed };
}

/** @template {Element} E @param {E} element @param {Attributes | undefined} attributes @param {readonly Child[]} children @returns {E} */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2).toLowerCase(), value);
    else setAttribute(element, name, value);
  }
  append(element, children);
  return element;
}

/** @param {Element} element @param {readonly Child[]} children */
function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) {
      element.append(/** @type {any} */ (child) instanceof Node ? /** @type {Node} */ (child) : String(child));
    }
  }
}
