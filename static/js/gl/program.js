// @ts-check
/** The little of WebGL2 that is needed, by name: programs with their uniforms, textures of numbers, and how long a picture took. */

/** @typedef {{program: WebGLProgram, at: Record<string, WebGLUniformLocation>}} Program */

export const HEAD = "#version 300 es\nprecision highp float; precision highp int; precision highp sampler2D;\n";

/** @param {WebGL2RenderingContext} gl @param {string} vertex @param {string} fragment @returns {Program} */
export function link(gl, vertex, fragment) {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, vertex));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, fragment));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(program) ?? "program");
  return { program, at: uniforms(gl, program) };
}

/** @param {WebGL2RenderingContext} gl @param {number} type @param {string} source */
function compile(gl, type, source) {
  const shader = /** @type {WebGLShader} */ (gl.createShader(type));
  gl.shaderSource(shader, HEAD + source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) throw new Error(gl.getShaderInfoLog(shader) ?? "shader");
  return shader;
}

/** @param {WebGL2RenderingContext} gl @param {WebGLProgram} program */
function uniforms(gl, program) {
  /** @type {Record<string, WebGLUniformLocation>} */
  const at = {};
  for (let k = 0; k < (gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0); k++) {
    const name = /** @type {WebGLActiveInfo} */ (gl.getActiveUniform(program, k)).name;
    at[name] = /** @type {WebGLUniformLocation} */ (gl.getUniformLocation(program, name));
  }
  return at;
}

/** An empty texture, read by texel and never between texels. @param {WebGL2RenderingContext} gl @param {number} unit @param {number} format @param {number} width @param {number} height */
export function texture(gl, unit, format, width, height) {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
}

/** How long pictures take, without waiting for them: a fence after each, looked at later. @param {WebGL2RenderingContext} gl */
export function createClock(gl) {
  /** @type {WebGLSync | null} */
  let fence = null;
  let begun = 0;
  let cost = 0;
  return {
    /** Call after drawing. @param {number} now milliseconds */
    drawn(now) {
      if (fence) gl.deleteSync(fence);
      fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      begun = now;
      gl.flush();
    },
    /** Whether the last picture is not finished yet. @param {number} now */
    busy(now) {
      if (!fence || gl.isContextLost()) return false;
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return now - begun < 2000;
      cost = now - begun;
      gl.deleteSync(fence);
      fence = null;
      return false;
    },
    cost: () => cost,
  };
}
