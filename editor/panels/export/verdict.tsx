import type { ExportReply, ExportRequest, ToolVerdict } from "@cellweave/engine/model/wire";
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { type ReactNode, useState } from "react";
import { context } from "../../actions/context.ts";
import { tellError } from "../../actions/tell-error.ts";
import { Button } from "../../ui/button.tsx";
import { WithCode } from "../../ui/with-code.tsx";

/** Whether the files are of good syntax, and what the format's own tool says of them when it is asked. */
export function Verdict({ reply, request }: { readonly reply: ExportReply; readonly request: ExportRequest }) {
  const [checked, setChecked] = useState<ToolVerdict | "going" | null>(null);
  const { faults, tool } = reply;
  const check = async () => {
    setChecked("going");
    try {
      setChecked(await context.server.checkExport(request));
    } catch (error) {
      setChecked(null);
      tellError(context, error);
    }
  };
  return (
    <section aria-label="Validation" className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        {faults.length === 0 ? (
          <Said good>The files are of good syntax.</Said>
        ) : (
          <Said>
            {faults.length === 1 ? "A file is not of good syntax." : `${faults.length} files are not of good syntax.`}
          </Said>
        )}
        {tool && checked === null ? (
          <Button size="small" onClick={() => void check()}>
            Check with {tool.program}
          </Button>
        ) : null}
        {checked === "going" ? (
          <span role="status" className="inline-flex items-center gap-1.5 text-muted">
            <LoaderCircle aria-hidden className="size-4 animate-spin" />
            {tool?.program} looks at the files …
          </span>
        ) : null}
        {checked && checked !== "going" ? <Tool verdict={checked} program={tool?.program ?? ""} /> : null}
      </div>
      {faults.map(({ path, line, message }) => (
        <p key={`${path} ${line}`} className="text-xs">
          <code className="font-mono">{path}</code>
          {line === null ? null : ` line ${line}`}: {message}
        </p>
      ))}
      {checked && checked !== "going" && "output" in checked && checked.verdict === "refused" ? (
        <pre className="cw-code max-h-32 overflow-auto rounded-md bg-sunken p-2 whitespace-pre-wrap">
          {checked.output}
        </pre>
      ) : null}
    </section>
  );
}

function Tool({ verdict, program }: { readonly verdict: ToolVerdict; readonly program: string }) {
  if ("output" in verdict)
    return verdict.verdict === "accepted" ? (
      <Said good>{program} accepts them.</Said>
    ) : (
      <Said>{program} refuses them.</Said>
    );
  if (verdict.verdict === "too-slow") return <Said>{program} did not come to an end.</Said>;
  return (
    <span role="status" className="text-muted">
      <WithCode text={`${program} is not installed here: \`${verdict.install}\``} />
    </span>
  );
}

function Said({ good = false, children }: { readonly good?: boolean; readonly children: ReactNode }) {
  const Icon = good ? CircleCheck : CircleAlert;
  return (
    <span role="status" className={`inline-flex items-center gap-1.5 ${good ? "text-ok" : "text-danger"}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {children}
    </span>
  );
}
