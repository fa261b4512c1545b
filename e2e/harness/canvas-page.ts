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

  node(id: string): Locator {
    return this.page.locator(`.react-flow [data-node-id="${id}"]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** Undoes once; the button says what it will undo. */
  async undo(): Promise<void> {
    await this.press(/^Undo/);
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).first().click();
  }

  async select(id: string): Promise<void> {
    await this.node(id).click({ position: { x: 60, y: 16 } });
    await this.expectSelected(id);
  }

  /** Brings all cells into view. */
  async fit(): Promise<void> {
    await this.perform("Fit all cells into view");
    await this.idle();
  }

  /** Waits until the run that was started has come to this end. */
  async expectOutcome(outcome: "succeeded" | "failed" | "cancelled"): Promise<void> {
    const reached = () => this.page.evaluate(() => window.__cellweave?.runState()?.outcome);
    await expect.poll(reached, { timeout: 80_000 }).toBe(outcome);
  }

  /** Does what the table of actions calls by this title, by way of the command palette. */
  async perform(title: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    const dialog = this.page.getByRole("dialog", { name: "Do anything" });
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

  async inspect(id: string, tab: "Code" | "Settings" | "Output" | "Logs" | "Why?" | "Parallel"): Promise<Locator> {
    await this.select(id);
    await this.inspector.getByRole("tab", { name: tab }).click();
    return this.inspector.getByRole("tabpanel", { name: tab });
  }

  get outline(): Locator {
    return this.page.getByRole("tree", { name: "Outline" });
  }

  /** The cells' ids in notebook order. */
  async order(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.__cellweave?.cells().map((cell) => cell?.id ?? "") ?? []);
  }

  /** The cell's code as the page now has it. */
  async sourceOf(id: string): Promise<string | undefined> {
    return this.page.evaluate((cell) => window.__cellweave?.cells().find((one) => one?.id === cell)?.source, id);
  }

  /** Drags a value of one cell onto another: an edge drawn with the mouse. */
  async connect(value: { readonly node: string; readonly port: string }, target: string): Promise<void> {
    const port = this.node(value.node).locator(`[data-port="${value.port}"]`);
    await port.hover();
    await this.page.mouse.down();
    await this.node(target).hover({ position: { x: 60, y: 20 } });
    await this.page.mouse.up();
  }

  /** Drags a node type from the palette onto the canvas's cell. */
  async dropFromPalette(type: string, { on }: { readonly on: string }): Promise<void> {
    await this.page.locator(`[data-palette-type="${type}"]`).hover();
    await this.page.mouse.down();
    await this.node(on).hover({ position: { x: 60, y: 20 } });
    await this.page.mouse.up();
  }

  /** Saves and waits until the file is written. */
  async save(): Promise<void> {
    await this.page.keyboard.press("Control+s");
    await expect(this.page.getByTestId("save-state")).toHaveText(/^Synced/);
  }

  async expectStatus(id: string, status: Status | RegExp): Promise<void> {
    await expect(this.node(id)).toHaveAttribute("data-state", status, { timeout: 30_000 });
  }

  async expectSelected(...ids: readonly string[]): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.__cellweave?.selected())).toEqual(ids);
  }

  /** Waits until what the cell shows, in any of its outputs, holds the text. */
  async expectOutput(id: string, text: string): Promise<void> {
    const shown = () => this.page.evaluate((cell) => JSON.stringify(window.__cellweave?.outputsOf(cell)), id);
    await expect.poll(shown, { timeout: 60_000 }).toContain(text);
  }

  /** The edges of the graph as "from → to". */
  async edges(): Promise<readonly string[]> {
    const edges = await this.page.evaluate(() => window.__cellweave?.graph().edges);
    return [...new Set(edges?.map(({ from, to }) => `${from} → ${to}`))].sort();
  }

  /** Waits until nothing is analysed or run and the page has drawn that. */
  async idle(): Promise<void> {
    await this.page.evaluate(() => window.__cellweave?.idle());
  }
}
