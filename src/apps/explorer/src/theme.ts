import { signal } from "@preact/signals";

/** Light, dark, or what the system says; public/theme.js applies a stored choice before the first paint. */
export type Theme = "light" | "dark" | "auto";

const KEY = "aether.theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

export const theme = signal<Theme>(stored());

export function chooseTheme(value: Theme): void {
  theme.value = value;
  if (value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = value;
  try {
    if (value === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
