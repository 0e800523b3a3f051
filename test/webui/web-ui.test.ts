import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { chromiumSkipped, openBrowser } from '../support/chromium.js';
import { WINDOW, WebUi } from './pages.js';
import { RUNS, openStage, type Stage } from './stage.js';

const skipped = chromiumSkipped();

/** One start of two clusters as one, from one test to the next: parked, running, done. */
(skipped === undefined ? describe : describe.skip)(
  `the Temporal Web UI${skipped ? ` (skipped: ${skipped})` : ''}`,
  () => {
    let stage: Stage;
    let browser: Browser;
    let page: Page;
    let ui: WebUi;
    beforeAll(async () => {
      [stage, browser] = await Promise.all([openStage(), openBrowser()]);
      page = await browser.newPage({ viewport: WINDOW });
      page.context().setDefaultTimeout(60_000);
      ui = new WebUi(page, stage.server.uiAddress);
    });
    afterAll(async () => {
      await browser.close();
      await stage.close();
    });

    test('lists the fleet: whatever is parked, by its search attributes', async () => {
      await showColumns(page);
      const parked = await ui.openList('SdrPhase = "parked" AND SdrRole != "both"');
      await parked.getByText(RUNS.south, { exact: true }).first().waitFor();
      expect(await parked.getByText(RUNS.north, { exact: true }).count()).toBe(0);
      const all = await ui.openList('SdrAction IS NOT NULL');
      for (const workflowId of Object.values(RUNS)) await all.getByText(workflowId, { exact: true }).first().waitFor();
      for (const value of ['restore_fail', 'full_backup', 'build_datanodes', 'both'])
        await all.getByText(value, { exact: true }).first().waitFor();
      await ui.picture('list');
    });

    test('has the views of docs/web-ui.md', async () => {
      const counts = new Map<string, number>();
      for (const [name, query] of views()) counts.set(name, await stage.count(query));
      expect(Object.fromEntries(counts)).toMatchObject({
        everything: 3,
        'waits for an operator': 1,
        broken: 1,
        'sides only': 2,
        'pairs only': 1,
        'one relationship': 3,
        'failed or aborted': 0,
      });
    });

    test('says of a parked start what failed, what to do, and with which commands', async () => {
      const details = await ui.openDetails(stage.runs.south);
      await details.say(
        'south, disaster_standby: parked, restore_fail',
        'E_PEER_UNREACHABLE in “build the datanodes”',
        'node1: no ping from 10.2.2.1 to 10.1.2.1, 10.1.2.2, 10.1.2.3',
        'The data network between the clusters must be open',
        'sdr retry --cluster south',
        'sdr skip --cluster south',
        'sdr abort --cluster south',
        /✓ 6 +\d\d:\d\d:\d\d .*set the mode of CM/,
        /✗ 7 +\d\d:\d\d:\d\d .*build the datanodes/,
        'north, primary: running, full_backup',
      );
      await details.saidAtStart('start south as disaster_standby, peer north', 'asked by: ann');
      await ui.picture('parked');
    });

    test('names among the events each step, what was done and on which node', async () => {
      const tab = await ui.openHistory(stage.runs.south);
      await tab
        .getByText('7_build_dn_instance_step · check the connection to the primary cluster’s primary · node1 dn_6001')
        .first()
        .waitFor();
      await tab
        .getByText('6_set_guc_step · set backup_open of cm_server and agent_backup_open of cm_agent · every node')
        .first()
        .waitFor();
    });

    test('describes what one can say to a run, and tells how when it is said wrongly', async () => {
      const updates = await ui.openUpdates();
      const offers = await updates.offers();
      expect(offers.map((offer) => offer.split('\n')[0])).toEqual([
        'retry',
        'skip',
        'pause',
        'resume',
        'abort',
        'start',
        'Custom',
      ]);
      expect(offers[0]).toContain('Input: none, or {"reason": "…", "by": "…"}');
      await ui.picture('updates');
      await updates.choose('retry');
      await updates.type('"now"');
      await updates.submit();
      await updates.says('the input is none, or like {"reason": "the disk is larger now", "by": "ann"}');
      await updates.cancel();
      await page.reload();
    });

    test('lets a parked start go on by retry, without any input', async () => {
      stage.mendNetwork();
      await ui.openDetails(stage.runs.south);
      const updates = await ui.openUpdates();
      await updates.offers();
      await updates.choose('retry');
      await updates.submit();
      await stage.buildBegan;
    });

    test('says of a running start how far the build is, and leads to the other side and the parent', async () => {
      await stage.tellProgress();
      const details = await ui.openDetails(stage.runs.south);
      await details.say(
        'south, disaster_standby: running, restore',
        'entry 2',
        'build the main standby, node1 dn_6001',
        /42 %, 41.2 MB of 98.0 MB at \d\d:\d\d:\d\d/,
        /at this rate done about \d\d:\d\d:\d\d/,
        'Room for WAL',
      );
      await ui.picture('running');
      const north = await details.follow(RUNS.north);
      await north.say(
        'north, primary: running, full_backup',
        'WAL is kept for 3 h 10 min at 4.0 MB/s, the build needs 12 min',
      );
      const both = await north.follow(RUNS.both);
      await both.close();
      await north.close();
    });

    test('shows both sides on the page of the parent', async () => {
      const details = await ui.openDetails(stage.runs.both);
      await details.say(
        'north → south: running',
        'north, primary: running, full_backup',
        'south, disaster_standby: running, restore',
        'sdr abort --cluster north~south',
      );
    });

    test('says of a finished start how it ended and how long each step took', async () => {
      await stage.finish();
      const details = await ui.openDetails(stage.runs.south);
      await details.say(
        'south, disaster_standby: done, recovery',
        /✓ 9 +\d\d:\d\d:\d\d .*clean up/,
        'sdr query --cluster south',
      );
    });
  },
);

/** As an operator chooses the columns of the list, once for a namespace: the browser keeps them. */
const showColumns = (page: Page): Promise<unknown> => {
  const columns = ['Status', 'Workflow ID', 'SdrRole', 'SdrPhase', 'SdrStatus', 'SdrStep', 'Start'];
  const kept = JSON.stringify({ default: columns.map((label) => ({ label })) });
  return page.addInitScript(`localStorage.setItem('namespace-workflow-table-columns', ${JSON.stringify(kept)})`);
};

/** Rows of the page's table of views: name and query. */
const views = (): readonly (readonly [string, string])[] => {
  const page = readFileSync(new URL('../../docs/web-ui.md', import.meta.url), 'utf8');
  return [...page.matchAll(/^\| ([a-z ]+?) +\| `(Sdr[^`]+)` +\|$/gm)].map(([, name = '', query = '']) => [name, query]);
};
