// @ts-check
/** How the parts of a network are called, by people and in formulas. */
import { t } from "../i18n.js";
import { FEATURES } from "../math/feature-names.js";
import { subscript } from "../math/format.js";

/** @typedef {import("../state.js").Ref} Ref */

/** @param {number} layer node layer @param {number} layers how many there are */
export function layerName(layer, layers) {
  if (layer === 0) return t("network.input");
  return layer === layers - 1 ? t("network.output") : t("network.hidden", { n: layer });
}

/** @param {Ref} ref @param {readonly number[]} sizes @param {readonly string[]} features */
export function refName(ref, sizes, features) {
  if (!ref || ref.kind === "point") return "";
  if (ref.kind === "unit") return unitName(ref.layer, ref.unit, sizes, features);
  const target = unitName(ref.layer + 1, ref.unit, sizes, features);
  if (ref.kind === "bias") return t("network.ref.bias", { unit: target });
  return t("network.ref.edge", { from: unitName(ref.layer, ref.input, sizes, features), to: target });
}

/** A weight as formulas call it, short: "W₁ x→2", "b₁ 2". @param {import("../state.js").EdgeRef | import("../state.js").BiasRef} ref @param {readonly string[]} features */
export function weightName(ref, features) {
  const layer = subscript(ref.layer + 1), unit = ref.unit + 1;
  if (ref.kind === "bias") return `b${layer} ${unit}`;
  return `W${layer} ${ref.layer === 0 ? FEATURES[features[ref.input]] ?? ref.input + 1 : ref.input + 1}→${unit}`;
}

/** @param {number} layer @param {number} unit @param {readonly number[]} sizes @param {readonly string[]} features */
function unitName(layer, unit, sizes, features) {
  const name = layerName(layer, sizes.length);
  if (layer === 0) return `${name} ${FEATURES[features[unit]] ?? unit + 1}`;
  return layer === sizes.length - 1 && sizes[layer] === 1 ? name : t("network.ref.unit", { layer: name, n: unit + 1 });
}
