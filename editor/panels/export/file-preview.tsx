import type { ExportedFile, FileFault } from "@cellweave/engine/model/wire";
import { CircleAlert, File } from "lucide-react";
import { type ReactNode, useState } from "react";
import { classNames } from "../../ui/class-names.ts";
import { bytes } from "../../ui/duration.ts";

/** Shows a file to be read: only the editor's own folder knows how, so the app hands it in. */
export type FileSlot = (props: {
  readonly path: string;
  readonly text: string;
  readonly fallback: ReactNode;
}) => ReactNode;

export interface FilePreviewProps {
  readonly files: readonly ExportedFile[];
  readonly faults: readonly FileFault[];
  readonly view: FileSlot;
}

/** The files of an export, and the chosen one's text. */
export function FilePreview({ files, faults, view }: FilePreviewProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = files.find(({ path }) => path === chosen) ?? files[0];
  const faulty = new Set(faults.map(({ path }) => path));
  return (
    <section
      aria-label="Files"
      className="grid min-h-0 grid-cols-1 overflow-hidden rounded-lg border border-line sm:grid-cols-[220px_1fr]"
    >
      <ul className="max-h-32 overflow-y-auto border-b border-line p-1 sm:max-h-80 sm:border-r sm:border-b-0">
        {files.map(({ path, size }) => (
          <li key={path}>
            <button
              type="button"
              aria-current={path === shown?.path ? "true" : undefined}
              onClick={() => setChosen(path)}
              className={classNames(
                "flex min-h-7 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover",
                "aria-[current=true]:bg-accent-soft",
              )}
            >
              {faulty.has(path) ? (
                <CircleAlert role="img" aria-label="With a fault" className="size-3.5 shrink-0 text-danger" />
              ) : (
                <File aria-hidden className="size-3.5 shrink-0 text-muted" />
              )}
              <span className="min-w-0 flex-1 truncate font-mono text-[11px]" title={path}>
                {path}
              </span>
              <span className="shrink-0 text-[11px] text-muted tabular-nums">{bytes(size)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="h-80 min-w-0 bg-sunken">{shown ? <Content file={shown} view={view} /> : null}</div>
    </section>
  );
}

function Content({ file, view }: { readonly file: ExportedFile; readonly view: FileSlot }) {
  if ("text" in file)
    return view({
      path: file.path,
      text: file.text,
      fallback: <pre className="cw-code h-full overflow-auto p-3">{file.text.slice(0, 20_000)}</pre>,
    });
  const reason = "tooLarge" in file ? "Too large to be shown" : "Not a text";
  return (
    <p className="flex h-full items-center justify-center p-4 text-center text-muted">
      {reason}. It comes with the zip.
    </p>
  );
}
