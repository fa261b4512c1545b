import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { markdown } from "../harness/notebook.ts";
import { expect, test } from "../harness/test.ts";

const notebook = {
  title: markdown("# Orders"),
  load: "orders = [3, 5, 8]",
  total: "total = sum(orders)\nprint(total)",
};

/** Serious and critical breaches of WCAG 2.2 AA on the page as it is; frames of outputs are opaque to it. */
async function breaches(page: Page) {
  const builder = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`no screen has a serious breach of WCAG 2.2 AA (${colorScheme})`, async ({ canvas, folder, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const path = folder.write("screens.ipynb", notebook);
    await canvas.home();
    await expect(page.getByRole("heading").first()).toBeVisible();
    expect(await breaches(page), "home").toEqual([]);
    await canvas.open(path);
    await canvas.press("Run all");
    await canvas.expectStatus("total", "done");
    expect(await breaches(page), "canvas").toEqual([]);
    for (const tab of ["Code", "Output", "Logs", "Why?"] as const) {
      await canvas.inspect("total", tab);
      expect(await breaches(page), `inspector ${tab}`).toEqual([]);
    }
    for (const title of ["Notebook", "Problems", "Show what changed since the last save"]) {
      await canvas.perform(title);
      expect(await breaches(page), title).toEqual([]);
    }
    for (const [key, name] of [
      ["Control+k", "palette"],
      ["F1", "shortcuts"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await breaches(page), name).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
}
