// @ts-check
/**
 * The connection. Rules:
 * 1. It knows bytes (through protocol.js), the clock and the network, not the state: what it hears it hands to `hear`, what is to be
 *    said first it asks of `hello`.
 * 2. One wire at a time: what an earlier one still says is not heard.
 * 3. What its end means, and when it is tried again, is ending.js's to say; what is owed for frames, credits.js's.
 *
 * @typedef {{readyState: number, binaryType: string, send(text: string): void, close(): void, onopen: any, onmessage: any, onclose: any, onerror: any}} Wire
 * @typedef {import("./state.js").State["link"]} Link
 * @typedef {{message(message: import("./protocol.js").Message): void, frame(frame: any): void, landscape(landscape: any): void, link(link: Partial<Link>): void}} Hear
 */
import { createCredits } from "./credits.js";
import { waitOf, whyOf } from "./ending.js";
import { createJoiner } from "./parts.js";
import { decode, encode } from "./protocol.js";

const OPEN = 1;
/** What a browser says when nobody has said anything: the code of a connection that broke. */
const BROKEN = 1006;

/**
 * @param {{url: string, hear: Hear, hello: () => import("./protocol.js").Message, connect?: (url: string) => any, random?: () => number,
 *   visible?: () => boolean, later?: (what: () => void, ms: number) => any, never?: (timer: any) => void, now?: () => number}} world
 */
export function createSocket({ url, hear, hello, connect = (to) => new WebSocket(to), random = Math.random,
  visible = () => document.visibilityState === "visible", later = setTimeout, never = clearTimeout, now = () => performance.now() }) {
  /** @type {Wire | null} */
  let wire = null;
  /** @type {import("./protocol.js").Layout | null} */
  let layout = null;
  let attempt = 0, ended = false, heard = -Infinity, join = createJoiner();
  /** When the first of what is not answered yet was said. @type {number | null} */
  let spoken = null;
  /** The error that came last: the close that follows it is of its making. @type {{code: string, fault?: string} | null} */
  let told = null;
  /** @type {any} */
  let retry = null;
  /** Whether the pause may be cut short: nobody has asked for it. */
  let hasty = false;
  const credits = createCredits({ pay: (n) => send({ type: "ready", n }), visible, later, never });

  const open = () => {
    never(retry);
    retry = layout = told = null;
    join = createJoiner();
    credits.begin();
    spoken = now();
    const mine = (wire = /** @type {Wire} */ (connect(url)));
    mine.binaryType = "arraybuffer";
    mine.onopen = () => mine === wire && mine.send(encode(hello()));
    mine.onmessage = (/** @type {{data: string | ArrayBuffer}} */ event) => mine === wire && receive(event.data);
    mine.onclose = (/** @type {{code?: number}} */ { code = BROKEN }) => mine === wire && lost(code);
    mine.onerror = () => {};
  };
  const lost = (/** @type {number} */ code) => {
    const why = whyOf(code, told?.code ?? null), wait = waitOf(why, attempt++, random);
    wire = null;
    credits.begin();
    if (ended) return;
    hasty = why === "gone";
    hear.link({ status: "lost", attempt, why, until: wait === null ? null : now() + wait, fault: told?.fault ?? "" });
    retry = wait === null ? null : later(open, wait);
  };
  const receive = (/** @type {string | ArrayBuffer} */ data) => {
    [heard, spoken] = [now(), null];
    const got = decode(data, layout);
    if (got.kind === "frame") {
      attempt = 0;
      credits.came();
      hear.frame(got.frame);
    } else if (got.kind === "landscape") hear.landscape(got.landscape);
    else if (got.kind === "part") {
      const whole = join(got.part);
      if (whole) receive(whole);
    }
    else listen(got.message);
  };
  const listen = (/** @type {import("./protocol.js").Message} */ message) => {
    if (message.type === "layout") layout = /** @type {any} */ (message);
    if (message.type === "error") told = /** @type {any} */ (message);
    if (message.acknowledge) credits.each(message.acknowledge);
    if (message.type === "welcome") hear.link({ status: "live", attempt: 0, why: null, until: null });
    hear.message(message);
  };
  const send = (/** @type {import("./protocol.js").Message} */ message) => {
    if (wire?.readyState !== OPEN) return false;
    if (message.type !== "ready") spoken ??= now();
    wire.send(encode(message));
    return true;
  };
  const drop = () => {
    const old = wire;
    wire = null;
    old?.close();
  };

  return {
    start: open,
    /** @returns {boolean} whether it went out */
    send,
    /** After the frames that came have been drawn. */
    drawn: credits.drawn,
    /** ms since the last word of the server. */
    heard: () => now() - heard,
    /** ms since a word could have come: since something was said that has no answer, else since the last one. */
    silence: () => now() - (spoken ?? heard),
    /** Whether something was said that has no answer yet. */
    waits: () => spoken !== null,
    /** The network is back, the page is looked at again: a pause that nobody has asked for is not waited out. */
    hurry() {
      if (retry !== null && hasty) open();
    },
    /** The person asks for it: whatever is waited for. */
    again() {
      if (wire === null) open();
    },
    /** The wire is dead, whatever the network says: another one, at once. */
    renew() {
      if (wire === null) return;
      drop();
      hear.link({ status: "lost", attempt: ++attempt, why: "gone", until: null, fault: "" });
      open();
    },
    end() {
      ended = true;
      never(retry);
      drop();
    },
  };
}
