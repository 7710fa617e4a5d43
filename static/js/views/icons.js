// @ts-check
/** The signs on round buttons. */
import { svg } from "../dom.js";

/** @type {Record<string, string>} 24 × 24 */
const PATHS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  step: "M6 5v14l9-7zM16 5h3v14h-3z",
  back: "M18 5v14l-9-7zM5 5h3v14H5z",
  start: "M18 5v14l-9-7zM5 5h3v14H5z",
  forth: "M8 5v14l10-7z",
  backward: "M16 5v14L6 12z",
  end: "M5 5v14l9-7zM16 5h3v14h-3z",
  restart: "M12 5a7 7 0 1 1-6.6 4.6l1.9.7A5 5 0 1 0 12 7v3L7.5 6 12 2z",
};

/** @param {string} kind */
export const icon = (kind) => svg("svg", { class: `icon-${kind}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: PATHS[kind] }));
