import { expect, type Locator, type Page } from "@playwright/test";
import type { RunningServer } from "./server.ts";

export type Status =
  | ("not-run" | "queued" | "running" | "done" | "cached" | "failed" | "skipped" | "cancelled" | "lost")
  | "stale";

/** The editor as a person uses it: cells by their id, controls by their names; never coordinates. */
export class CanvasPage {
  readonly page: Page;
  private readonly server: RunningServer;

  constructor(page: Page, server: RunningServer) {
    this.page = page;
    this.server = server;
  }

  /** Opens the start page. */
  async home(): Promise<void> {
    await this.page.goto(this.server.address.href);
  }

  /** Opens a notebook of the served folder and waits until its cells stand on the canvas. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.urlOf(path).href);
    await this.passPreview();
    await expect(this.nodes.first()).toBeVisible();
    await this.idle();
  }

  urlOf(path: string, query: { readonly [name: string]: string } = {}): URL {
    const url = new URL(`/n/${path}`, this.server.address);
    url.searchParams.set("token", this.server.address.searchParams.get("token") ?? "");
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  get nodes(): Locator {
    return this.page.locator(".react-flow [data-node-id]");
  }

  /** The drawn edges. */
  get edges(): Locator {
    return this.page.locator("[data-edge-id]");
  }

  node(id: string): Locator {
    return this.page.locator(`.react-flow [data-node-id="${id}"]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).first().click();
  }

  async select(id: string): Promise<void> {
    await this.node(id).click();
    await expect(this.node(id)).toHaveAttribute("data-selected", "true");
  }

  /** Does what the table of actions calls by this title, by way of the command palette. */
  async perform(title: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("combobox").fill(title);
    await dialog.getByRole("option", { name: title }).first().click();
    await expect(dialog).toBeHidden();
  }

  /** Selects the cell and replaces its code by typing. */
  async rewrite(id: string, code: string): Promise<void> {
    await this.startEditing(id);
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.insertText(code);
    await this.idle();
  }

  /** Selects the cell and puts the caret into its code. */
  async startEditing(id: string): Promise<void> {
    await this.select(id);
    await this.page.keyboard.press("Enter");
    await expect(this.editor).toBeVisible();
    await expect(this.editor.locator("textarea, .native-edit-context").first()).toBeFocused();
  }

  get editor(): Locator {
    return this.page.locator(".monaco-editor").first();
  }

  get inspector(): Locator {
    return this.page.getByRole("region", { name: "Inspector" });
  }

  async inspect(id: string, tab: "Code" | "Settings" | "Output" | "Logs" | "Why?"): Promise<Locator> {
    await this.select(id);
    await this.inspector.getByRole("tab", { name: tab }).click();
    return this.inspector.getByRole("tabpanel");
  }

  get outline(): Locator {
    return this.page.getByRole("tree", { name: "Outline" });
  }

  /** The cells' ids in notebook order, as the outline shows them. */
  async order(): Promise<readonly string[]> {
    return this.outline
      .locator("[role=treeitem]")
      .evaluateAll((items) => items.map((item) => item.getAttribute("data-node-id") ?? ""));
  }

  /** Saves and waits until the file is written. */
  async save(): Promise<void> {
    await this.page.keyboard.press("Control+s");
    await expect(this.page.getByText(/^Saved|Synced|All changes saved/i).first()).toBeVisible();
  }

  async expectStatus(id: string, status: Status | RegExp): Promise<void> {
    await expect(this.node(id)).toHaveAttribute("data-status", status, { timeout: 60_000 });
  }

  /** Waits until nothing is loading, analysing or moving. */
  async idle(): Promise<void> {
    await this.page.evaluate(() => window.__cellweave?.idle());
  }

  private async passPreview(): Promise<void> {
    const open = this.page.getByRole("button", { name: /^Open (on the|the) canvas$/ });
    await expect(open.or(this.nodes.first()).first()).toBeVisible();
    if (await open.isVisible()) await open.click();
  }
}
