import { expect, test } from "../harness/test.ts";

const attack = "window.__owned = 'owned'; document.title = 'owned'; fetch('/api/notebooks')";
const display = (data: { readonly [mime: string]: unknown }) => ({ output_type: "display_data", data, metadata: {} });

const outputs = {
  html: display({ "text/html": `<b>shown</b><script>${attack}</script><img src=x onerror="${attack}">` }),
  svg: display({
    "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" onload="${attack}"><script>${attack}</script></svg>`,
  }),
  javascript: display({ "application/javascript": attack }),
  markdown: display({
    "text/markdown": `[click](javascript:${attack}) <img src=x onerror="${attack}"> <script>${attack}</script>`,
  }),
  latex: display({ "text/latex": `$x$<img src=x onerror="${attack}">` }),
  json: display({ "application/json": { text: `</script><script>${attack}</script>` } }),
  plain: display({ "text/plain": `<img src=x onerror="${attack}">` }),
  png: display({ "image/png": `"><img src=x onerror="${attack}">` }),
  stream: {
    output_type: "stream",
    name: "stdout",
    text: `<img src=x onerror="${attack}">\u001b]8;;javascript:${attack}\u0007link\u001b]8;;\u0007`,
  },
  error: {
    output_type: "error",
    ename: `<img src=x onerror="${attack}">`,
    evalue: `<script>${attack}</script>`,
    traceback: [`<img src=x onerror="${attack}">`],
  },
  widget: display({ "application/vnd.jupyter.widget-view+json": { model_id: `<img src=x onerror="${attack}">` } }),
};

for (const [kind, output] of Object.entries(outputs)) {
  test(`a hostile ${kind} output runs nothing in the page`, async ({ canvas, folder, page }) => {
    const source = `# <img src=x onerror="${attack}">`;
    const heading = { kind: "markdown" as const, source: `# Hostile <img src=x onerror="${attack}">` };
    const cell = { kind: "code" as const, source, outputs: [output] };
    await canvas.open(folder.write("hostile.ipynb", { heading, cell, other: "x = 1" }));
    await expect(await canvas.inspect("cell", "Output")).toBeVisible();
    await page.keyboard.press("Alt+3").catch(() => {});
    await canvas.idle();
    for (const frame of page.frames()) await frame.waitForLoadState("load");
    expect(
      await page.evaluate(() => [(window as { __owned?: string }).__owned ?? null, document.title === "owned"]),
    ).toEqual([null, false]);
    const origins = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.evaluate(() => self.origin)),
    );
    expect(origins.filter((origin) => origin !== "null")).toEqual([]);
  });
}
