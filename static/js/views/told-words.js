// @ts-check
/** What the run is busy with, or cannot give, in words. */
import { t } from "../i18n.js";
import { formatInteger, formatShort } from "../math/format.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{kind: "" | "connecting" | "replay" | "pace" | "speed", text: string, why: string}} Told   why: what is shown when it is pointed at */

/** @param {State} state @returns {Told} */
export function toldOf({ run, link, frame, pace }) {
  if (link.status === "connecting") return { kind: "connecting", text: t("transport.connecting"), why: "" };
  if (run.progress) return { kind: "replay", text: t("transport.replay", { step: formatInteger(run.progress.step), of: formatInteger(run.progress.of) }), why: "" };
  const cut = run.playing && pace ? paceWords(pace, link.fps) : "", speed = run.playing && frame && run.speed === 0 ? t("transport.perSecond", { n: formatInteger(frame.speed) }) : "";
  if (cut) return { kind: "pace", text: speed ? `${speed} · ${cut}` : cut, why: t("pace.why") };
  if (speed) return { kind: "speed", text: speed, why: "" };
  return { kind: "", text: "", why: "" };
}

/** "5 steps a frame wanted, 2 done · 15 frames/s": of the two what is cut. @param {NonNullable<State["pace"]>} pace @param {number} whole frames a second that are wanted */
function paceWords({ fps, wanted, done }, whole) {
  const steps = wanted !== null && done !== null ? t("pace.steps", { wanted: few(wanted), done: few(done) }) : "";
  return [steps, fps < whole ? t("pace.frames", { fps: few(fps) }) : ""].filter(Boolean).join(" · ");
}

/** 6.67 → "6.7", 66.7 → "67". @param {number} count */
const few = (count) => formatShort(count < 10 ? Number(count.toPrecision(2)) : Math.round(count));
