import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdown, notebookText } from "../harness/notebook.ts";
import { expect, test } from "../harness/test.ts";

const analysis = {
  intro: markdown("# Weather\n\nWhat the station measured."),
  load: "readings = [12.5, 13.0, 9.5]",
  mean: "mean = sum(readings) / len(readings)",
  peak: "peak = max(readings)",
  report: "print(mean, peak)",
};

test("the start page lists the notebooks, and an import preview counts what is in one", async ({
  canvas,
  folder,
  page,
}) => {
  folder.write("weather.ipynb", analysis);
  await canvas.home();
  await page.getByRole("button", { name: "weather.ipynb" }).click();
  await expect(page.getByText(/5 cells, 4 code, 4 dependencies/)).toBeVisible();
  await canvas.press(/Open the canvas/);
  await expect(canvas.node("load")).toBeVisible();
});

test("an address opens a notebook, and the graph shows who needs what of whom", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("weather.ipynb", analysis));
  for (const id of ["load", "mean", "peak", "report"]) await expect(canvas.node(id)).toBeVisible();
  await expect(page.getByText("Weather").first()).toBeVisible();
  expect(await canvas.edges()).toEqual(["load → mean", "load → peak", "mean → report", "peak → report"]);
  await canvas.expectStatus("load", "not-run");
  const why = await canvas.inspect("mean", "Why?");
  await expect(why).toContainText("readings");
});

test("a file that is not a notebook says so and is left alone", async ({ canvas, folder, page }) => {
  const path = folder.write("broken.ipynb", '{"cells": [');
  await page.goto(canvas.urlOf(path).href);
  await expect(page.getByText(/not valid JSON|CW1001/).first()).toBeVisible();
  expect(folder.read("broken.ipynb")).toBe('{"cells": [');
});

test("a notebook brought from elsewhere is copied into the served folder", async ({ canvas, page, served }) => {
  await canvas.home();
  const file = { name: "brought.ipynb", mimeType: "application/json", buffer: Buffer.from(notebookText(analysis)) };
  await page.getByLabel("Notebook file").setInputFiles(file);
  await canvas.press(/Open the canvas/);
  await expect(canvas.node("report")).toBeVisible();
  expect(readFileSync(join(served, "brought.ipynb"), "utf8")).toBe(notebookText(analysis));
});

test("a sample opens as a copy", async ({ canvas, page, served }) => {
  await canvas.home();
  const sample = page.getByRole("region", { name: "Samples" }).getByRole("button").first();
  await sample.click();
  await canvas.press(/Open the canvas/);
  await expect(canvas.nodes.first()).toBeVisible();
  expect(readdirSync(served).some((name) => name.endsWith(".ipynb"))).toBe(true);
});

test("search goes to the cell that holds the words", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("search.ipynb", analysis));
  await page.keyboard.press("Control+f");
  await page.keyboard.type("max(readings)");
  await page.keyboard.press("Enter");
  await canvas.expectSelected("peak");
});
