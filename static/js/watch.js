// @ts-check
/**
 * Notices a connection that is dead although the network has not said so: after a sleep, in another hall, behind a router that forgot. Rules:
 * 1. Silence alone means nothing: a run that rests has nothing to say. After five seconds without a word where one was due, and at once after
 *    signs of a sleep, the page asks something that is always answered.
 * 2. Only if that is not answered either, or cannot be asked, is the connection given up and another one made.
 * 3. A hidden page draws nothing and is told nothing: it is not watched until it is looked at again.
 */

/** ms between two looks; of silence where a word is due; for the answer to the question; for a connection to come about. */
const LOOK = 1000, SILENCE = 5000, ANSWER = 2500, OPENING = 20_000;

/** A look that comes so much too late, ms, has slept through something. */
const LATE = 5000;

/**
 * @param {{heard: () => number, silence: () => number, due: () => boolean, live: () => boolean, ask: () => boolean, renew: () => void, visible: () => boolean,
 *   later?: (what: () => void, ms: number) => any, now?: () => number, date?: () => number}} world  heard: ms since the last word; silence: ms since a word could
 *   have come; due: whether one has to; live: whether the server has answered the hello; ask: says something that is always answered, and whether that went out
 */
export function createWatch({ heard, silence, due, live, ask, renew, visible, later = setTimeout, now = () => performance.now(), date = () => Date.now() }) {
  let looked = now(), dated = date();
  /** @type {number | null} */
  let asked = null;
  const tick = () => {
    // While a machine sleeps, only the calendar goes on. A calendar that is put right asks a question too many, no more.
    const slept = Math.max(now() - looked, date() - dated) > LOOK + LATE;
    [looked, dated] = [now(), date()];
    later(tick, LOOK);
    if (!visible()) asked = null;
    else if (slept) wake();
    else look();
  };
  const look = () => {
    if (!live()) return void (silence() > OPENING && again());
    if (asked === null) return void (due() && silence() > SILENCE && question());
    const since = now() - asked;
    if (heard() < since) asked = null;
    else if (since > ANSWER) again();
  };
  const question = () => {
    asked = now();
    if (!ask()) again();
  };
  const again = () => {
    asked = null;
    renew();
  };
  /** Signs of a sleep: the page is looked at again, the network is back. */
  const wake = () => {
    asked = null;
    if (live() && heard() > LOOK) question();
  };
  return { start: tick, wake };
}
