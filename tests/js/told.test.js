import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setLanguage, setTexts } from "../../static/js/i18n.js";
import { initialState } from "../../static/js/state.js";
import { toldOf } from "../../static/js/views/told-words.js";

for (const lang of ["ko", "en"]) setTexts(lang, JSON.parse(readFileSync(new URL(`../../static/i18n/${lang}.json`, import.meta.url), "utf8")));

/** What is told of a run that plays. */
function told(over = {}, lang = "en") {
  setLanguage(lang);
  const base = initialState();
  return toldOf({ ...base, link: { ...base.link, status: "live" }, run: { ...base.run, playing: true, ...over.run }, frame: { speed: 1234 }, pace: over.pace ?? null }).text;
}

test("of steps and frames what is cut is told, in both languages", () => {
  const pace = { fps: 15, wanted: 5, done: 2 };
  assert.equal(told({ pace }), "5 steps a frame wanted, 2 done · 15 frames/s");
  assert.equal(told({ pace }, "ko"), "프레임마다 5걸음 중 2걸음 · 초당 15프레임");
  assert.equal(told({ pace: { ...pace, fps: 30 } }, "ko"), "프레임마다 5걸음 중 2걸음");
  assert.equal(told({ pace: { fps: 7.5, wanted: null, done: null } }, "ko"), "초당 7.5프레임");
});

test("numbers are as short as they can be said", () => {
  assert.equal(told({ pace: { fps: 30, wanted: 66.666, done: 6.666 } }), "67 steps a frame wanted, 6.7 done");
});

test("as fast as it goes: how fast that is, and the frames if they are cut; a run that rests is given nothing", () => {
  assert.equal(told({ run: { speed: 0 } }), "1,234 steps/s");
  assert.equal(told({ run: { speed: 0 }, pace: { fps: 15, wanted: null, done: null } }), "1,234 steps/s · 15 frames/s");
  assert.equal(told({ run: { playing: false }, pace: { fps: 15, wanted: 5, done: 2 } }), "");
  assert.equal(told(), "");
});
