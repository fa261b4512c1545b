import { fileURLToPath } from "node:url";
import type { Output } from "@cellweave/engine/model/notebook";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openInBrowser } from "../in-browser.test-page.ts";
import type { InPage } from "./hostile.test-entry.tsx";

declare const inPage: InPage;

/** Marks every page that it can reach. */
const act = "try{window.attacked=true;parent.attacked=true;top.attacked=true}catch{}";
const attack = `<script>${act}</script><img src=x onerror="${act}"><svg onload="${act}"></svg><a href="javascript:${act}">a</a>`;

const streams: readonly Output[] = [
  { output_type: "stream", name: "stdout", text: attack },
  { output_type: "stream", name: "stderr", text: `\u001b[31m${attack}\u001b[0m` },
  { output_type: "stream", name: "stdout", text: `\u001b]8;;javascript:${act}\u001b\\x\u001b]8;;\u001b\\` },
  { output_type: "error", ename: attack, evalue: attack, traceback: [attack, `\u001b[1m${attack}`] },
];
const shownInPage = [
  "text/plain",
  "text/markdown",
  "text/latex",
  "image/png",
  "image/svg+xml",
  "application/json",
  "application/x-unknown",
];
const shownInFrames = [
  "text/html",
  "application/javascript",
  "application/vnd.plotly.v1+json",
  "application/vnd.vegalite.v5+json",
];
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${act}"><script>${act}</script></svg>`;

const display = (mime: string, content = attack): Output => ({
  output_type: "display_data",
  data: { [mime]: content },
  metadata: {},
});
const everyOutput = [
  ...streams,
  ...shownInPage.map((mime) => display(mime)),
  display("image/svg+xml", svg),
  ...shownInFrames.map((mime) => display(mime)),
];

let page: Page;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ page, close } = await openInBrowser(fileURLToPath(new URL("hostile.test-entry.tsx", import.meta.url))));
});
afterAll(() => close());

const show = (outputs: readonly Output[]) =>
  page.evaluate((text) => inPage.show(JSON.parse(text)), JSON.stringify(outputs));

test("no output of any type runs a script in the page", async () => {
  await show(everyOutput);
  await expect.poll(() => page.locator("iframe").count()).toBe(shownInFrames.length);
  for (const frame of page.frames().slice(1))
    await expect.poll(() => frame.locator("style").count()).toBeGreaterThan(0);
  expect(await page.evaluate(() => "attacked" in window)).toBe(false);
  expect(await page.locator("article script, article object, article embed, article form, article style").count()).toBe(
    0,
  );
  expect(await page.locator('article a[href^="javascript" i], article [onerror], article [onload]').count()).toBe(0);
});

test("a frame runs its script in an origin of its own and cannot reach the page", async () => {
  await show([display("text/html", `<p>hi</p><script>${act}</script>`)]);
  await expect.poll(() => page.frames()[1]?.evaluate(() => "attacked" in window)).toBe(true);
  await expect.poll(() => page.frames()[1]?.evaluate(() => origin)).toBe("null");
  expect(await page.evaluate(() => "attacked" in window)).toBe(false);
  expect(await page.locator("iframe").getAttribute("sandbox")).toBe("allow-scripts");
});

test("a frame can send no request", async () => {
  await show([display("text/html", "<p id=asked></p>")]);
  await expect.poll(() => page.frames()[1]?.locator("#asked").count()).toBe(1);
  const ask = () =>
    page.frames()[1]?.evaluate(() =>
      fetch("http://editor.test/").then(
        () => "reached",
        () => "refused",
      ),
    );
  await expect.poll(ask).toBe("refused");
});

test("a frame takes the height of what it holds, and no more than the bounds", async () => {
  await show([display("text/html", `<div style="height:300px">x</div>`)]);
  await expect.poll(async () => (await page.locator("article > div").boundingBox())?.height).toBeGreaterThan(300);
  await show([display("text/html", `<div style="height:99999px">x</div>`)]);
  await expect.poll(async () => (await page.locator("article > div").boundingBox())?.height).toBe(1600);
});

test("a preview holds no frame, no link and no script", async () => {
  await page.evaluate((text) => inPage.preview(JSON.parse(text)), JSON.stringify(everyOutput));
  await expect.poll(() => page.locator("article").count()).toBe(0);
  expect(await page.locator("#root script, #root iframe, #root object, #root embed, #root a").count()).toBe(0);
  expect(await page.evaluate(() => "attacked" in window)).toBe(false);
});

const markdown = (source: string, attachments = {}) =>
  page.evaluate(([text, carried]) => inPage.markdownHtml(text, carried), [source, attachments] as const);

test.each([
  ["[a](javascript:alert(1))", /javascript/],
  ['<a href="data:text/html,<script>1</script>">a</a>', /data:text/],
  ['<p style="position:fixed;inset:0" class="fixed inset-0">over</p>', /style|class/],
  ['<form action="/api"><button>go</button></form>', /form|button/],
  ['<img src="x" onerror="alert(1)">', /onerror/],
  ["<iframe srcdoc='<script>1</script>'></iframe>", /iframe/],
  ["<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", /onerror/],
  ['<input name="attributes"><p id="documentElement">x</p>', /input|id="documentElement"/],
  ["<svg><animate onbegin=alert(1) attributeName=x></svg>", /onbegin/],
])("Markdown %s loses what could act", async (source, forbidden) => {
  expect(await markdown(source)).not.toMatch(forbidden);
});

test("Markdown keeps what a person writes, and its links open elsewhere", async () => {
  const html = await markdown("# Title\n\n**bold** [site](https://example.org)\n\n| a |\n|---|\n| 1 |");
  expect(html).toContain("<h1>Title</h1>");
  expect(html).toContain("<strong>bold</strong>");
  expect(html).toContain("<table>");
  expect(html).toMatch(/<a[^>]+target="_blank"/);
  expect(html).toMatch(/rel="noopener noreferrer nofollow"/);
});

test("a picture attached to a Markdown cell is shown", async () => {
  const html = await markdown("![plot](attachment:plot.png)", { "plot.png": { "image/png": "AAAA" } });
  expect(html).toContain('src="data:image/png;base64,AAAA"');
});

test("a page that gets 5,000 lines a second shows the last of them, and holds only the lines in sight", async () => {
  const longest = await page.evaluate(async () => {
    let text = "";
    let longestWork = 0;
    for (let frame = 0; frame < 120; frame++) {
      for (let line = 0; line < 84; line++)
        text += `\u001b[3${line % 8}mstep ${frame * 84 + line}\u001b[0m loss=0.1234 accuracy=0.9876\n`;
      const start = performance.now();
      inPage.show([{ output_type: "stream", name: "stdout", text }]);
      await new Promise(requestAnimationFrame);
      await new Promise((next) => setTimeout(next));
      longestWork = Math.max(longestWork, performance.now() - start);
    }
    return longestWork;
  });
  console.info(`longest frame of a stream of 5,000 lines/s: ${Math.round(longest)} ms`);
  await expect.poll(() => page.getByText("step 10079").count()).toBe(1);
  expect(await page.locator("article *").count()).toBeLessThan(300);
});
