// @ts-check
/** What a picture says to those who do not see it: not more often than one can listen, but the last word always comes. */
import { setAttribute } from "../dom.js";

/** Milliseconds between two sentences. */
const PACE = 1000;

/** @param {HTMLElement} element that is labelled */
export function createTeller(element) {
  let toldAt = -Infinity;
  /** @type {any} */
  let timer = 0;
  /** @type {() => string} */
  let latest = () => "";
  const tell = () => {
    timer = 0;
    toldAt = performance.now();
    setAttribute(element, "aria-label", latest());
  };
  return {
    /** @param {() => string} words */
    say(words) {
      latest = words;
      const wait = toldAt + PACE - performance.now();
      if (wait <= 0) tell();
      else timer ||= setTimeout(tell, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
