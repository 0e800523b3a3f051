import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The pages of the Temporal Web UI as an operator goes about them. */

/** Where pictures for the documentation go; without it none are taken. */
const PICTURES = process.env['SDR_PICTURES'];

/** In pixels of {@link WINDOW}; each picture stays below 150 kB. */
const CLIPS = {
  list: { x: 64, y: 50, width: 1376, height: 400 },
  parked: { x: 64, y: 100, width: 1376, height: 660 },
  running: { x: 752, y: 328, width: 688, height: 700 },
  updates: { x: 64, y: 50, width: 1376, height: 820 },
} as const;

export const WINDOW = { width: 1440, height: 1100 } as const;

export interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

export class WebUi {
  readonly #page: Page;
  readonly #address: string;

  constructor(page: Page, address: string) {
    this.#page = page;
    this.#address = `${address}/namespaces/default/workflows`;
  }

  /** What a run says of itself. */
  async openDetails(run: Run): Promise<Details> {
    await this.#openTab(run, 'user-metadata');
    return new Details(this.#page);
  }

  async openHistory(run: Run): Promise<Page> {
    await this.#openTab(run, 'history');
    return this.#page;
  }

  async #openTab({ workflowId, runId }: Run, tab: string): Promise<void> {
    await this.#page.goto(`${this.#address}/${encodeURIComponent(workflowId)}/${runId}/${tab}`);
  }

  async openList(query: string): Promise<Page> {
    await this.#page.goto(`${this.#address}?query=${encodeURIComponent(query)}`);
    return this.#page;
  }

  async openUpdates(): Promise<UpdateDialog> {
    await this.#page.getByRole('button', { name: 'More Actions' }).click();
    await this.#page.getByRole('menuitem', { name: 'Send an Update' }).click();
    return new UpdateDialog(this.#page.getByRole('dialog').filter({ hasText: 'Send an Update' }));
  }

  /** Below the bar of the namespace: a run's head and both halves, the current details alone, or the list. */
  async picture(name: keyof typeof CLIPS): Promise<void> {
    if (PICTURES === undefined) return;
    await this.#page.screenshot({ path: join(PICTURES, `${name}.png`), clip: CLIPS[name] });
  }
}

/** Summary and details on the left, current details on the right, each in a frame of its own. */
export class Details {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #current(): FrameLocator {
    return this.#page.locator('iframe').last().contentFrame();
  }

  /** Waits until the current details say all of these. */
  async say(...words: readonly (string | RegExp)[]): Promise<void> {
    for (const text of words) await this.#current.getByText(text).first().waitFor();
  }

  /** Waits until what stands fast since the start says these: its summary, and something of its details. */
  async saidAtStart(summary: string, details: string): Promise<void> {
    await this.#page.locator('iframe').first().contentFrame().getByText(summary).waitFor();
    await this.#page.locator('iframe').nth(1).contentFrame().getByText(details).waitFor();
  }

  /** Opens a link, which the Web UI does in a new tab. */
  async follow(name: string): Promise<Details> {
    const [tab] = await Promise.all([
      this.#page.waitForEvent('popup'),
      this.#current.getByRole('link', { name, exact: true }).first().click(),
    ]);
    return new Details(tab);
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}

export class UpdateDialog {
  readonly dialog: Locator;

  constructor(dialog: Locator) {
    this.dialog = dialog;
  }

  /** What can be said, each with its description. */
  async offers(): Promise<readonly string[]> {
    await this.dialog.getByTestId('update-select-button').click();
    await this.dialog.getByRole('option').first().waitFor();
    return this.dialog.getByRole('option').allInnerTexts();
  }

  async choose(name: string): Promise<void> {
    await this.dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  }

  async type(input: string): Promise<void> {
    await this.dialog.getByRole('textbox').last().fill(input);
  }

  submit(): Promise<void> {
    return this.dialog.getByRole('button', { name: 'Submit' }).click();
  }

  cancel(): Promise<void> {
    return this.dialog.getByText('Cancel', { exact: true }).click();
  }

  async says(text: string): Promise<void> {
    await this.dialog.getByText(text).first().waitFor();
  }
}
