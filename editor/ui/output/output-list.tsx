import type { Output } from "@cellweave/engine/model/notebook";
import { useState } from "react";
import { Button } from "../button.tsx";
import { OutputView } from "./output-view.tsx";

const atOnce = 30;

/** Everything a cell has shown, in order; a cell with hundreds of outputs shows thirty until asked for more. */
export function OutputList({ outputs, label }: { readonly outputs: readonly Output[]; readonly label: string }) {
  const [limit, setLimit] = useState(atOnce);
  const hidden = outputs.length - limit;
  return (
    <div className="flex flex-col">
      {outputs.slice(0, limit).map((output, position) => (
        <OutputView key={position} output={output} label={outputs.length > 1 ? `${label} ${position + 1}` : label} />
      ))}
      {hidden > 0 ? (
        <Button kind="quiet" size="small" className="m-2 self-start" onClick={() => setLimit(limit + 10 * atOnce)}>
          Show {Math.min(hidden, 10 * atOnce)} more of {hidden} outputs
        </Button>
      ) : null}
    </div>
  );
}
