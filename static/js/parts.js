// @ts-check
/** A landscape that comes in parts, put together: one after the other, from its beginning. */
import { ProtocolError } from "./protocol.js";

/** @returns {(part: import("./protocol.js").Part) => ArrayBuffer | null} null: more are to come */
export function createJoiner() {
  let whole = new Uint8Array(0), filled = 0;
  return ({ total, at, bytes }) => {
    if (at === 0) [whole, filled] = [new Uint8Array(total), 0];
    if (at !== filled || total !== whole.length) throw new ProtocolError(`part: expected the bytes from ${filled}, got those from ${at}`);
    whole.set(bytes, at);
    filled += bytes.length;
    return filled === total ? whole.buffer : null;
  };
}
