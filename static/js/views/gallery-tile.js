// @ts-check
/** One activation function, small: f and f′ with the cursor that moves in all tiles, and the button that puts it into the network. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { format, formatFull, formatShort } from "../math/format.js";
import { bandsOf, pathOf, pointsOf, sampled } from "../math/gallery-curves.js";
import { linear } from "../math/scale.js";

/** @typedef {import("../math/gallery-curves.js").Tables} Tables */
/** @typedef {{tables: Tables | null, at: any, data: any, gallery: import("../neuron.js").Gallery}} Said */

/** What the tiles show of f. */
const HEIGHTS = /** @type {const} */ ([-1.6, 2.5]);
/** A finger takes the cursor only from near it: elsewhere it scrolls the page. */
const NEAR = 24;

/** @param {string} name @param {{choose: () => void, put: () => void, move: (z: number) => void}} hands */
export function createTile(name, { choose, put, move }) {
  const band = svg("g", { class: "flat" }), axes = svg("path", { class: "axis" }), f = svg("path", { class: "f" }), slope = svg("path", { class: "slope" });
  const rule = svg("path", { class: "rule" }), dots = [svg("circle", { class: "f-dot", r: 3.5 }), svg("circle", { class: "slope-dot", r: 3.5 })];
  const picture = svg("svg", { class: "tile-curve", "aria-hidden": "true" }, band, axes, slope, f, rule, dots);
  const values = { f: h("span", { class: "f-value" }), slope: h("span", { class: "slope-value" }) };
  const fact = h("span", { class: "tile-fact" }), inside = h("span", { class: "tile-inside" }), title = h("span", { class: "tile-name" });
  const pick = h("button", { type: "button", class: "tile-pick", tabindex: -1 }, h("span", { class: "tile-head" }, title, inside), h("span", { class: "tile-stage" }, picture, h("span", { class: "tile-values" }, values.f, values.slope), fact));
  const use = h("button", { type: "button", class: "tile-use", onclick: put });
  const element = h("div", { class: "gallery-tile", "data-name": name }, pick, use);
  let size = { width: 0, height: 0 }, drawn = /** @type {unknown[]} */ ([]), dragged = false;
  const X = () => linear([-6, 6], [0, size.width]), Y = () => linear(HEIGHTS, [size.height, 0]);
  let z = 0, points = /** @type {Record<"f" | "slope", [number, number][]>} */ ({ f: [], slope: [] });
  draggable(picture, {
    hit: (x, _, event) => {
      dragged = false;
      return event.pointerType === "touch" && Math.abs(x - X()(z)) > NEAR ? null : { x };
    },
    move: (_, x) => {
      dragged = true;
      move(X().invert(x));
    },
  });
  pick.addEventListener("click", () => {
    if (!dragged) choose();
    dragged = false;
  });
  /** @param {Tables} tables */
  const draw = (tables) => {
    const x = X(), y = Y();
    setAttribute(axes, "d", `M0 ${y(0)}H${size.width}M${x(0)} 0V${size.height}`);
    points = { f: pointsOf(tables, name, "f"), slope: pointsOf(tables, name, "slope") };
    setAttribute(f, "d", pathOf(points.f, x, y));
    setAttribute(slope, "d", pathOf(points.slope, x, y));
    setAttribute(rule, "d", `M0 0V${size.height}`);
    band.replaceChildren(...bandsOf(tables.curves[name], x).map(([left, width]) => svg("rect", { x: left, y: 0, width, height: size.height })));
  };
  return {
    name, element, picture,
    measure() {
      const { clientWidth: width, clientHeight: height } = picture, changed = width !== size.width || height !== size.height;
      size = { width, height };
      return changed;
    },
    focus: () => pick.focus(),
    /** Whether Tab comes here. @param {boolean} here */
    reach(here) {
      pick.tabIndex = here ? 0 : -1;
      use.tabIndex = here ? 0 : -1;
    },
    /** @param {Said & {inside: number[], holds: boolean, targets: number[]}} said */
    show({ tables, at, gallery, inside: layers, holds, targets }) {
      const chosen = gallery.name === name, known = at?.values?.[name];
      setText(title, t(`activation.${name}`));
      setText(fact, factOf(name, gallery));
      setText(inside, layersOf(layers));
      setAttribute(inside, "title", layers.length ? t("gallery.inside", { layers: layers.join(", ") }) : null);
      inside.hidden = layers.length === 0;
      setText(values.f, known ? `f ${format(known.f)}` : "");
      setText(values.slope, known ? `f′ ${format(known.slope)}` : "");
      setAttribute(values.f, "title", formatFull(known?.f));
      setAttribute(values.slope, "title", formatFull(known?.slope));
      setAttribute(pick, "aria-pressed", String(chosen));
      setAttribute(pick, "aria-label", [t(`activation.${name}`), t("gallery.tile.alt", { z: format(gallery.z), f: format(known?.f), slope: format(known?.slope) }), fact.textContent, layers.length ? t("gallery.inside", { layers: layers.join(", ") }) : ""].filter(Boolean).join(", "));
      setText(use, holds ? "✓" : t("gallery.use"));
      setAttribute(use, "aria-pressed", String(holds));
      setAttribute(use, "aria-label", t("gallery.use.long", { name: t(`activation.${name}`), layers: targets.map((layer) => layer + 1).join(", ") }));
      setAttribute(use, "title", use.getAttribute("aria-label"));
      use.disabled = targets.length === 0;
      element.classList.toggle("chosen", chosen);
      if (!element.parentElement?.contains(document.activeElement)) this.reach(chosen);
      if (!tables || size.width < 20) return;
      const needs = [tables.curves[name], size.width, size.height];
      if (needs.some((need, k) => need !== drawn[k])) draw(tables);
      drawn = needs;
      z = gallery.z;
      const x = X(), y = Y();
      setAttribute(rule, "transform", `translate(${x(z)})`);
      for (const [k, kind] of /** @type {const} */ (["f", "slope"]).entries()) {
        setAttribute(dots[k], "cx", x(z));
        setAttribute(dots[k], "cy", Math.max(-10, Math.min(size.height + 10, y(sampled(points[kind], z)))));
      }
    },
  };
}

/** What is particular about it, in a word. @param {string} name @param {import("../neuron.js").Gallery} gallery */
const factOf = (name, { leak, alpha, lines }) => t(`gallery.fact.${name}`, { leak: formatShort(leak), alpha: formatShort(alpha), pieces: lines.length });

/** "1, 2" or "1–4". @param {number[]} layers */
function layersOf(layers) {
  const [first] = layers, last = layers[layers.length - 1];
  return layers.length > 2 && last - first === layers.length - 1 ? `${first}–${last}` : layers.join("·");
}
