// @ts-check
/**
 * What another run would do: asked of the server beside the run on the screen (POST /api/run), so that the page needs no engine of its own.
 * One question at a time; of those that come meanwhile only the last is asked.
 *
 * @typedef {{spec?: any, journal?: any, steps: number}} Question   as docs/protocol.md, "Without a page"
 * @typedef {(lines: any[] | null) => void} Hearer   a line a step and one of the end; null: no answer
 */

/** @param {typeof globalThis.fetch} [ask] */
export function createErrand(ask = (...request) => fetch(...request)) {
  /** @type {[Question, Hearer] | null} */
  let waiting = null;
  let busy = false;
  const go = async () => {
    if (busy || !waiting) return;
    const [question, hear] = waiting;
    [busy, waiting] = [true, null];
    const lines = await answerTo(ask, question).catch(() => null);
    busy = false;
    if (!waiting) hear(lines);
    return go();
  };
  /** @param {Question} question @param {Hearer} hear  not called if another question came meanwhile */
  return (question, hear) => {
    waiting = [question, hear];
    go();
  };
}

/** @param {typeof globalThis.fetch} ask @param {Question} question */
async function answerTo(ask, question) {
  const answer = await ask("/api/run", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) });
  if (!answer.ok) return null;
  const lines = (await answer.text()).trim().split("\n").map((line) => JSON.parse(line));
  return lines.at(-1)?.type === "error" ? null : lines;
}
