import { ListChecks, Merge, Trash2 } from "lucide-react";
import { useAction } from "../../actions/use-action.ts";
import { Button } from "../../ui/button.tsx";

/** What can be done with all selected cells at once. */
export function ManySelected({ count }: { readonly count: number }) {
  const run = useAction("run-selected");
  const merge = useAction("merge");
  const remove = useAction("delete");
  return (
    <div className="mx-3 mb-2 flex flex-wrap items-center gap-1.5 rounded-md bg-accent-soft px-2 py-1.5">
      <span className="mr-auto text-xs font-medium text-accent">{count} cells selected</span>
      <Button size="small" kind="quiet" icon={<ListChecks aria-hidden />} disabled={!run.enabled} onClick={run.run}>
        Run
      </Button>
      <Button size="small" kind="quiet" icon={<Merge aria-hidden />} disabled={!merge.enabled} onClick={merge.run}>
        Merge
      </Button>
      <Button size="small" kind="quiet" icon={<Trash2 aria-hidden />} disabled={!remove.enabled} onClick={remove.run}>
        Delete
      </Button>
    </div>
  );
}
