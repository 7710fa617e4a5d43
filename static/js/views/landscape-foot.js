// @ts-check
/** Under the pictures: whose line is which, and how the ground is drawn. In the title's line: map or mountain. */
import { viewChanged } from "../actions.js";
import { h, setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { DASHES } from "../math/dashes.js";
import { format } from "../math/format.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** Sides of the grid that can be asked for. */
const SIZES = [21, 41, 81];

/** A row of buttons of which one is pressed. @param {string} className @param {[any, string][]} choices value, key of its text @param {(value: any) => void} pick */
function choices(className, choices, pick) {
  const buttons = choices.map(([value]) => h("button", { type: "button", onclick: () => pick(value) }));
  const element = h("div", { class: `choices ${className}`, role: "group" }, buttons);
  return {
    element,
    /** @param {any} value @param {string} label */
    show(value, label) {
      setAttribute(element, "aria-label", label);
      choices.forEach(([one, key], at) => {
        setAttribute(buttons[at], "aria-pressed", String(one === value));
        setText(buttons[at], t(key));
      });
    },
  };
}

/** 2D or 3D. @param {Store} store */
export function createDimension(store) {
  const row = choices("landscape-dimension", [["2d", "landscape.2d"], ["3d", "landscape.3d"]], (dimension) => store.dispatch(viewChanged({ dimension })));
  return {
    element: row.element,
    /** @param {State} state @param {boolean} possible */
    update(state, possible) {
      row.element.hidden = !possible;
      row.show(state.view.dimension, t("landscape.dimension"));
    },
  };
}

/** @param {Store} store @param {(size: number) => void} askFor a landscape of this size @param {() => void} again everything anew: axes, ground, view */
export function createFoot(store, askFor, again) {
  const legend = h("p", { class: "landscape-legend" });
  const away = h("p", { class: "landscape-away" });
  const rule = choices("landscape-rule", [[true, "landscape.log"], [false, "landscape.linear"]], (surfaceLog) => store.dispatch(viewChanged({ surfaceLog })));
  const options = SIZES.map((size) => h("option", { value: size }));
  const size = h("select", { class: "landscape-size" }, options);
  size.addEventListener("change", () => {
    store.dispatch(viewChanged({ surfaceSize: Number(size.value) }));
    askFor(Number(size.value));
  });
  const redraw = h("button", { class: "button quiet", type: "button", onclick: again });
  const element = h("div", { class: "landscape-foot" }, legend, away, h("div", { class: "landscape-tools" }, rule.element, size, redraw));
  return {
    element,
    /** @param {State} state @param {import("./landscape-scene.js").Scene | null} scene */
    update(state, scene) {
      showLegend(legend, scene);
      setText(away, awayText(scene));
      rule.show(state.view.surfaceLog, t("landscape.rule"));
      setAttribute(size, "aria-label", t("landscape.size"));
      SIZES.forEach((side, at) => setText(options[at], t("landscape.grid", { n: side })));
      if (size.value !== String(state.view.surfaceSize)) size.value = String(state.view.surfaceSize);
      setText(redraw, t("landscape.again"));
      element.hidden = !scene;
    },
  };
}

/** One line for each optimizer of the path, then the ring and the dot. @param {HTMLElement} element @param {import("./landscape-scene.js").Scene | null} scene */
function showLegend(element, scene) {
  const names = [...new Set(scene?.spans.map(({ optimizer }) => optimizer))];
  const key = names.map((name) => t(`optimizer.${name}`)).join() + t("landscape.start");
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.replaceChildren(
    ...names.map((name) => h("span", null, lineOf(name), t(`optimizer.${name}`))),
    h("span", null, h("i", { class: "landscape-ring" }), t("landscape.start")),
    h("span", null, h("i", { class: "landscape-dot" }), t("landscape.now")),
    h("span", null, h("i", { class: "landscape-bead" }), t("landscape.bead")),
  );
}

/** An optimizer's line as the path is drawn. @param {string} optimizer */
function lineOf(optimizer) {
  const line = svg("line", { x1: 2, x2: 34, y1: 3, y2: 3, "stroke-dasharray": DASHES[optimizer]?.join(" ") || null });
  const element = svg("svg", { class: "landscape-line", width: 36, height: 6, "aria-hidden": "true" }, line);
  element.style.setProperty("--method", `var(--method-${optimizer})`);
  return element;
}

/** How far the run is from the plane that is shown. @param {import("./landscape-scene.js").Scene | null} scene */
function awayText(scene) {
  const away = scene?.now?.[4] ?? NaN;
  // On the plane itself rounding leaves some 1e-16, which is nothing to tell.
  return Number.isFinite(away) ? t("landscape.distance", { distance: away < 1e-9 ? "0" : format(away, 2) }) : "";
}
