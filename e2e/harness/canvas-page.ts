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
    return this.page.locator("[data-node-id]");
  }

  node(id: string): Locator {
    return this.page.locator(`[data-node-id="${id}"]`);
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
