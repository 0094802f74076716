// Before the first paint, so that a chosen theme does not flash; 'self' allows a file, never an inline script.
try {
  var chosen = localStorage.getItem("aether.theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be off; the system's choice holds then.
}
