import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const texts = (lang) => JSON.parse(readFileSync(new URL(`static/i18n/${lang}.json`, root), "utf8"));
const ko = texts("ko"), en = texts("en");
const files = (folder, end) => readdirSync(new URL(folder, root), { recursive: true }).filter((name) => name.endsWith(end));

/** Each literal key with the file it stands in. */
function keysIn(folder, end, pattern) {
  return files(folder, end).flatMap((name) => {
    const source = readFileSync(new URL(`${folder}/${name}`, root), "utf8");
    return [...source.matchAll(pattern)].map((found) => ({ key: found[1], name }));
  });
}

const missing = (found) => found.filter(({ key }) => !(key in ko)).map(({ key, name }) => `${name}: ${key}`);

test("Korean and English have the same keys", () => {
  assert.deepEqual(Object.keys(ko).sort(), Object.keys(en).sort());
});

test("a text asks for the same values in both languages", () => {
  const asked = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const key of Object.keys(ko)) assert.deepEqual(asked(ko[key]), asked(en[key]), key);
});

test("no text is empty", () => {
  for (const lang of [ko, en]) for (const [key, text] of Object.entries(lang)) assert.notEqual(text.trim(), "", key);
});

test("no fragment of texts is left beside the two", () => {
  assert.deepEqual(files("static/i18n", ".json").sort(), ["en.json", "ko.json"]);
});

test("every literal key of the scripts has a text", () => {
  assert.deepEqual(missing(keysIn("static/js", ".js", /\b(?:t|noticeShown|noticed)\((?:state, )?"([^"]+)"/g)), []);
  assert.deepEqual(missing(keysIn("static/js", ".js", /"data-t(?:-\w+)?": "([^"]+)"/g)), []);
});

test("every key of the templates has a text", () => {
  assert.deepEqual(missing(keysIn("templates", ".html", /\bt\["([^"]+)"\]/g)), []);
});
