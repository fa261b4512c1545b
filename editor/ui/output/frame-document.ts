import type { Json } from "@cellweave/engine/model/notebook";
import type { Theme } from "../use-theme.ts";
import { textOf } from "./mime.ts";

/** Where notebooks' own HTML usually takes its drawing libraries from. Nothing else can be reached from a frame. */
const libraries = [
  "https://cdn.plot.ly",
  "https://cdn.jsdelivr.net",
  "https://cdn.bokeh.org",
  "https://unpkg.com",
  "https://cdnjs.cloudflare.com",
  "https://d3js.org",
];

/**
 * The policy of a frame: its own inline code and known libraries, no requests, no forms, no frames in it. The page's own
 * policy is stricter, so frames have a document of their own, `public/output-frame.html`, which states this one.
 */
export const framePolicy = [
  "default-src 'none'",
  `script-src 'unsafe-inline' 'unsafe-eval' ${libraries.join(" ")}`,
  `style-src 'unsafe-inline' ${libraries.join(" ")}`,
  `font-src data: ${libraries.join(" ")}`,
  "img-src data: blob:",
  "media-src data: blob:",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Where the frame's own document is served. */
export const frameAddress = "/output-frame.html";

/** What an output's frame is told to show. It tells its height to the page and learns nothing more from it. */
export function frameDocument(mime: string, content: Json, theme: Theme): string {
  return [
    "<!doctype html><html><head><meta charset=utf-8>",
    `<style>${frameStyle(theme)}</style><script>${tellHeight}</script></head><body>`,
    bodyOf(mime, content, theme),
    "</body></html>",
  ].join("");
}

function bodyOf(mime: string, content: Json, theme: Theme): string {
  if (mime === "text/html") return textOf(content);
  if (mime === "application/javascript") return `<div id="element"></div><script>${inScript(textOf(content))}</script>`;
  if (mime.startsWith("application/vnd.plotly")) return plotly(content, theme);
  return vega(mime, content, theme);
}

function plotly(figure: Json, theme: Theme): string {
  const template =
    theme === "dark" ? `{paper_bgcolor:"transparent",plot_bgcolor:"transparent",font:{color:"#e7eaf0"}}` : "{}";
  return `<div id="plot"></div><script src="https://cdn.plot.ly/plotly-2.35.2.min.js"></script><script>
    const figure = ${inScript(JSON.stringify(figure))};
    if (window.Plotly) Plotly.newPlot("plot", figure.data, Object.assign({}, figure.layout, ${template}), { responsive: true });
    else document.getElementById("plot").textContent = "Plotly could not be loaded. The figure needs a network connection.";
  </script>`;
}

function vega(mime: string, spec: Json, theme: Theme): string {
  const mode = mime.includes("vegalite") ? "vega-lite" : "vega";
  return `<div id="plot"></div>
    <script src="https://cdn.jsdelivr.net/npm/vega@5"></script>
    <script src="https://cdn.jsdelivr.net/npm/vega-lite@5"></script>
    <script src="https://cdn.jsdelivr.net/npm/vega-embed@6"></script><script>
    if (window.vegaEmbed) vegaEmbed("#plot", ${inScript(JSON.stringify(spec))}, { mode: "${mode}", actions: false${theme === "dark" ? `, theme: "dark"` : ""} });
    else document.getElementById("plot").textContent = "Vega could not be loaded. The chart needs a network connection.";
  </script>`;
}

/** Text inside a script element must not be able to end it. */
function inScript(text: string): string {
  return text.replace(/<(?=\/script|!--|script)/gi, "\\x3c");
}

const tellHeight = `
  addEventListener("load", () => {
    let told = 0;
    const tell = () => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
      if (height !== told) parent.postMessage({ cellweave: "height", height: told = height }, "*");
    };
    new ResizeObserver(tell).observe(document.documentElement);
    tell();
  });`;

function frameStyle(theme: Theme): string {
  const [text, line, head, ground] =
    theme === "dark" ? ["#e7eaf0", "#2c3240", "#1f2430", "#181c25"] : ["#1a1f2b", "#e1e4ea", "#f6f7f9", "#ffffff"];
  return `:root{color-scheme:${theme}}html{height:auto}body{margin:0;padding:8px 12px;color:${text};background:${ground};
    font:13px/1.45 ui-sans-serif,system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;overflow-x:auto}
    table{border-collapse:collapse;font-size:12px}th,td{border:0;border-bottom:1px solid ${line};padding:4px 10px;text-align:right}
    th{background:${head};font-weight:600}img,svg,canvas{max-width:100%}pre{overflow-x:auto}`;
}
