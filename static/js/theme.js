// @ts-check
/**
 * CSS tokens as plain colours for canvases. `theme()` gives the same frozen object until the theme changes, so a view redraws
 * when `theme() !== mine`. A probe element lets the browser resolve light-dark(), var() and color-mix().
 *
 * @typedef {{paper: string, panel: string, fog: string, ink: string, quiet: string, line: string, accent: string, alarm: string,
 *   positive: string, negative: string, zero: string, backward: string, train: string, test: string,
 *   classes: readonly string[], height: readonly string[], methods: Readonly<Record<string, string>>, zones: Readonly<Record<string, string>>}} Theme
 */

import { DASHES } from "./math/dashes.js";
import { ZONES } from "./math/fan.js";

const PLAIN = ["paper", "panel", "fog", "ink", "quiet", "line", "accent", "alarm", "positive", "negative", "zero", "backward", "train", "test"];
const METHODS = Object.keys(DASHES);

/** @type {{key: string, value: Theme} | null} */
let cache = null;
/** @type {MediaQueryList | undefined} */
let dark;

/** As it is seen. @param {{theme: string}} state */
export const isDark = ({ theme }) => theme === "dark" || (theme === "auto" && prefersDark());

const prefersDark = () => (dark ??= matchMedia("(prefers-color-scheme: dark)")).matches;

/** @returns {Theme} */
export function theme() {
  const key = `${document.documentElement.dataset.theme ?? ""} ${prefersDark()}`;
  if (cache?.key !== key) cache = { key, value: read() };
  return cache.value;
}

/** "rgb(29 36 51)" → [29, 36, 51]. @param {string} colour @returns {[number, number, number]} */
export function rgb(colour) {
  const numbers = colour.match(/-?[\d.]+(e-?\d+)?/g)?.map(Number) ?? [0, 0, 0];
  const scale = colour.startsWith("color(") ? 255 : 1;
  return /** @type {[number, number, number]} */ (numbers.slice(0, 3).map((n) => Math.round(n * scale)));
}

/** The same colour, see-through. @param {string} colour @param {number} alpha */
export const faded = (colour, alpha) => `rgb(${rgb(colour).join(" ")} / ${alpha})`;

/** @returns {Theme} */
function read() {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.hidden = true;
  const colour = (/** @type {string} */ token) => {
    probe.style.color = `var(--${token})`;
    return `rgb(${rgb(getComputedStyle(probe).color).join(" ")})`;
  };
  const several = (/** @type {string} */ token, /** @type {number} */ n) => Object.freeze(Array.from({ length: n }, (_, i) => colour(`${token}-${i}`)));
  const value = Object.freeze({
    ...Object.fromEntries(PLAIN.map((name) => [name, colour(name)])),
    classes: several("class", 4), height: several("height", 7),
    methods: Object.freeze(Object.fromEntries(METHODS.map((name) => [name, colour(`method-${name}`)]))),
    zones: Object.freeze(Object.fromEntries(ZONES.map((name) => [name, colour(`zone-${name}`)]))),
  });
  probe.remove();
  return /** @type {Theme} */ (/** @type {unknown} */ (value));
}
