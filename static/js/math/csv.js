// @ts-check
/**
 * Text ↔ a data set, the mirror of server/csv_points.py: both read tests/reference/csv_cases.json. `readCsv` finds the rows and says by
 * line what is wrong; `toData` makes of them what an edit of kind `data` carries; `toCsv` is the way back. No DOM, no language: a
 * problem is a key and its values.
 *
 * The first line says what cuts: a tab, else a semicolon, else a comma, else spaces; cells may stand in quotes. A first line without numbers
 * in its first two cells is a header. Labels that are all numbers 0 to 3 are classes as they stand, other numbers are classes in their
 * order, names in the order in which they appear.
 *
 * @typedef {{key: string, values: Record<string, string | number>}} Problem
 * @typedef {{line: number, x: number, y: number, label: string, test: number | null}} Row
 * @typedef {{column: string, low: number, high: number}} Scaled   a column whose low…high became −1…1
 * @typedef {{task: "classification" | "regression", classes: number, points: number[][]}} Data
 */

export const MOST_POINTS = 2000;
const MOST_CLASSES = 4;
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
  return { rows: rows.slice(0, MOST_POINTS), problems };
}

/** The task that the labels speak for: names or up to four whole numbers are classes. @param {Row[]} rows */
export function likelyTask(rows) {
  const values = new Set(rows.map(({ label }) => number(label)));
  if (values.has(NaN)) return "classification";
  return values.size <= MOST_CLASSES && [...values].every(Number.isInteger) ? "classification" : "regression";
}

/**
 * @param {Row[]} rows
 * @param {"classification" | "regression"} task
 * @returns {{data: Data, names: string[], scaled: Scaled[], decimals: number | null, problems: Problem[]}}
 */
export function toData(rows, task) {
  const problems = /** @type {Problem[]} */ ([]);
  const { names, value } = task === "classification" ? classes(rows, problems) : { names: [], value: values(rows, problems) };
  const scaled = /** @type {Scaled[]} */ ([]);
  const labels = task === "regression" ? scaledInto(value, "label", VALUES, scaled) : value;
  const x = scaledInto(rows.map((row) => row.x), "x", WINDOW, scaled);
  const y = scaledInto(rows.map((row) => row.y), "y", WINDOW, scaled);
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
  return (/** @type {string} */ line) => (mark === undefined ? line.trim().split(/\s+/) : cut(line, mark));
}

/** @param {string} line @param {string} mark */
function cut(line, mark) {
  const quoted = mark === "\t" ? /[^\S\t]*"((?:[^"]|"")*)"/y : /\s*"((?:[^"]|"")*)"/y;
  const cells = [];
  for (let at = 0; ; ) {
    quoted.lastIndex = at;
    const inside = quoted.exec(line);
    const stop = line.indexOf(mark, inside ? quoted.lastIndex : at);
    cells.push(inside ? inside[1].replaceAll('""', '"') : line.slice(at, stop < 0 ? undefined : stop).trim());
    if (stop < 0) return cells;
    at = stop + 1;
  }
}

/** @param {string[]} cells */
function isHeader(cells) {
  return cells.length >= 2 && cells.slice(0, 2).every((cell) => Number.isNaN(number(cell))) && cells.some((cell) => /\p{L}/u.test(cell));
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
  const [x, y, label] = [number(cells[places.x]), number(cells[places.y]), cells[places.label]];
  const mark = cells[places.test] ?? "";
  const wrong = Number.isNaN(x) ? "x" : Number.isNaN(y) ? "y" : null;
  if (wrong) problems.push({ key: "csv.number", values: { line, column: wrong, got: cells[places[wrong]] } });
  if (label === "") problems.push({ key: "csv.label", values: { line } });
  if (!["", "0", "1"].includes(mark)) problems.push({ key: "csv.test", values: { line, got: mark } });
  if (wrong || label === "") return [];
  return [{ line, x, y, label, test: places.test >= 0 ? Number(mark === "1") : null }];
}

/** Names of the classes, and each row's class. @param {Row[]} rows @param {Problem[]} problems */
function classes(rows, problems) {
  const numbers = rows.map(({ label }) => number(label)), named = numbers.some(Number.isNaN);
  /** @type {(string | number)[]} */
  const keys = named ? rows.map(({ label }) => label) : numbers;
  const distinct = [...new Set(keys)];
  if (distinct.length > MOST_CLASSES) problems.push({ key: "csv.classes", values: { got: distinct.length } });
  const ordered = named ? distinct : inOrder(/** @type {number[]} */ (distinct));
  const names = ordered.map((key) => rows[keys.indexOf(key)]?.label ?? String(key));
  return { names, value: keys.map((key) => ordered.indexOf(key)) };
}

/** Numbers 0…3 keep their places, so that what was copied out comes back as it was. @param {number[]} numbers */
function inOrder(numbers) {
  const kept = numbers.length > 0 && numbers.every((n) => [0, 1, 2, 3].includes(n));
  return kept ? Array.from({ length: Math.max(...numbers, 1) + 1 }, (_, i) => i) : numbers.sort((a, b) => a - b);
}

/** @param {Row[]} rows @param {Problem[]} problems */
function values(rows, problems) {
  return rows.map(({ line, label }) => {
    const value = number(label);
    if (Number.isNaN(value)) problems.push({ key: "csv.number", values: { line, column: "label", got: label } });
    return value || 0;
  });
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

const NUMBER = /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?$/i;
const DECIMAL_COMMA = /^[-+]?[0-9]*,[0-9]+(e[-+]?[0-9]+)?$/i;

/** NaN if it is none. A lone decimal comma is a point: files made with semicolons write 0,5. @param {string} cell */
function number(cell) {
  const text = cell.trim(), plain = DECIMAL_COMMA.test(text) ? text.replace(",", ".") : text;
  const value = NUMBER.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : NaN;
}
