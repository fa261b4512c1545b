import type { editor } from "monaco-editor/editor";

interface Palette {
  readonly base: "vs" | "vs-dark";
  readonly colours: { readonly [name: string]: string };
}

/** The custom properties of the page's style sheet that code is coloured with: the same as where code is only shown. */
const rules: readonly (readonly [token: string, property: string])[] = [
  ["keyword", "--cw-code-keyword"],
  ["string", "--cw-code-string"],
  ["number", "--cw-code-number"],
  ["comment", "--cw-code-comment"],
  ["tag", "--cw-code-name"],
  ["type", "--cw-code-builtin"],
  ["identifier", "--cw-text"],
  ["delimiter", "--cw-text"],
];

const surfaces: readonly (readonly [colour: string, property: string])[] = [
  ["editor.background", "--cw-sunken"],
  ["editor.foreground", "--cw-text"],
  ["editorLineNumber.foreground", "--cw-muted"],
  ["editorLineNumber.activeForeground", "--cw-text"],
  ["editorCursor.foreground", "--cw-accent"],
  ["editor.selectionBackground", "--cw-accent-line"],
  ["editor.lineHighlightBorder", "--cw-sunken"],
  ["editorWidget.background", "--cw-raised"],
  ["editorWidget.border", "--cw-line"],
  ["editorSuggestWidget.background", "--cw-raised"],
  ["editorSuggestWidget.selectedBackground", "--cw-accent-soft"],
  ["diffEditor.insertedLineBackground", "--cw-ok-soft"],
  ["diffEditor.removedLineBackground", "--cw-danger-soft"],
  ["diffEditor.insertedTextBorder", "--cw-ok"],
  ["diffEditor.removedTextBorder", "--cw-danger"],
  ["editorSuggestWidget.selectedForeground", "--cw-text"],
  ["editorHoverWidget.background", "--cw-raised"],
  ["editorError.foreground", "--cw-danger"],
  ["editorWarning.foreground", "--cw-warn"],
  ["editorInfo.foreground", "--cw-info"],
  ["focusBorder", "--cw-focus"],
];

export const themeName = "cellweave";

/** Takes the colours that the page has now for Monaco's own; to be called again when the theme changes. */
export function defineThemes(monaco: { readonly editor: Pick<typeof editor, "defineTheme" | "setTheme"> }): void {
  const { base, colours } = palette();
  monaco.editor.defineTheme(themeName, {
    base,
    inherit: true,
    rules: rules.map(([token, property]) => ({
      token,
      foreground: (colours[property] ?? "").slice(1),
      ...(token === "comment" ? { fontStyle: "italic" } : {}),
    })),
    colors: {
      ...Object.fromEntries(surfaces.map(([colour, property]) => [colour, colours[property] ?? "#888888"])),
      // A second ground on that of the line would take the contrast from the code on it.
      "diffEditor.insertedTextBackground": "#00000000",
      "diffEditor.removedTextBackground": "#00000000",
    },
  });
  monaco.editor.setTheme(themeName);
}

function palette(): Palette {
  const styles = getComputedStyle(document.documentElement);
  const names = [...rules, ...surfaces].map(([, property]) => property);
  const colours = Object.fromEntries(names.map((name) => [name, styles.getPropertyValue(name).trim()]));
  return { base: document.documentElement.dataset.theme === "dark" ? "vs-dark" : "vs", colours };
}
