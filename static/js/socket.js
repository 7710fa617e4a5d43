// @ts-check
/**
 * The connection. Rules:
 * 1. It knows bytes (through protocol.js), the clock and the network, not the state: what it hears it hands to `hear`, what is to be
 *    said first it asks of `hello`.
 * 2. A frame is owed a `ready`. It is paid when the frame has been drawn (`drawn`), or after 250 ms of silence in a visible page, never on
 *    arrival: a hidden page pays nothing, and so it costs nothing.
 * 3. A lost connection is tried again after 0.25 s, twice as long each time, at most 8 s, each with full jitter.
 *
 * @typedef {{readyState: number, binaryType: string, send(text: string): void, close(): void, onopen: any, onmessage: any, onclose: any, onerror: any}} Wire
 * @typedef {{message(message: import("./protocol.js").Message): void, frame(frame: any): void, landscape(landscape: any): void,
 *   link(link: {status: "connecting" | "live" | "lost", attempt: number}): void}} Hear
 */
import { decode, encode } from "./protocol.js";

const FIRST_WAIT = 250, LONGEST_WAIT = 8000;
const SILENCE = 250;
const OPEN = 1;

/** @param {number} attempt 0 for the first @param {() => number} random */
export const backOff = (attempt, random) => random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);

/**
 * @param {{url: string, hear: Hear, hello: () => import("./protocol.js").Message, connect?: (url: string) => any, random?: () => number,
 *   visible?: () => boolean, later?: (what: () => void, ms: number) => any, never?: (timer: any) => void}} world
 */
export function createSocket({ url, hear, hello, connect = (to) => new WebSocket(to), random = Math.random,
  visible = () => document.visibilityState === "visible", later = setTimeout, never = clearTimeout }) {
  /** @type {Wire | null} */
  let wire = null;
  /** @type {import("./protocol.js").Layout | null} */
  let layout = null;
  let attempt = 0, owed = 0, ended = false;
  /** @type {any} */
  let retry = null;
  /** @type {any} */
  let silence = null;

  const open = () => {
    retry = null;
    layout = null;
    owed = 0;
    const mine = (wire = /** @type {Wire} */ (connect(url)));
    mine.binaryType = "arraybuffer";
    mine.onopen = () => mine.send(encode(hello()));
    mine.onmessage = (/** @type {{data: string | ArrayBuffer}} */ event) => mine === wire && receive(event.data);
    mine.onclose = () => mine === wire && lost();
    mine.onerror = () => {};
  };
  const lost = () => {
    wire = null;
    never(silence);
    silence = null;
    if (ended) return;
    hear.link({ status: "lost", attempt: attempt + 1 });
    retry = later(open, backOff(attempt++, random));
  };
  const receive = (/** @type {string | ArrayBuffer} */ data) => {
    const heard = decode(data, layout);
    if (heard.kind === "frame") {
      owed++;
      attempt = 0;
      silence ??= later(quiet, SILENCE);
      hear.frame(heard.frame);
    } else if (heard.kind === "landscape") hear.landscape(heard.landscape);
    else listen(heard.message);
  };
  const listen = (/** @type {import("./protocol.js").Message} */ message) => {
    if (message.type === "layout") layout = /** @type {any} */ (message);
    if (message.type === "welcome") hear.link({ status: "live", attempt: 0 });
    hear.message(message);
  };
  const quiet = () => {
    silence = null;
    if (visible()) pay();
  };
  const pay = () => {
    if (owed && send({ type: "ready", n: owed })) owed = 0;
  };
  const send = (/** @type {import("./protocol.js").Message} */ message) => {
    if (wire?.readyState !== OPEN) return false;
    wire.send(encode(message));
    return true;
  };

  return {
    start: open,
    /** @returns {boolean} whether it went out */
    send,
    /** After the frames that came have been drawn. */
    drawn() {
      never(silence);
      silence = null;
      pay();
    },
    /** The network is back, the page is looked at again: do not wait out the pause. */
    hurry() {
      if (retry === null) return;
      never(retry);
      open();
    },
    end() {
      ended = true;
      never(retry);
      wire?.close();
    },
  };
}
