import { Lightbulb, X } from "lucide-react";
import { useEffect } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { useAnyState } from "../actions/use-action.ts";
import { useSession } from "../hooks/use-session.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { hints, nextHint } from "./hints.ts";

/** One hint at a time, below the canvas, until it is put away or the person does what it says. */
export function HintBar() {
  const hint = useSession((state) => nextHint(state.dismissedHints));
  const known = useAnyState((all) => hint?.known(all) ?? false);
  useEffect(() => {
    if (hint && known) dismiss([hint.id]);
  }, [hint, known]);
  if (!hint || known) return null;
  const { action, text } = hint;
  return (
    <aside
      aria-label="Hint"
      className="flex min-h-9 shrink-0 items-center gap-2 border-t border-line bg-surface py-1 pr-1 pl-3 text-xs"
    >
      <Lightbulb aria-hidden className="size-4 shrink-0 text-warn" />
      <span className="min-w-0 flex-1 text-muted">{text}</span>
      {action ? (
        <Button size="small" onClick={() => perform(action)}>
          Try it
        </Button>
      ) : null}
      <Button kind="quiet" size="small" className="text-muted" onClick={() => dismiss(hints.map(({ id }) => id))}>
        No hints
      </Button>
      <IconButton size="small" label="Put this hint away" icon={<X aria-hidden />} onClick={() => dismiss([hint.id])} />
    </aside>
  );
}

function dismiss(ids: readonly string[]): void {
  context.session.setState(({ dismissedHints }) => ({ dismissedHints: [...new Set([...dismissedHints, ...ids])] }));
}
