import { useState } from "preact/hooks";
import { chooseTheme, chosenTheme, type Theme } from "../appearance/theme.ts";
import { Panel } from "../parts/panel.tsx";

const themes: Record<Theme, { word: string; hint: string }> = {
  system: { word: "System", hint: "As this device is set" },
  light: { word: "Light", hint: "Dark text on light" },
  dark: { word: "Dark", hint: "Light text on dark" },
};

export function AppearancePanel() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (wanted: Theme) => {
    setTheme(wanted);
    chooseTheme(wanted);
  };
  return (
    <Panel title="Appearance" lead="Kept in this browser.">
      <fieldset class="choices panel-body">
        <legend class="sr-only">Theme</legend>
        {(Object.keys(themes) as Theme[]).map((one) => (
          <label class="choice" key={one}>
            <input
              type="radio"
              name="theme"
              value={one}
              checked={one === theme}
              onChange={() => choose(one)}
            />
            <span>
              {themes[one].word}
              <span class="hint">{themes[one].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </Panel>
  );
}
