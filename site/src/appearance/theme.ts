export type Theme = "system" | "light" | "dark";

const key = "theme";

/** The theme chosen in this browser; where it may not keep anything, the system's. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

/** Keeps the choice in this browser and has theme-script.js show it. */
export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Cookies and storage are blocked: then the system's theme stays.
  }
  dispatchEvent(new Event("themechosen"));
}
