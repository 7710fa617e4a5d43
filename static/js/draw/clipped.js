// @ts-check
/** What is drawn is cut off at a box. @param {import("./walk.js").Context} context @param {import("../math/landscape.js").Box} box @param {() => void} draw */
export function clipped(context, { left, top, width, height }, draw) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
}
