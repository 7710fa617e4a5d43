// @ts-check
/**
 * What the page owes for frames. A frame is paid for when it has been drawn, never on arrival: a hidden page pays nothing, and so it
 * costs nothing. Where many look on, the server asks for one payment in several frames; what is owed then is also paid after 250 ms without
 * a frame, or a server that waits for it would wait for ever.
 */
const SILENCE = 250;

/** @param {{pay: (frames: number) => boolean, visible: () => boolean, later: (what: () => void, ms: number) => any, never: (timer: any) => void}} world  pay: whether it went out */
export function createCredits({ pay, visible, later, never }) {
  let owed = 0, every = 1;
  /** @type {any} */
  let silence = null;
  const settle = () => {
    hush();
    if (owed && pay(owed)) owed = 0;
  };
  const hush = () => {
    never(silence);
    silence = null;
  };
  const quiet = () => {
    silence = null;
    if (visible()) settle();
  };
  return {
    /** A frame has come. */
    came() {
      owed++;
      hush();
      silence = later(quiet, SILENCE);
    },
    /** What has come is on the screen. */
    drawn() {
      if (!owed || !visible()) return;
      if (owed >= every) settle();
      else silence ??= later(quiet, SILENCE);
    },
    /** @param {number} frames after which the server wants to be paid */
    each(frames) {
      every = frames;
    },
    /** Another connection: nothing is owed on it. */
    begin() {
      hush();
      owed = 0;
      every = 1;
    },
  };
}
