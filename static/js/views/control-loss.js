// @ts-check
/** Which loss; what does not fit the task says so. Huber's loss has a number of its own. */
import { h } from "../dom.js";
import { choice, field } from "./control-choice.js";
import { numberField } from "./control-number.js";

const NAMES = ["cross_entropy", "squared", "squared_tanh", "hinge", "huber"];
const FOR_CLASSES = ["cross_entropy", "hinge"], FOR_VALUES = ["huber"];

/** @param {(edit: {loss: string, huber?: number}) => void} change */
export function lossControl(change) {
  const keys = Object.fromEntries(NAMES.map((name) => [name, `loss.${name}`]));
  const select = choice({ name: "control.loss", keys, onPick: (loss) => change({ loss }) });
  const limit = numberField({ name: "loss.delta", min: 0.001, max: 100, symbol: "δ", onCommit: (huber) => change({ loss: "huber", huber }) });
  const delta = h("span", { class: "part loss-delta" }, h("span", { "aria-hidden": "true" }, "δ"), limit.element);
  return {
    field: field("control.loss", select.element, delta),
    /** @param {import("../state.js").Spec} spec */
    show({ loss, huber, data }) {
      const regression = data.task === "regression";
      const unfit = regression ? FOR_CLASSES : FOR_VALUES;
      select.show(loss, Object.fromEntries(unfit.map((name) => [name, regression ? "loss.refused.regression" : "loss.refused.classes"])));
      delta.hidden = loss !== "huber";
      limit.show(huber ?? 1);
    },
  };
}
