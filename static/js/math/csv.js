// @ts-check
/**
 * Text ↔ a data set. `readCsv` finds the rows and says by line what is wrong; `toData` makes of them what an edit of
 * kind `data` carries; `toCsv` is the way back. No DOM, no language: a problem is a key and its values.
 *
 * @typedef {{key: string, values: Record<string, string | number>}} Problem
 * @typedef {{line: number, x: number, y: number, label: string, test: number | null}} Row
 * @typedef {{column: string, low: number, high: number}} Scaled   a column whose low…high became −1…1
 * @typedef {{task: "classification" | "regression", classes: number, points: number[][]}} Data
 */

export const MOST_POINTS = 2000;
const WINDOW = 1.2; // docs/spec.md: where a point may lie
const VALUES = 1.5; // the picture of a regression shows −1…1; a preset's noise goes a little beyond
const ROOM = 60_000; // bytes: an edit is a text of at most 64 KiB
const NAMES = {
  x: ["x", "x1", "x₁"],
  y: ["y", "x2", "x₂"],
  label: ["label", "class", "value", "target", "z", "레이블", "클래스", "값"],
  test: ["test", "시험"],
};

/** @param {string} text @returns {{rows: Row[], problems: Problem[]}} */
export function readCsv(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => content.trim() !== "" && !content.startsWith("#"));
  const cut = splitter(lines[0]?.content ?? "");
  const cells = lines.map(({ line, content }) => ({ line, cells: cut(content) }));
  const head = cells.length > 0 && isHeader(cells[0].cells) ? cells.shift() : undefined;
  const places = columns(head?.cells);
  const problems = /** @type {Problem[]} */ ([]);
  const rows = cells.flatMap(({ line, cells }) => readRow(line, cells, places, problems));
  if (cells.length === 0) problems.push({ key: "csv.empty", values: {} });
  if (rows.length > MOST_POINTS) problems.push({ key: "csv.many", values: { most: MOST_POINTS, got: rows.length } });
  return { rows, problems };
}

/** The task that the labels speak for: names or up to four whole numbers are classes. @param {Row[]} rows */
export function likelyTask(rows) {
  const labels = distinct(rows);
  if (labels.some((label) => Number.isNaN(Number(label)))) return "classification";
  return labels.length <= 4 && labels.every((label) => Number.isInteger(Number(label))) ? "classification" : "regression";
}

/**
 * @param {Row[]} rows
 * @param {"classification" | "regression"} task
 * @returns {{data: Data, names: string[], scaled: Scaled[], decimals: number | null, problems: Problem[]}}
 */
export function toData(rows, task) {
  const problems = /** @type {Problem[]} */ ([]);
  const names = task === "classification" ? classNames(rows, problems) : [];
  const value = task === "classification" ? classNumbers(rows, names) : values(rows, problems);
  const scaled = /** @type {Scaled[]} */ ([]);
  const x = scaledInto(rows.map((row) => row.x), "x", WINDOW, scaled);
  const y = scaledInto(rows.map((row) => row.y), "y", WINDOW, scaled);
  const labels = task === "regression" ? scaledInto(value, "label", VALUES, scaled) : value;
  const exact = rows.map((row, i) => [x[i], y[i], labels[i], ...(row.test === null ? [] : [row.test])]);
  const { points, decimals } = fitted(exact);
  return { data: { task, classes: Math.max(2, names.length), points }, names, scaled, decimals, problems };
}

/** @param {readonly {x: number, y: number, label: number, test: boolean}[]} points */
export function toCsv(points) {
  const rows = points.map(({ x, y, label, test }) => `${x},${y},${label},${test ? 1 : 0}`);
  return ["x,y,label,test", ...rows].join("\n") + "\n";
}

/** How a line is cut, told by the first one: tab, semicolon, comma, else spaces. @param {string} first */
function splitter(first) {
  const mark = ["\t", ";", ","].find((candidate) => first.includes(candidate));
  if (mark === undefined) return (/** @type {string} */ line) => line.trim().split(/\s+/);
  const cell = new RegExp(`(?:^|${mark})\\s*(?:"((?:[^"]|"")*)"|([^${mark}]*))`, "g");
  return (/** @type {string} */ line) => [...line.matchAll(cell)].map((found) => found[1]?.replaceAll('""', '"') ?? found[2].trim());
}

/** @param {string[]} cells */
function isHeader(cells) {
  return cells.length >= 2 && !cells.slice(0, 2).some((cell) => isNumber(cell)) && cells.some((cell) => /\p{L}/u.test(cell));
}

/** Where x, y, label and test stand: by their names if the header knows them, else first, second, third. @param {string[]} [head] */
function columns(head) {
  const at = (/** @type {keyof typeof NAMES} */ name) => head?.findIndex((cell) => NAMES[name].includes(cell.trim().toLowerCase())) ?? -1;
  const [x, y, label] = [at("x"), at("y"), at("label")];
  return x >= 0 && y >= 0 && label >= 0 ? { x, y, label, test: at("test") } : { x: 0, y: 1, label: 2, test: at("test") };
}

/** @param {number} line @param {string[]} cells @param {ReturnType<typeof columns>} places @param {Problem[]} problems @returns {Row[]} */
function readRow(line, cells, places, problems) {
  const needed = Math.max(places.x, places.y, places.label) + 1;
  if (cells.length < needed) {
    problems.push({ key: "csv.columns", values: { line, needed, got: cells.length } });
    return [];
  }
  const wrong = /** @type {const} */ (["x", "y"]).find((name) => !isNumber(cells[places[name]]));
  if (wrong) problems.push({ key: "csv.number", values: { line, column: wrong, got: cells[places[wrong]] } });
  const label = cells[places.label];
  if (label === "") problems.push({ key: "csv.label", values: { line } });
  if (wrong || label === "") return [];
  const test = places.test >= 0 ? Number(number(cells[places.test] ?? "") > 0) : null;
  return [{ line, x: number(cells[places.x]), y: number(cells[places.y]), label, test }];
}

/** @param {Row[]} rows @param {Problem[]} problems */
function classNames(rows, problems) {
  const labels = distinct(rows);
  if (labels.length > 4) problems.push({ key: "csv.classes", values: { got: labels.length } });
  const wholes = labels.map(Number);
  // Numbers 0…3 keep their places, so that what was copied out comes back as it was.
  if (wholes.every((n) => Number.isInteger(n) && n >= 0 && n <= 3)) return Array.from({ length: Math.max(...wholes, 1) + 1 }, (_, i) => String(i));
  return wholes.some(Number.isNaN) ? labels : labels.sort((a, b) => Number(a) - Number(b));
}

/** @param {Row[]} rows @param {string[]} names */
function classNumbers(rows, names) {
  return rows.map(({ label }) => {
    const at = names.indexOf(label);
    return at >= 0 ? at : names.findIndex((name) => Number(name) === Number(label));
  });
}

/** @param {Row[]} rows @param {Problem[]} problems */
function values(rows, problems) {
  for (const { line, label } of rows) {
    if (!isNumber(label)) problems.push({ key: "csv.number", values: { line, column: "label", got: label } });
  }
  return rows.map(({ label }) => (isNumber(label) ? number(label) : 0));
}

/** @param {number[]} numbers @param {string} column @param {number} limit @param {Scaled[]} scaled */
function scaledInto(numbers, column, limit, scaled) {
  const low = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const high = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  if (numbers.length === 0 || (low >= -limit && high <= limit)) return numbers;
  scaled.push({ column, low, high });
  return numbers.map((n) => (high > low ? ((n - low) / (high - low)) * 2 - 1 : 0));
}

/** As many decimals as fit through the wire. @param {number[][]} exact */
function fitted(exact) {
  for (const decimals of [null, 6, 5, 4]) {
    const points = decimals === null ? exact : exact.map((point) => point.map((n) => Number(n.toFixed(decimals))));
    if (decimals === 4 || JSON.stringify(points).length <= ROOM) return { points, decimals };
  }
  throw new Error("unreachable");
}

/** @param {Row[]} rows */
const distinct = (rows) => [...new Set(rows.map(({ label }) => label))];

/** A lone decimal comma is a point: files made with semicolons write 0,5. @param {string} cell */
const number = (cell) => Number(/^[-+]?\d*,\d+$/.test(cell) ? cell.replace(",", ".") : cell);

/** @param {string} cell */
const isNumber = (cell) => cell.trim() !== "" && Number.isFinite(number(cell));
