// @ts-check
/** @param {import("./walk.js").Context} context an empty canvas, whatever its unit is */
export function wipe(context) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}
