// @ts-check
/** How many examples one step looks at. */
import { field } from "./control-choice.js";
import { numberField } from "./control-number.js";
import { logSlider } from "./control-slider.js";

const MOST = 256;

/** @param {(batch: number, gesture?: number) => void} change */
export function batchControl(change) {
  const slider = logSlider({ name: "control.batch", min: 1, max: MOST, whole: true, onInput: change });
  const number = numberField({ name: "control.batch", min: 1, max: MOST, whole: true, onCommit: (batch) => change(batch) });
  const element = field("control.batch", slider.element, number.element);
  return {
    field: element,
    /** @param {number} batch */
    show(batch) {
      slider.show(batch);
      number.show(batch);
    },
  };
}
