// @ts-check
/** The 2-D map of the landscape on its canvas: pointing, tapping, and a cross that the arrow keys move. */
import { drawAxes, drawScale, groundOf, mapBox, underMap } from "../draw/landscape.js";
import { drawMark, drawWalk, label } from "../draw/walk.js";
import { clipped } from "../draw/clipped.js";
import { fitCanvas, h } from "../dom.js";
import { clamp, toPixel } from "../math/landscape.js";
import { format } from "../math/format.js";
import { lossAt } from "./landscape-scene.js";

/** @typedef {import("./landscape-scene.js").Scene} Scene */
/** @typedef {import("./landscape-scene.js").Unit} Unit */
/** @typedef {{hovered: (at: Unit | null) => void, chosen: (at: Unit) => void, entered: () => void, escaped: () => boolean, hover: () => Unit | null}} Hands
 *   entered: Enter was pressed; escaped: Esc was, true if it meant something */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STRIDE = 1 / 40;

/** @param {Hands} hands */
export function createMap(hands) {
  const canvas = h("canvas", { class: "landscape-canvas", tabindex: 0, role: "img" });
  let size = fitCanvas(canvas);
  /** @type {{relief: Float32Array, theme: import("../theme.js").Theme, width: number, height: number, picture: OffscreenCanvas} | null} */
  let ground = null;

  const under = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const rect = canvas.getBoundingClientRect();
    return underMap(rect.width, rect.height, event.clientX - rect.left, event.clientY - rect.top);
  };
  canvas.addEventListener("pointermove", (event) => event.pointerType !== "touch" && hands.hovered(under(event)));
  canvas.addEventListener("pointerleave", () => hands.hovered(null));
  canvas.addEventListener("click", (event) => {
    const at = under(event);
    if (at) hands.chosen(at);
  });
  canvas.addEventListener("keydown", (event) => {
    if (onKey(event, hands)) event.preventDefault(), event.stopPropagation();
  });

  /** @param {Scene} scene @param {import("../math/landscape.js").Box} box */
  const groundFor = (scene, box) => {
    const width = Math.round(box.width * size.ratio), height = Math.round(box.height * size.ratio), { relief, theme } = scene;
    if (ground?.relief !== relief || ground.theme !== theme || ground.width !== width || ground.height !== height) {
      ground = { relief, theme, width, height, picture: groundOf(relief, width, height, size.ratio, theme) };
    }
    return ground.picture;
  };

  return {
    canvas,
    measure() {
      size = fitCanvas(canvas);
    },
    /** @param {Scene} scene */
    draw(scene) {
      const { width, height, ratio } = size, box = mapBox(width, height);
      const context = canvas.getContext("2d");
      if (!context || width < 120 || height < 80) return;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      context.drawImage(groundFor(scene, box), box.left, box.top, box.width, box.height);
      drawAxes(context, box, scene.landscape.window, scene.theme, scene.words);
      drawScale(context, { left: width - 46, top: box.top, width: 9, height: box.height }, scene.scale, scene.theme, scene.words, pointersOf(scene));
      drawOver(context, scene, box);
    },
  };
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {import("../math/landscape.js").Box} box */
function drawOver(context, scene, box) {
  const { trail, look, theme, hover, preview } = scene, xy = /** @type {number[]} */ ([]);
  for (let at = 0; at < trail.uv.length; at += 2) xy.push(...toPixel(box, trail.uv[at], trail.uv[at + 1]));
  clipped(context, box, () => {
    drawWalk(context, { xy, seen: null, trail }, look);
    if (preview) drawMark(context, toPixel(box, ...preview), look, theme.accent);
    if (isApart(scene)) drawMark(context, toPixel(box, .../** @type {Unit} */ (hover)), look, null);
  });
  if (hover) drawReadout(context, scene, toPixel(box, ...hover), box.left + box.width);
}

/** Whether the place that is pointed at needs a mark of its own. @param {Scene} scene */
export function isApart({ hover, preview }) {
  return hover !== null && (!preview || Math.hypot(hover[0] - preview[0], hover[1] - preview[1]) > 0.03);
}

/** The loss beside the place that is pointed at. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {[number, number]} at @param {number} right */
export function drawReadout(context, scene, [x, y], right) {
  if (!scene.hover) return;
  const loss = lossAt(scene, scene.hover), text = loss < Infinity ? format(loss) : `> ${format(scene.scale.hi)}`;
  context.font = scene.look.font;
  const width = context.measureText(text).width;
  label(context, text, [x + 18 + width > right ? x - 18 - width : x + 18, Math.max(12, y - 14)], scene.look);
}

/** Where on the scale: the run's loss, and the loss that is pointed at. @param {Scene} scene */
function pointersOf(scene) {
  const pointers = scene.now ? [{ loss: scene.now[3], colour: scene.theme.ink }] : [];
  return scene.hover ? [...pointers, { loss: lossAt(scene, scene.hover), colour: scene.theme.accent }] : pointers;
}

/** @param {KeyboardEvent} event @param {Hands} hands @returns {boolean} whether the key was ours */
function onKey(event, hands) {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const arrow = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
  if (event.key === "Enter") hands.entered();
  else if (event.key === "Escape") return hands.escaped();
  else if (arrow) hands.hovered(moved(hands.hover() ?? [0.5, 0.5], arrow, event.shiftKey ? STRIDE / 5 : STRIDE));
  else return false;
  return true;
}

/** @param {Unit} at @param {number[]} arrow @param {number} stride @returns {Unit} */
function moved([u, v], [du, dv], stride) {
  return [clamp(u + du * stride, 0, 1), clamp(v + dv * stride, 0, 1)];
}
