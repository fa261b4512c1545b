import type * as Monaco from "monaco-editor/editor";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { themeName } from "./themes.ts";

export interface FileViewProps {
  readonly path: string;
  readonly text: string;
  /** Shown until Monaco has come, and instead of it where it cannot be loaded. */
  readonly fallback: ReactNode;
}

/** By the ending of a name; JSON is coloured as the YAML that it is. */
const languages: { readonly [ending: string]: string } = {
  py: "python",
  smk: "python",
  Snakefile: "python",
  md: "markdown",
  sh: "shell",
  yml: "yaml",
  yaml: "yaml",
  cwl: "yaml",
  json: "yaml",
  jsonld: "yaml",
  ipynb: "yaml",
};

/** A file in Monaco, to be read only; it fills its place. */
export function FileView({ path, text, fallback }: FileViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let made: Shown | null = null;
    let gone = false;
    import("./monaco-files.ts").then(
      ({ monaco }) => {
        if (gone || !place.current) return;
        made = { monaco, editor: createViewer(monaco, place.current) };
        setShown(made);
      },
      // Without Monaco the text is shown without colours.
      () => setShown(null),
    );
    return () => {
      gone = true;
      made?.editor.dispose();
    };
  }, []);
  useEffect(() => {
    if (!shown) return;
    const { monaco, editor } = shown;
    const model = monaco.editor.createModel(text, languageOf(path));
    editor.setModel(model);
    editor.updateOptions({ ariaLabel: `${path}, to be read only` });
    return () => {
      if (editor.getModel() === model) editor.setModel(null);
      model.dispose();
    };
  }, [shown, path, text]);
  return (
    <div className="relative h-full min-h-0">
      {shown ? null : fallback}
      <div
        ref={place}
        data-testid="file-view"
        data-path={path}
        className={shown ? "h-full" : "invisible absolute inset-0"}
      />
    </div>
  );
}

interface Shown {
  readonly monaco: typeof Monaco;
  readonly editor: Monaco.editor.IStandaloneCodeEditor;
}

function languageOf(path: string): string {
  return languages[path.split(/[./]/).at(-1) ?? ""] ?? "plaintext";
}

function createViewer(monaco: typeof Monaco, place: HTMLElement): Monaco.editor.IStandaloneCodeEditor {
  return monaco.editor.create(place, {
    model: null,
    theme: themeName,
    automaticLayout: true,
    readOnly: true,
    domReadOnly: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    fontSize: 12,
    lineHeight: 18,
    lineNumbersMinChars: 4,
    folding: false,
    glyphMargin: false,
    renderLineHighlight: "none",
    overviewRulerLanes: 0,
    unicodeHighlight: { ambiguousCharacters: false },
    hover: { enabled: "off" },
    links: false,
    bracketPairColorization: { enabled: false },
    editContext: false,
    // Nothing is typed here, so Tab moves on.
    tabFocusMode: true,
    scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
    padding: { top: 8, bottom: 8 },
  });
}
