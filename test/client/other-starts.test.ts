import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { LabClusterName } from '../../lab/index.js';
import { TOOLS } from '../../lab/tools/names.js';
import { actionWorkflowId } from '../../domain/names.js';
import { expectRefusal, type Ended } from '../support/cli.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';
import { processIdsWith } from '../support/processes.js';
import { named } from '../support/start-request.js';

/** A start beside another one: lost, running, failed, being aborted. At the end of all of it both clusters are as before. */
let scenario: CliScenario;
let untouched: Fingerprint;
beforeAll(async () => {
  scenario = await openCliScenario('other-starts');
  untouched = await fingerprint(scenario.lab);
  await scenario.workers();
});
afterAll(() => scenario.close());

const startNorth = (...more: readonly string[]): Promise<Ended> =>
  scenario.sdr(...startArguments(scenario, 'north', ...more));
const startSouth = (...more: readonly string[]): Promise<Ended> =>
  scenario.sdr(...startArguments(scenario, 'south', '--yes-overwrite', 'south', ...more));
const ofCluster = (all: Fingerprint, cluster: string): Fingerprint =>
  Object.fromEntries(Object.entries(all).filter(([place]) => place.startsWith(cluster)));
const now = (cluster: LabClusterName): Promise<Fingerprint> => fingerprint(scenario.lab, [cluster]);

describe('a start whose history is lost', () => {
  /** As a retention period ends, or as an administrator deletes. */
  const forgetHistory = async (): Promise<string> => {
    const { client } = scenario.temporal.environment;
    const handle = client.workflow.getHandle(actionWorkflowId(named('north')));
    const { workflowId, runId } = await handle.describe();
    await handle.terminate();
    const workflowExecution = { workflowId, runId };
    await client.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
    for (;;) {
      try {
        await handle.describe();
        await setTimeout(50);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return runId;
        throw error;
      }
    }
  };

  test('is not taken for none: the next one is refused and changes nothing', async () => {
    const end = await startNorth('--time-out', '1');
    expectRefusal(end, 'E_MAIN_STANDBY_TIMEOUT', 'north: backup_fail, parked in "start the cluster, wait for the main');
    const lost = await forgetHistory();

    const before = await now('north');
    expectRefusal(await startNorth(), 'E_LOST_HISTORY', `the workspace belongs to run ${lost} of sdr:north`);
    expectRefusal(await startNorth('--peer', 'west'), 'E_LOST_HISTORY', lost);
    expect(await now('north')).toEqual(before);
  });

  test('is begun anew with -f', async () => {
    const { exit, stdout } = await startNorth('-f', '--detach');
    expect([exit, stdout]).toEqual([0, 'sdr:north is under way: sdr status --cluster north --watch\n']);
  });
});

describe('while a start runs', () => {
  test('one with another peer is refused', async () => {
    expectRefusal(await startNorth('--peer', 'west'), 'E_OTHER_START', 'its peer is south, not west');
  });

  test('one with another role is refused, and nobody is asked whether to overwrite the cluster', async () => {
    const { xmlFile } = scenario.lab.clusters.north;
    const end = await scenario.sdr('start', '-m', 'disaster_standby', '-X', xmlFile, '--yes-overwrite', 'north');
    expectRefusal(end, 'E_OTHER_START', 'it runs as primary, not as disaster_standby');
    expect(end.stderr).not.toContain('erases');
  });

  test('it cannot be begun anew', async () => {
    expectRefusal(await startNorth('-f'), 'E_NOT_PARKED', 'startPrimary holds north since');
  });

  test('the other side is parked when its version differs, and again when its password is wrong', async () => {
    const version = `${scenario.node('south').gpHome}/version.cfg`;
    const text = await readFile(version, 'utf8');
    await writeFile(version, text.replace('c0ffee42', 'badc0de1'));
    const differs = await startSouth();
    expectRefusal(differs, 'E_VERSION_DIFFERS', 'this cluster runs commit badc0de1, the primary cluster c0ffee42');
    expect(differs.stderr).toContain('south: normal, parked in "exchange the key files". Give the same command again');

    await writeFile(version, text);
    await scenario.knowsPassword('south', 'wrong-password');
    expectRefusal(await startSouth('--time-out', '1'), 'E_KEY_FILES', 'not obtained in 1 s; last: ');
  });

  test('retry lets the parked side try again as it was told before', async () => {
    const end = await scenario.sdr('retry', '--cluster', 'south', '--reason', 'perhaps now');
    expectRefusal(end, 'E_KEY_FILES', 'not obtained in 1 s; last: ');
  });

  test('aborted, the parked side is as it was before', async () => {
    const { exit, stdout } = await scenario.sdr('abort', '--cluster', 'south', '--reason', 'wrong password');
    expect([exit, stdout]).toEqual([
      0,
      'south  disaster_standby  normal, aborted, entry 3\nEverything is as it was before the start.\n',
    ]);
    expect(await now('south')).toEqual(ofCluster(untouched, 'south'));
    expectRefusal(
      await scenario.sdr('abort', '--cluster', 'south'),
      'E_NO_RUN',
      'nothing is under way; the last start ended: normal, aborted',
    );
  });
});

describe('while a start is being aborted', () => {
  let aborting: Promise<Ended>;
  const hanging = async (): Promise<readonly number[]> => {
    for (;;) {
      const found = await processIdsWith(TOOLS.gs_guc, scenario.node('north').datanode.directory);
      if (found.length > 0) return found;
      await setTimeout(50);
    }
  };

  test('another is refused, as is another abort', async () => {
    const { lab } = scenario;
    await lab.fault({ kind: 'tool', tool: 'gs_guc', node: 'north1', times: 1, does: { kind: 'hang' } });
    const running = scenario.sdrRunning('abort', '--cluster', 'north');
    aborting = running.ended;
    await running.said(/put back what this start changed/);
    expectRefusal(await startNorth(), 'E_BUSY', 'cluster north: the start of north is being aborted');
    expectRefusal(await scenario.sdr('abort', '--cluster', 'north'), 'E_BUSY', 'is being aborted');
  });

  test('Ctrl-C leaves the abort to its work, and says how to come back', async () => {
    const watching = scenario.sdrRunning('status', '--cluster', 'north', '--watch');
    await watching.said(/put back what this start changed/);
    watching.signal('SIGINT');
    expectRefusal(await watching.ended, 'E_INTERRUPTED', 'come back with: sdr status --cluster north --watch');
  });

  test('in the end everything is as it was before the first start, the one whose history was lost', async () => {
    for (const pid of await hanging()) process.kill(pid, 'SIGKILL');
    expect(await aborting).toMatchObject({
      exit: 0,
      stdout: 'north  primary  normal, aborted\nEverything is as it was before the start.\n',
    });
    expect(await now('north')).toEqual(ofCluster(untouched, 'north'));
  });
});
