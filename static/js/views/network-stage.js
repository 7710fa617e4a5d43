// @ts-check
/** The drawn network as a part: its size and layout, what is under the pointer, what is said of it. */
import { fitCanvas, h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { exists, layoutNetwork, weightIndex } from "../math/network-geometry.js";
import { theme } from "../theme.js";
import { bendName } from "./control-activation.js";
import { keys } from "./network-keys.js";
import { createPicture } from "./network-picture.js";
import { pointers } from "./network-pointers.js";
import { refName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/network-geometry.js").Layout} Layout */

/** @param {import("../store.js").Store} store @param {(layout: Layout) => void} placed told where the layers stand */
export function stage(store, placed) {
  const canvas = h("canvas", { class: "network-canvas", tabindex: 0, role: "application", "data-t-title": "network.keys", title: t("network.keys") });
  const said = h("p", { class: "sr-only", "aria-live": "polite" });
  const element = h("div", { class: "network-stage" }, canvas, said);
  const picture = createPicture(canvas);
  /** @type {{layout: Layout | null}} */
  const at = { layout: null };
  const release = [pointers(canvas, store, () => at.layout), keys(canvas, store, () => at.layout)];
  let size = { width: 0, height: 0, ratio: 1, changed: false, font: "" };
  /** @type {import("../theme.js").Theme | null} */
  let drawn = null;
  return {
    element,
    measure() {
      const before = size.font;
      size = { ...fitCanvas(canvas), font: before };
      if (size.changed || !before) size.font = `600 12px ${getComputedStyle(canvas).fontFamily}`;
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (!state.frame) return;
      const sizes = state.frame.sizes;
      if (size.changed || !at.layout || String(at.layout.sizes) !== String(sizes)) {
        at.layout = layoutNetwork(sizes, { ...size, left: 46, right: 22 });
      }
      placed(at.layout);
      if (size.changed || drawn !== theme() || differs(state, previous)) {
        drawn = theme();
        picture.draw(state, at.layout, size);
        speak(state, previous);
      }
    },
    destroy: () => release.forEach((undo) => undo()),
  };

  /** @param {State} state @param {State} previous */
  function speak(state, previous) {
    const { frame, selected, spec } = state;
    if (!frame || !spec) return;
    setAttribute(canvas, "aria-label", t("network.alt", { sizes: frame.sizes.join(" – "), bends: spec.model.hidden.map(bendName).join(", ") || "–" }) + (selected ? `. ${spoken(state)}` : ""));
    if (state.selected !== previous.selected) setText(said, spoken(state));
  }
}

/** @param {State} state @param {State} previous */
function differs(state, previous) {
  return state.frame !== previous.frame || state.maps !== previous.maps || state.selected !== previous.selected
    || state.hovered !== previous.hovered || state.spec !== previous.spec || state.lang !== previous.lang;
}

/** The chosen part and its number, in a sentence. @param {State} state */
function spoken({ frame, selected, spec }) {
  if (!frame?.theta || !selected || !exists(frame.sizes, selected)) return "";
  const name = refName(selected, frame.sizes, spec?.model.features ?? []);
  if (selected.kind === "unit" || selected.kind === "point") return name;
  return `${name} = ${format(frame.theta[weightIndex(frame.sizes, selected)], 4)}`;
}

