// @ts-check
/** A text in three, so that the place where it went wrong can be marked. */

/**
 * Columns count characters from 1, as people do. One past the end is where something is missing: a space stands there, to be underlined.
 * @param {string} text @param {number | undefined} column @returns {{before: string, at: string, after: string} | null}
 */
export function marked(text, column) {
  if (!column) return null;
  const letters = [...text], at = Math.min(column, letters.length + 1) - 1;
  return { before: letters.slice(0, at).join(""), at: letters[at] ?? " ", after: letters.slice(at + 1).join("") };
}
