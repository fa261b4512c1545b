import type { Seal } from "@cellweave/engine/model/verdict";
import { useEffect, useState } from "react";
import { type DocumentContent, flowOf } from "../document/content.ts";
import { documentStore } from "../document/document.ts";
import { sameCells } from "../document/same-as-sealed.ts";

/** Whether the last proof is of the notebook as it now is. Asked for shortly after typing, not while. */
export function useSealHolds(seal: Seal | null): boolean {
  const [holds, setHolds] = useState(() => isOf(seal, documentStore.getState().content));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: DocumentContent | null = null;
    const look = () => {
      timer = undefined;
      seen = documentStore.getState().content;
      setHolds(isOf(seal, seen));
    };
    look();
    const stop = documentStore.subscribe(({ content }) => {
      if (content !== seen) timer ??= setTimeout(look, 150);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [seal]);
  return holds;
}

function isOf(seal: Seal | null, content: DocumentContent): boolean {
  return seal !== null && sameCells(seal.cells, flowOf(content, documentStore.getState().like).cells);
}
