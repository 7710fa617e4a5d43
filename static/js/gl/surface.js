// @ts-check
/**
 * The mountain in WebGL2. The relief's heights live in a texture and bend a grid that is always the same; the shader colours by
 * height, draws the level lines, and cuts off what is higher than 1; what nobody has felt lies at the foot, in the colour of fog. Walls
 * stand round the grid, coloured like strata.
 * Only the ground is drawn here: paths, marks and words lie over it on a 2-D canvas (draw/mountain.js), so a running path costs no
 * 3-D picture. Nothing is instanced: on a software GL each instance is a draw.
 */
import { FOOT, matrixOf } from "./camera.js";
import { createClock, link, texture } from "./program.js";
import { SIDE } from "../math/relief.js";

/** @typedef {import("./camera.js").Lens} Lens */
/** @typedef {{panel: readonly number[], fog: readonly number[], levels: number}} Dress   colours 0 … 1 */

const HEIGHTS = `
uniform sampler2D relief; uniform mat4 view; uniform float lift;
const int SIDE = ${SIDE}; const float FOOT = ${FOOT};
float at(ivec2 p) { return texelFetch(relief, clamp(p, ivec2(0), ivec2(SIDE - 1)), 0).r; }
vec4 seen(vec2 q, float h) { return view * vec4(q.x - .5, (h - .5) * lift, .5 - q.y, 1.); }
out vec2 place; out float height;`;

const GROUND_VERTEX = `${HEIGHTS}
out vec3 normal;
void main() {
  ivec2 p = ivec2(gl_VertexID % SIDE, gl_VertexID / SIDE); height = at(p); place = vec2(p) / float(SIDE - 1);
  float slope = lift * .5 * float(SIDE - 1);
  normal = vec3((at(p - ivec2(1, 0)) - at(p + ivec2(1, 0))) * slope, 1., (at(p + ivec2(0, 1)) - at(p - ivec2(0, 1))) * slope);
  gl_Position = seen(place, height);
}`;
const WALL_VERTEX = `${HEIGHTS}
uniform int wall;
void main() {
  int k = gl_VertexID / 2; ivec2 p = wall == 0 ? ivec2(k, 0) : wall == 1 ? ivec2(SIDE - 1, k) : wall == 2 ? ivec2(k, SIDE - 1) : ivec2(0, k);
  height = (gl_VertexID & 1) == 0 ? at(p) : FOOT; place = vec2(p) / float(SIDE - 1);
  gl_Position = seen(place, height);
}`;
const INK = `
uniform sampler2D ramp; uniform float levels;
in vec2 place; in float height; out vec4 ink;
vec3 coloured(float h) { return texelFetch(ramp, ivec2(clamp(h, 0., 1.) * 255. + .5, 0), 0).rgb; }
float lineAt(float h) {
  float f = h * levels, w = fwidth(f), near = abs(fract(f - .5) - .5) / max(w, 1e-5);
  return h < .5 / levels || h > 1. + w ? 0. : (1. - clamp(near - .12, 0., 1.)) * clamp(1.4 - w * 1.6, 0., 1.);
}`;
const GROUND_FRAGMENT = `${INK}
in vec3 normal; uniform vec3 fog;
void main() {
  if (height > 1.) discard;
  vec3 n = normalize(normal);
  float light = .77 + .22 * max(0., dot(n, normalize(vec3(-.45, .8, .35)))) + .03 * n.y;
  vec3 c = mix(coloured(height) * light, vec3(1.), .42 * lineAt(height));
  ink = vec4(mix(c, fog, clamp(1.5 * height / ${FOOT.toFixed(3)}, 0., 1.)), 1.);
}`;
const WALL_FRAGMENT = `${INK}
uniform vec3 panel; uniform float shade;
void main() {
  if (height > 1.) discard;
  vec3 c = mix(coloured(height), panel, .34) * shade;
  ink = vec4(mix(c, vec3(1.), .2 * lineAt(height)), 1.);
}`;
/** The walls' shades: towards the light and away from it. */
const SHADES = [0.98, 0.9, 0.86, 0.94];

export class Surface {
  /** @param {HTMLCanvasElement} canvas @param {() => void} restored what to do when a lost context is back */
  constructor(canvas, restored) {
    // Transparent round the mountain: the axes that stand behind it are on a canvas below.
    const gl = canvas.getContext("webgl2", { antialias: true, alpha: true, premultipliedAlpha: true, powerPreference: "low-power" });
    if (!gl) throw new Error("WebGL2 is not available");
    this.gl = gl;
    this.canvas = canvas;
    this.lost = false;
    this.onLost = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.lost = true;
      restored();
    };
    this.onRestored = () => {
      this.lost = false;
      this.#build();
      restored();
    };
    canvas.addEventListener("webglcontextlost", this.onLost);
    canvas.addEventListener("webglcontextrestored", this.onRestored);
    this.#build();
  }

  #build() {
    const gl = this.gl;
    this.ground = link(gl, GROUND_VERTEX, GROUND_FRAGMENT);
    this.wall = link(gl, WALL_VERTEX, WALL_FRAGMENT);
    this.clock = createClock(gl);
    texture(gl, 0, gl.R32F, SIDE, SIDE);
    texture(gl, 1, gl.RGBA8, 256, 1);
    this.grid = gl.createVertexArray();
    this.empty = gl.createVertexArray();
    gl.bindVertexArray(this.grid);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles(), gl.STATIC_DRAW);
    gl.enable(gl.DEPTH_TEST);
  }

  /** @param {Float32Array<ArrayBuffer>} relief */
  setRelief(relief) {
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, SIDE, SIDE, gl.RED, gl.FLOAT, relief);
  }

  /** @param {Uint32Array} ramp 256 colours, valley first */
  setRamp(ramp) {
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE1);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(ramp.buffer.slice(0)));
  }

  /** @param {Lens} lens @param {Dress} dress @param {number} now milliseconds */
  draw(lens, dress, now) {
    const { gl, ground, wall } = this;
    if (this.lost || !ground || !wall) return;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.#use(ground, lens, dress);
    gl.uniform3fv(ground.at.fog, dress.fog);
    gl.bindVertexArray(this.grid ?? null);
    gl.drawElements(gl.TRIANGLES, 6 * (SIDE - 1) ** 2, gl.UNSIGNED_SHORT, 0);
    this.#use(wall, lens, dress);
    gl.uniform3fv(wall.at.panel, dress.panel);
    gl.bindVertexArray(this.empty ?? null);
    SHADES.forEach((shade, side) => this.#drawWall(side, shade));
    this.clock?.drawn(now);
  }

  /** @param {import("./program.js").Program} program @param {Lens} lens @param {Dress} dress */
  #use({ program, at }, lens, dress) {
    const gl = this.gl;
    gl.useProgram(program);
    gl.uniform1i(at.relief, 0);
    gl.uniform1i(at.ramp, 1);
    gl.uniform1f(at.levels, dress.levels);
    gl.uniform1f(at.lift, lens.lift);
    gl.uniformMatrix4fv(at.view, false, matrixOf(lens));
  }

  /** @param {number} side @param {number} shade */
  #drawWall(side, shade) {
    const { gl, wall } = this;
    gl.uniform1i(wall?.at.wall ?? null, side);
    gl.uniform1f(wall?.at.shade ?? null, shade);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 2 * SIDE);
  }

  /** Whether the last picture is still being made. @param {number} now */
  busy(now) {
    return this.clock?.busy(now) ?? false;
  }

  /** Milliseconds that the last finished picture took. */
  get cost() {
    return this.clock?.cost() ?? 0;
  }

  destroy() {
    this.canvas.removeEventListener("webglcontextlost", this.onLost);
    this.canvas.removeEventListener("webglcontextrestored", this.onRestored);
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** Two triangles a cell. 81 × 81 vertices can be counted in 16 bits. */
function triangles() {
  const index = new Uint16Array(6 * (SIDE - 1) ** 2);
  for (let j = 0, k = 0; j < SIDE - 1; j++) {
    for (let i = 0; i < SIDE - 1; i++, k += 6) {
      const o = j * SIDE + i;
      index.set([o, o + 1, o + SIDE, o + 1, o + SIDE + 1, o + SIDE], k);
    }
  }
  return index;
}
