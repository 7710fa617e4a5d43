// @ts-check
/** σ: how far the gradient that a walker feels is from the true one. Heights have no noise, so searches do not mind. */
import { disturb } from "./mountain-edits.js";
import { field } from "./control-choice.js";
import { numberField } from "./control-number.js";
import { logSlider } from "./control-slider.js";

/** @typedef {import("../state.js").State} State */

/** @param {import("../store.js").Store} store */
export function noiseControl(store) {
  const slider = logSlider({ name: "control.noise", min: 0.01, max: 1000, zero: true, onInput: (noise, gesture) => disturb(store, noise, gesture) });
  const number = numberField({ name: "control.noise", min: 0, max: 1e6, onCommit: (noise) => disturb(store, noise) });
  return {
    field: field("control.noise", slider.element, number.element),
    /** @param {State} state */
    show({ spec }) {
      const noise = spec?.objective.noise ?? 0;
      slider.show(noise);
      number.show(noise);
    },
  };
}
