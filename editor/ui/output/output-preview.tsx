import { joinLines, type MimeBundle, type Output } from "@cellweave/engine/model/notebook";
import { imageAddress } from "./image-view.tsx";
import { cheapest, textOf } from "./mime.ts";
import { stripAnsi } from "./strip-ansi.ts";
import { tableRows } from "./text-table.ts";

/** What a small preview shows of a cell's outputs. */
export type Preview =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "error"; readonly text: string }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "image"; readonly address: string };

const longest = 4000;

/** The last output that says something, in a form that costs next to nothing to draw; null when there is none. */
export function previewOf(outputs: readonly Output[], lines = 5): Preview | null {
  for (let index = outputs.length - 1; index >= 0; index--) {
    const output = outputs[index];
    const preview = output ? previewOfOne(output, lines) : null;
    if (preview) return preview;
  }
  return null;
}

function previewOfOne(output: Output, lines: number): Preview | null {
  if (output.output_type === "error")
    return { kind: "error", text: `${output.ename}: ${stripAnsi(output.evalue).slice(0, 300)}` };
  if (output.output_type === "stream") return textPreview(joinLines(output.text).slice(-longest).trimEnd(), -lines);
  return dataPreview(output.data ?? {}, lines);
}

function dataPreview(data: MimeBundle, lines: number): Preview | null {
  const chosen = cheapest(data);
  if (!chosen) return null;
  if (chosen.rendering === "image") {
    const address = imageAddress(chosen.mime, chosen.content);
    return address === null ? null : { kind: "image", address };
  }
  if (chosen.mime === "text/html") return { kind: "text", text: "HTML" };
  const text = textOf(chosen.content).slice(0, longest).trimEnd();
  // pandas gives its frames as HTML too: the text form is a table that can be read back.
  const table = "text/html" in data ? tableRows(text) : null;
  return table ? { kind: "table", head: table.head, rows: table.rows.slice(0, lines) } : textPreview(text, lines);
}

function textPreview(text: string, lines: number): Preview | null {
  const all = stripAnsi(text).split("\n");
  const shown = (lines < 0 ? all.slice(lines) : all.slice(0, lines)).map(
    (line) => line.split("\r").at(-1)?.slice(0, 200) ?? "",
  );
  const joined = shown.join("\n").trimEnd();
  return joined ? { kind: "text", text: joined } : null;
}

/** A few lines, a small table or a thumbnail of the last output: no frames, no HTML. */
export function OutputPreview({
  outputs,
  lines = 5,
}: {
  readonly outputs: readonly Output[];
  readonly lines?: number;
}) {
  const preview = previewOf(outputs, lines);
  if (!preview) return null;
  if (preview.kind === "image")
    return (
      <img
        src={preview.address}
        alt="Last output"
        draggable={false}
        className="max-h-full max-w-full rounded bg-white object-contain"
      />
    );
  if (preview.kind === "table") return <PreviewTable head={preview.head} rows={preview.rows} />;
  return (
    <div
      className={
        preview.kind === "error"
          ? "cw-code overflow-hidden text-[11px] text-danger"
          : "cw-code overflow-hidden text-[11px]"
      }
    >
      {preview.text}
    </div>
  );
}

function PreviewTable({
  head,
  rows,
}: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  return (
    <table className="w-max text-right text-[11px] [&_td]:px-1.5 [&_th]:px-1.5">
      <thead className="text-muted">
        <tr>
          {head.map((name, column) => (
            <th key={column} scope="col" className="border-b border-line font-semibold">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((value, column) => (
              <td key={column} className={column === 0 ? "text-muted" : undefined}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
