// @ts-check
/**
 * What this tab remembers of itself besides its run, all in sessionStorage: who it is, whether it presents, and which builds it has loaded itself again for.
 * A tab that is duplicated begins with a copy of all of it: the server lets the newer of two with one id go on.
 */

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Room */

const TAB = "downhill.tab", PRESENT = "downhill.present", RELOADED = "downhill.reloaded";

/** The tab's own id, made when it is first asked for. Without https there is no randomUUID. @param {Room} room @returns {string} 22 of A–Z a–z 0–9 _ - */
export function tabId(room) {
  const known = read(room, TAB);
  if (known && /^[\w-]{8,40}$/.test(known)) return known;
  const id = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  write(room, TAB, id);
  return id;
}

/** Whether the tab presents: in every lab, and after a reload. @param {Room} room */
export const presents = (room) => read(room, PRESENT) !== null;

/** @param {Room} room @param {boolean} on */
export const keepPresent = (room, on) => write(room, PRESENT, on ? "" : null);

/**
 * Whether a page of an older build (or one of a newer: a server may be put back) is to load itself again. Once for each build that it meets before it is
 * the server's: a proxy that keeps the old page for ever, or two servers of different builds, would make it go round and round.
 * @param {Room} room @param {string} mine @param {string} theirs @returns {"same" | "reload" | "stays"}  stays: it was tried, and the page is still another
 */
export function renewal(room, mine, theirs) {
  if (mine === theirs) {
    write(room, RELOADED, null);
    return "same";
  }
  const met = read(room, RELOADED)?.split("\n") ?? [];
  return !met.includes(theirs) && write(room, RELOADED, [...met, theirs].join("\n")) ? "reload" : "stays";
}

/** @param {Room} room @param {string} key */
function read(room, key) {
  try {
    return room.getItem(key);
  } catch {
    return null;
  }
}

/** @param {Room} room @param {string} key @param {string | null} text null: nothing @returns {boolean} whether the browser lets us */
function write(room, key, text) {
  try {
    if (text === null) room.removeItem(key);
    else room.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
