// @ts-check
/**
 * Texts in two languages. Both dictionaries are in memory from the start, so `t` never waits and a change of
 * language is one redraw. Views compare `state.lang`; what the templates wrote is marked with `data-t`,
 * `data-t-title`, `data-t-label` (aria-label) and is rewritten by `translate`.
 */

/** @typedef {Record<string, string>} Texts */
/** @type {Record<string, Texts>} */
const dictionaries = {};
/** What was already reported: a redraw would say it thirty times a second. @type {Set<string>} */
const missing = new Set();
let language = "ko";

/**
 * The text of a key in the present language; `{name}` is replaced by values.name.
 * @param {string} key @param {Record<string, any>} [values] @returns {string}
 */
export function t(key, values = {}) {
  const text = dictionaries[language]?.[key];
  if (text === undefined) {
    const report = `i18n: no text for "${key}" in "${language}"`;
    if (!missing.has(report)) console.error(report);
    missing.add(report);
    return key;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Whether there is a text: for keys made of data, such as the kinds of edits. @param {string} key */
export const has = (key) => dictionaries[language]?.[key] !== undefined;

/** @param {string} lang */
export function setLanguage(lang) {
  language = lang;
}

/** @param {string} lang @param {Texts} texts */
export function setTexts(lang, texts) {
  dictionaries[lang] = texts;
}

/**
 * Loads both languages: from `<script type="application/json" id="texts">` ({"ko": {…}, "en": {…}}) where the page carries it,
 * else from static/i18n. @param {string[]} [languages]
 */
export async function loadTexts(languages = ["ko", "en"]) {
  const inPage = JSON.parse(document.getElementById("texts")?.textContent || "{}");
  await Promise.all(languages.map(async (lang) => setTexts(lang, inPage[lang] ?? (await fetchTexts(lang)))));
}

/** Rewrites the texts of the templates in the present language. @param {ParentNode} [root] */
export function translate(root = document) {
  const each = (/** @type {string} */ name, /** @type {(element: Element, text: string) => void} */ write) => {
    for (const element of root.querySelectorAll(`[${name}]`)) write(element, t(element.getAttribute(name) ?? ""));
  };
  each("data-t", (element, text) => (element.textContent = text));
  each("data-t-title", (element, text) => element.setAttribute("title", text));
  each("data-t-label", (element, text) => element.setAttribute("aria-label", text));
}

/** @param {string} lang @returns {Promise<Texts>} */
async function fetchTexts(lang) {
  const answer = await fetch(new URL(`../i18n/${lang}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`texts for "${lang}": ${answer.status}`);
  return answer.json();
}
