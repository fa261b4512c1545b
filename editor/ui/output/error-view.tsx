import type { ErrorOutput } from "@cellweave/engine/model/notebook";
import { CircleAlert } from "lucide-react";
import { errorInWords } from "./error-words.ts";
import { LineView } from "./line-view.tsx";
import { stripAnsi } from "./strip-ansi.ts";

/** An exception: what it means in plain words, then the traceback. */
export function ErrorView({ output }: { readonly output: ErrorOutput }) {
  const meaning = errorInWords(output.ename, stripAnsi(output.evalue));
  const traceback = output.traceback.join("\n");
  return (
    <div className="border-l-2 border-danger">
      <div className="flex items-start gap-2 bg-danger-soft px-3 py-2">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        <div className="min-w-0">
          <p className="font-mono text-xs font-semibold break-words text-danger">
            {output.ename}
            {output.evalue ? `: ${clip(stripAnsi(output.evalue))}` : ""}
          </p>
          {meaning ? <p className="mt-1">{meaning}</p> : null}
        </div>
      </div>
      {traceback.trim() ? <LineView text={traceback} label="Traceback" followEnd={false} /> : null}
    </div>
  );
}

function clip(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}
