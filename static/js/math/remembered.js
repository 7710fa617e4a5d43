// @ts-check
/** The same answer for the same arguments as last time: what is made of large things is made again only when they change. */

/** @template {any[]} A @template R @param {(...inputs: A) => R} make @returns {(...inputs: A) => R} */
export function remembered(make) {
  /** @type {{inputs: A, result: R} | null} */
  let last = null;
  return (...inputs) => {
    if (!last || inputs.some((input, at) => input !== last?.inputs[at])) last = { inputs, result: make(...inputs) };
    return last.result;
  };
}

/** As `remembered`, for what is made by changing what was made last: a bitmap, a layer. @template {any[]} A @template R @param {(last: R | null, ...inputs: A) => R} make @returns {(...inputs: A) => R} */
export function reused(make) {
  /** @type {R | null} */
  let last = null;
  return remembered((/** @type {A} */ ...inputs) => (last = make(last, ...inputs)));
}
