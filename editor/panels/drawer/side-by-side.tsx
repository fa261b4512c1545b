import { useMemo } from "react";
import { classNames } from "../../ui/class-names.ts";
import { aroundChanges, type DiffSide, sideBySide } from "./diff-model.ts";

const most = 400;

/** Two texts side by side, with what differs marked by colour and sign. */
export function SideBySide({ before, after }: { readonly before: string; readonly after: string }) {
  const rows = useMemo(() => aroundChanges(sideBySide(before, after)), [before, after]);
  return (
    <div className="overflow-x-auto">
      <table className="cw-code w-full table-fixed border-collapse text-[11.5px]">
        <caption className="sr-only">In the file on the left, now on the right</caption>
        <tbody>
          {rows.slice(0, most).map((row, index) =>
            row === null ? (
              <tr key={index}>
                <td colSpan={2} className="bg-sunken px-2 text-muted">
                  ⋯
                </td>
              </tr>
            ) : (
              <tr key={index}>
                <Side side={row.left} sign={row.same ? " " : "−"} tone="bg-danger-soft" empty={!row.same} />
                <Side side={row.right} sign={row.same ? " " : "+"} tone="bg-ok-soft" empty={!row.same} />
              </tr>
            ),
          )}
        </tbody>
      </table>
      {rows.length > most ? <p className="px-2 py-1 text-xs text-muted">{rows.length - most} more lines.</p> : null}
    </div>
  );
}

function Side({
  side,
  sign,
  tone,
  empty,
}: {
  readonly side: DiffSide | null;
  readonly sign: string;
  readonly tone: string;
  readonly empty: boolean;
}) {
  if (side === null) return <td className={classNames("align-top", empty && "bg-sunken")} />;
  return (
    <td className={classNames("overflow-hidden align-top", sign !== " " && tone)}>
      <span className="inline-block w-9 pr-1 text-right text-muted select-none">{side.number}</span>
      <span className="inline-block w-4 text-center select-none">{sign}</span>
      <span className="break-all whitespace-pre-wrap">{side.text.slice(0, 500)}</span>
    </td>
  );
}
