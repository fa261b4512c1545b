import type { ExportReply, ExportRequest } from "@cellweave/engine/model/wire";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Copy, Download, LoaderCircle } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { context } from "../actions/context.ts";
import { copyText, downloadExport, exportSubject } from "../actions/export.ts";
import { queries } from "../actions/queries.ts";
import { closeDialog } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { bytes } from "../ui/duration.ts";
import { FilePreview, type FileSlot } from "./export/file-preview.tsx";
import { FormatChoice, FormatOptions, type Options } from "./export/format-choice.tsx";
import { Verdict } from "./export/verdict.tsx";
import { Warnings } from "./export/warnings.tsx";

/** The open notebook as files of another engine: to choose, to look at, and to take away. */
export function ExportDialog({ view }: { readonly view: FileSlot }) {
  const { data: formats = [], error } = useQuery(queries.exportFormats);
  const [name, setName] = useState<string>();
  const [options, setOptions] = useState<{ readonly [format: string]: Options }>({});
  // What is exported does not change under the person's eyes.
  const [subject] = useState(() => exportSubject(context));
  const asked = useId();
  const [busy, setBusy] = useState(false);
  const format = formats.find((each) => each.name === name) ?? formats[0];
  const chosen = options[format?.name ?? ""] ?? {};
  const request: ExportRequest = { ...subject, format: format?.name ?? "", options: chosen };
  const exported = useQuery({
    ...queries.exported(`${asked} ${subject.notebook}`, request),
    enabled: format !== undefined,
    placeholderData: keepPreviousData,
  });
  const reply = exported.error ? undefined : exported.data;
  const close = () => closeDialog(context.session);
  const download = async () => {
    setBusy(true);
    await downloadExport(context, request, `${reply?.folder}.zip`);
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={close}
      width="full"
      title="Export"
      description="Files that run without Cellweave, with the same results."
      footer={
        <>
          <Busy busy={exported.isFetching || busy} words={busy ? "Packing the files …" : "Making the files …"} />
          <Button kind="quiet" onClick={close}>
            Close
          </Button>
          <Button
            kind="primary"
            icon={<Download aria-hidden />}
            disabled={!reply || exported.isPlaceholderData || busy}
            onClick={() => void download()}
          >
            Download zip
          </Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-[280px_minmax(0,1fr)]">
        <FormatChoice formats={formats} chosen={format?.name} onChoose={setName} />
        <div className="flex min-w-0 flex-col gap-4" aria-busy={exported.isPlaceholderData}>
          {format ? (
            <FormatOptions
              settings={format.settings}
              options={chosen}
              onChange={(next) => setOptions({ ...options, [format.name]: next })}
            />
          ) : null}
          {(error ?? exported.error) ? <Refused error={error ?? exported.error} /> : null}
          {reply ? <Made key={format?.name} reply={reply} request={request} view={view} /> : null}
        </div>
      </div>
    </Dialog>
  );
}

function Made({
  reply,
  request,
  view,
}: {
  readonly reply: ExportReply;
  readonly request: ExportRequest;
  readonly view: FileSlot;
}) {
  const { files, faults, diagnostics, command, folder } = reply;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1.5">
        <p className="text-muted">
          {files.length === 1 ? "1 file" : `${files.length} files`}, {bytes(size)}
        </p>
        {/* Another choice is another export, about which the tool has said nothing yet. */}
        <Verdict key={JSON.stringify(request.options)} reply={reply} request={request} />
      </div>
      <Warnings diagnostics={diagnostics} />
      <FilePreview files={files} faults={faults} view={view} />
      <section aria-label="To run it" className="flex flex-col gap-1">
        <h3 className="text-xs font-semibold text-muted">To run it, in the folder {folder}</h3>
        <div className="flex items-center gap-2">
          <code className="min-w-0 flex-1 overflow-x-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs whitespace-nowrap">
            {command}
          </code>
          <Button
            size="small"
            icon={<Copy aria-hidden />}
            onClick={() => void copyText(context, command, "The command")}
          >
            Copy
          </Button>
        </div>
      </section>
    </>
  );
}

function Refused({ error }: { readonly error: unknown }) {
  const { message, hint, code } = error as { message: string; hint?: string; code?: string };
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">
      {message} {hint} {code ? `(${code})` : null}
    </p>
  );
}

/** A word about what goes on, once it has gone on for a second. */
function Busy({ busy, words }: { readonly busy: boolean; readonly words: string }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!busy) return;
    const timer = setTimeout(() => setLong(true), 1000);
    return () => clearTimeout(timer);
  }, [busy]);
  return (
    <span role="status" className="mr-auto inline-flex items-center gap-1.5 text-muted">
      {busy && long ? (
        <>
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          {words}
        </>
      ) : null}
    </span>
  );
}
