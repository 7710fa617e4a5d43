// @ts-check
/** What a search did in its last step, in words: where it asked, how high it was there, and why it stayed or went. */
import { t } from "../i18n.js";
import { format, formatInteger, formatPercent } from "../math/format.js";

/** @typedef {import("../state.js").State} State */

const MOST = 4;

/** @param {State} state @param {number} row @returns {string[]} */
export function searchLines({ tries, trails, frame, run }, row) {
  const asked = latest(tries, row, run.step), [searched = 0, accepted = 0] = frame?.search?.subarray(2 * row, 2 * row + 2) ?? [];
  if (!asked.length || !frame) return [t("inner.search.none")];
  const taken = asked.find((one) => one.accepted), at = trails.indexAt(asked[0].step - 1), before = taken ? (at >= 0 ? trails.loss(at, row) : NaN) : frame.loss[row];
  const places = asked.slice(0, MOST).map(({ x, y, loss }) => t("inner.search.asked", { x: format(x), y: format(y), f: format(loss, 4) }));
  const best = Math.min(...asked.map(({ loss }) => (Number.isNaN(loss) ? Infinity : loss)));
  return [
    t("inner.search.step", { step: formatInteger(asked[0].step), n: formatInteger(asked.length) }), ...places, ...(asked.length > MOST ? ["…"] : []),
    t(taken ? "inner.search.went" : "inner.search.stayed", { best: format(best, 4), here: format(before, 4) }),
    t("inner.search.share", { accepted: formatInteger(accepted), searched: formatInteger(searched), share: formatPercent(searched ? accepted / searched : NaN) }),
  ];
}

/** The places of a row's newest step that is known, up to now. @param {import("../math/tries.js").Tries} tries @param {number} row @param {number} step */
function latest(tries, row, step) {
  const found = [];
  for (let at = tries.count(step) - 1; at >= 0; at--) {
    const one = tries.get(at);
    if (found.length && one.step !== found[0].step) break;
    if (one.row === row) found.unshift(one);
  }
  return found;
}
