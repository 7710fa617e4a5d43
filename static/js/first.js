// @ts-check
/** Before the first paint, and therefore not a module: the theme that was chosen last, so that a dark hall is not flashed at. */
try {
  document.documentElement.dataset.theme = localStorage.getItem("downhill.theme") ?? "auto";
} catch {
  // A browser that forbids storage shows the system's theme.
}
