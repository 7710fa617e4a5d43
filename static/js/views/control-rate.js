// @ts-check
/** η: a slider over six powers of ten, and a field that takes more. It belongs to the block that works now. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { blockAt } from "../math/blocks.js";
import { endsOf, ZONES, zoneOf } from "../math/fan.js";
import { formatShort } from "../math/format.js";
import { paced } from "../math/rates.js";
import { methods } from "../methods.js";
import { field } from "./control-choice.js";
import { rateField } from "./control-part.js";
import { logSlider } from "./control-slider.js";
import { zoneMark } from "./zone-words.js";

/** @typedef {import("../state.js").Method} Method */

/** @param {(method: Method, gesture?: number) => void} change */
export function rateControl(change) {
  let method = /** @type {Method} */ ({ blocks: [], schedule: { kind: "constant" } });
  let at = 0;
  const set = (/** @type {number} */ rate, /** @type {number | undefined} */ gesture) => {
    change({ ...method, blocks: method.blocks.map((block, i) => (i === at ? paced(block, rate) : block)) }, gesture);
  };
  const slider = logSlider({ name: "control.rate", min: 1e-5, max: 10, onInput: set });
  const number = rateField((rate) => set(rate, undefined));
  const note = h("small", { class: "note" });
  const element = field("control.rate", slider.element, number.element);
  element.firstElementChild?.after(note);
  return {
    field: element,
    /**
     * @param {Method} shown @param {number} epoch @param {number | undefined} now the rate of the next step, by its schedule or by SWATS
     * @param {number | null} [limit] beyond which it diverges here
     */
    show(shown, epoch, now, limit = null) {
      method = shown;
      at = blockAt(method.blocks, epoch);
      const { rate, optimizer } = method.blocks[at];
      const unused = !methods().optimizers[optimizer].rated, zone = unused ? null : zoneOf(now ?? rate, limit);
      slider.divide(unused || limit === null ? null : bandsOf(limit));
      slider.show(rate);
      number.show(rate);
      slider.element.disabled = number.input.disabled = unused;
      const said = unused ? [t("control.rate.unused")] : [zone && t(`zone.${zone}`), ...notesOf(method.blocks.length > 1 ? optimizer : "", rate, now)].filter(Boolean);
      if (note.dataset.said !== said[0]) note.replaceChildren(...(zone ? [zoneMark(zone)] : []), said[0] ?? "");
      note.dataset.said = said[0] ?? "";
      setAttribute(note, "title", said.join(" · "));
      setAttribute(slider.element, "title", zone && limit !== null ? t("control.rate.zones", rounded(limit)) : null);
    },
  };
}

/** The zones of rates on the track. @param {number} limit @returns {import("./control-slider.js").Bands} */
const bandsOf = (limit) => ({ ends: endsOf(limit), names: ZONES.map((zone) => t(`zone.${zone}`)), colours: ZONES.map((zone) => `var(--zone-${zone})`) });

/** @param {number} limit */
function rounded(limit) {
  const [crawl, half, whole] = endsOf(limit).map((end) => formatShort(Number(end.toPrecision(2))));
  return { crawl, half, limit: whole };
}

/** What the rate is now, where that is another, and whose it is, where there are several. There is room for the first of the two. @param {string} owner @param {number} rate @param {number | undefined} now */
function notesOf(owner, rate, now) {
  const other = now !== undefined && Math.abs(now - rate) > 1e-9 * rate ? t("control.rate.now", { rate: formatShort(now) }) : "";
  return [other, owner && t(`optimizer.${owner}`)].filter(Boolean);
}
