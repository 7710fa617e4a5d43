// @ts-check
/** What the loss makes of the last pre-activations (docs/spec.md). @param {import("../state.js").Spec | null} spec @param {number} outputs @returns {"linear" | "tanh" | "sigmoid" | "softmax"} */
export function outputOf(spec, outputs) {
  if (spec?.loss === "squared_tanh") return "tanh";
  if (spec?.data.task === "regression" || spec?.loss === "hinge") return "linear";
  return spec?.loss === "cross_entropy" && outputs > 1 ? "softmax" : "sigmoid";
}
