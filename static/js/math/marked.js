// @ts-check
/** A text in three, so that the place where it went wrong can be marked. */

/**
 * Columns count characters from 1, as people do; of a name or a number all of it is marked. One past the end is where something is missing:
 * a space stands there, to be underlined.
 * @param {string} text @param {number | undefined} column @returns {{before: string, at: string, after: string} | null}
 */
export function marked(text, column) {
  if (!column) return null;
  const letters = [...text], at = Math.min(column, letters.length + 1) - 1;
  const rest = letters.slice(at).join(""), word = /^[\p{L}\p{N}]+/u.exec(rest)?.[0] ?? letters[at] ?? " ";
  return { before: letters.slice(0, at).join(""), at: word, after: rest.slice(word.length) };
}

/** The same with several columns: texts by turns unmarked and marked, the first one and the last unmarked. @param {string} text @param {readonly (number | undefined)[]} columns @returns {string[]} */
export function markedAll(text, columns) {
  const parts = [text];
  for (const column of [...new Set(columns)].sort((a, b) => (b ?? 0) - (a ?? 0))) {
    const at = marked(parts[0], column);
    if (at && (parts.length === 1 || (column ?? 0) <= [...parts[0]].length)) parts.splice(0, 1, at.before, at.at, at.after);
  }
  return parts;
}
