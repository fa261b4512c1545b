import type { Output } from "@cellweave/engine/model/notebook";
import { createRoot } from "react-dom/client";
import { OutputPreview } from "./output-preview.tsx";
import { OutputView } from "./output-view.tsx";
import { markdownHtml } from "./safe-html.ts";

const root = createRoot(document.getElementById("root") as HTMLElement);

/** What the test calls in the page. */
const inPage = {
  show: (outputs: readonly Output[]) =>
    root.render(
      outputs.map((output, position) => (
        <article key={position}>
          <OutputView output={output} label={`Output ${position + 1}`} />
        </article>
      )),
    ),
  preview: (outputs: readonly Output[]) =>
    root.render(outputs.map((output, at) => <OutputPreview key={at} outputs={[output]} />)),
  markdownHtml,
};

Object.assign(window, { inPage });

export type InPage = typeof inPage;
