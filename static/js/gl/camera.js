// @ts-check
/**
 * A camera that looks at the mountain from outside. The mountain stands in a box: x from −½ to ½ along PC 1, z from ½ to −½ along
 * PC 2, y from −lift/2 (lowest loss) to lift/2 (highest shown). What the camera sees does not depend on which landscape stands there,
 * so it never jumps when another comes. No canvas here.
 */
import { clamp } from "../math/landscape.js";

/** @typedef {{yaw: number, pitch: number, zoom: number}} Camera */
/** @typedef {[number, number, number]} Vector */
/** @typedef {{eye: Vector, right: Vector, up: Vector, forward: Vector, tangent: number, aspect: number, lift: number, shift: number}} Lens   lift: how high the mountain is; shift: how far the picture is moved up, in half heights */
/** @typedef {(u: number, v: number) => number} HeightAt   height 0 … 1 of the surface */

/** @type {Camera} */
export const HOME = Object.freeze({ yaw: -0.6, pitch: 0.78, zoom: 1 });
/** How deep the walls go below the lowest loss. */
export const FOOT = -0.07;
const TANGENT = Math.tan(0.23);
/** What of the picture's half sides the mountain may take; the rest is for words at its feet. */
const FILL = { across: 0.87, down: 0.86 };

/** @param {Camera} camera @param {number} yaw @param {number} pitch radians to add @returns {Camera} */
export function turned(camera, yaw, pitch) {
  return { ...camera, yaw: camera.yaw + yaw, pitch: clamp(camera.pitch + pitch, 0.08, 1.5) };
}

/** @param {Camera} camera @param {number} factor @returns {Camera} */
export function zoomed(camera, factor) {
  return { ...camera, zoom: clamp(camera.zoom * factor, 0.5, 6) };
}

/** The view from home, from that of the four corners before which the ground is lowest: one looks up the valley. @param {HeightAt} heightAt @returns {Camera} */
export function homeFor(heightAt) {
  let best = { ...HOME }, least = Infinity;
  for (let quarter = 0; quarter < 4; quarter++) {
    const yaw = HOME.yaw + (quarter * Math.PI) / 2, height = before(yaw, heightAt);
    if (height < least - 1e-3) [best, least] = [{ ...HOME, yaw }, height];
  }
  return best;
}

/** How much of the height stands on the side of the eye. @param {number} yaw @param {HeightAt} heightAt */
function before(yaw, heightAt) {
  let sum = 0;
  for (let j = 0; j <= 8; j++) {
    for (let i = 0; i <= 8; i++) sum += Math.min(1, heightAt(i / 8, j / 8)) * ((i - 4) * Math.sin(yaw) + (4 - j) * Math.cos(yaw));
  }
  return sum;
}

/** @param {Camera} camera @param {number} aspect width ÷ height @returns {Lens} */
export function lensOf(camera, aspect) {
  const { distance, shift } = fitted(aspect);
  return { ...placed(camera.yaw, camera.pitch, distance / camera.zoom, aspect), shift: shift * Math.min(1, camera.zoom) };
}

/** @param {number} yaw @param {number} pitch @param {number} distance @param {number} aspect @returns {Lens} */
function placed(yaw, pitch, distance, aspect) {
  const cp = Math.cos(pitch), sp = Math.sin(pitch), cy = Math.cos(yaw), sy = Math.sin(yaw);
  /** @type {Vector} */
  const forward = [-cp * sy, -sp, -cp * cy];
  return {
    eye: [-forward[0] * distance, -forward[1] * distance, -forward[2] * distance],
    forward, right: [cy, 0, -sy], up: [-sp * sy, cp, -sp * cy], tangent: TANGENT, aspect, lift: liftFor(aspect), shift: 0,
  };
}

/** A high canvas gets a high mountain: the picture takes what room there is. @param {number} aspect */
function liftFor(aspect) {
  return clamp(0.64 - 0.28 * (aspect - 0.8), 0.38, 0.64);
}

/** The distance at which the whole box is seen from home, whatever the shape of the canvas. @param {number} aspect */
function fitted(aspect) {
  let near = 0.8, far = 30, shift = 0;
  for (let round = 0; round < 40; round++) {
    const distance = (near + far) / 2;
    const seen = bounds(placed(HOME.yaw, HOME.pitch, distance, aspect));
    shift = -(seen.top + seen.bottom) / 2;
    if (seen.across > FILL.across || (seen.top - seen.bottom) / 2 > FILL.down) near = distance;
    else far = distance;
  }
  return { distance: far, shift };
}

/** How far the box's corners reach on the picture, in half sides. @param {Lens} lens */
function bounds(lens) {
  let across = 0, top = -Infinity, bottom = Infinity;
  for (let corner = 0; corner < 8; corner++) {
    const [x, y, depth] = seen(lens, [(corner & 1) - 0.5, ((corner >> 1) & 1 ? lens.lift : -lens.lift) / 2, (corner >> 2) - 0.5]);
    if (depth <= 0) return { across: Infinity, top: Infinity, bottom: -Infinity };
    across = Math.max(across, Math.abs(x));
    top = Math.max(top, y);
    bottom = Math.min(bottom, y);
  }
  return { across, top, bottom };
}

/** (u, v) and a height as a point of the box. @param {Lens} lens @param {number} u @param {number} v @param {number} height @returns {Vector} */
export function inBox({ lift }, u, v, height) {
  return [u - 0.5, (height - 0.5) * lift, 0.5 - v];
}

/** Where a point of the box is seen: x and y from −1 to 1, y up, and how far away. @param {Lens} lens @param {Vector} point @returns {Vector} */
export function seen(lens, point) {
  const away = /** @type {Vector} */ ([point[0] - lens.eye[0], point[1] - lens.eye[1], point[2] - lens.eye[2]]);
  const depth = dot(away, lens.forward), scale = 1 / (lens.tangent * depth);
  return [(dot(away, lens.right) * scale) / lens.aspect, dot(away, lens.up) * scale + lens.shift, depth];
}

/** The same as `seen`, for the shader: column after column. @param {Lens} lens @returns {Float32Array} */
export function matrixOf({ eye, right, up, forward, tangent, aspect, shift }) {
  const near = 0.05, far = 60, k = (far + near) / (far - near), m = (2 * far * near) / (far - near);
  const rows = [
    row(right, 1 / (tangent * aspect), eye),
    row(up, 1 / tangent, eye).map((value, at) => value + shift * row(forward, 1, eye)[at]),
    row(forward, k, eye).map((value, at) => value - (at === 3 ? m : 0)),
    row(forward, 1, eye),
  ];
  return Float32Array.from({ length: 16 }, (_, at) => rows[at % 4][at >> 2]);
}

/** @param {Vector} axis @param {number} scale @param {Vector} eye */
function row(axis, scale, eye) {
  return [axis[0] * scale, axis[1] * scale, axis[2] * scale, -dot(axis, eye) * scale];
}

/** The direction from the eye through a point of the picture (−1 … 1, y up). @param {Lens} lens @param {number} x @param {number} y @returns {Vector} */
export function rayOf({ right, up, forward, tangent, aspect, shift }, x, y) {
  const across = x * tangent * aspect, rise = (y - shift) * tangent;
  return /** @type {Vector} */ ([0, 1, 2].map((k) => forward[k] + right[k] * across + up[k] * rise));
}

/** The (u, v) of the surface that is seen at a point of the picture, or null. @param {Lens} lens @param {number} x @param {number} y @param {HeightAt} heightAt @returns {[number, number] | null} */
export function pick(lens, x, y, heightAt) {
  const ray = rayOf(lens, x, y), limits = crossing(lens, ray);
  if (!limits) return null;
  const steps = 220, stride = (limits[1] - limits[0]) / steps;
  for (let at = 1, before = above(lens, ray, limits[0], heightAt); at <= steps; at++) {
    const q = limits[0] + at * stride, now = above(lens, ray, q, heightAt);
    if (before > 0 && now <= 0) return ground(lens, ray, q - stride, q, heightAt);
    before = now;
  }
  return null;
}

/** Halves the stretch in which the ray goes through the surface. @param {Lens} lens @param {Vector} ray @param {number} over @param {number} under @param {HeightAt} heightAt @returns {[number, number] | null} */
function ground(lens, ray, over, under, heightAt) {
  for (let round = 0; round < 20; round++) {
    const middle = (over + under) / 2;
    if (above(lens, ray, middle, heightAt) > 0) over = middle;
    else under = middle;
  }
  const u = lens.eye[0] + ray[0] * under + 0.5, v = 0.5 - lens.eye[2] - ray[2] * under;
  // What is higher than the picture's top is cut off: there is a hole to look through, not ground.
  return heightAt(u, v) > 1 ? null : [clamp(u, 0, 1), clamp(v, 0, 1)];
}

/** How far the ray is above the surface. @param {Lens} lens @param {Vector} ray @param {number} q @param {HeightAt} heightAt */
function above({ eye, lift }, ray, q, heightAt) {
  const height = heightAt(eye[0] + ray[0] * q + 0.5, 0.5 - eye[2] - ray[2] * q);
  return eye[1] + ray[1] * q - (height - 0.5) * lift;
}

/** Where the ray is inside the walls of the box, which are open to the top. @param {Lens} lens @param {Vector} ray @returns {[number, number] | null} */
function crossing({ eye, lift }, ray) {
  let from = 0.01, to = Infinity;
  for (const axis of [0, 2]) {
    const p = (-0.5 - eye[axis]) / ray[axis], q = (0.5 - eye[axis]) / ray[axis];
    from = Math.max(from, Math.min(p, q));
    to = Math.min(to, Math.max(p, q));
  }
  if (ray[1] < 0) from = Math.max(from, (lift / 2 - eye[1]) / ray[1]);
  return to > from && to < Infinity ? [from, to] : null;
}

/** Whether nothing of the surface stands between the eye and a point just above it. @param {Lens} lens @param {number} u @param {number} v @param {number} height @param {HeightAt} heightAt */
export function isSeen(lens, u, v, height, heightAt) {
  const [x, y, z] = inBox(lens, u, v, height + 0.012), steps = 48;
  const way = [lens.eye[0] - x, lens.eye[1] - y, lens.eye[2] - z], far = 1.5 / Math.hypot(way[0], way[1], way[2]);
  for (let at = 1; at <= steps; at++) {
    const q = (at / steps) * far, px = x + way[0] * q, py = y + way[1] * q, pz = z + way[2] * q;
    if (Math.abs(px) > 0.5 || Math.abs(pz) > 0.5 || py > lens.lift / 2) return true;
    const ground = heightAt(px + 0.5, 0.5 - pz);
    if (ground <= 1 && (ground - 0.5) * lens.lift > py) return false;
  }
  return true;
}

/** @param {readonly number[]} p @param {readonly number[]} q */
function dot(p, q) {
  return p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
}
