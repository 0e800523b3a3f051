import type { WorkflowExecutionDescription } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  Runtime,
  Worker,
  bundleWorkflowCode,
  type WorkerOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import type * as Built from '../../worker/workflow-bundle.js';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';
import { dynamicSettingArguments, searchAttributeArguments } from '../../lab/temporal/settings.js';

/** A development server for one test file, and the workflows bundled once. */
export interface TemporalForTests {
  readonly environment: TestWorkflowEnvironment;
  readonly workflowBundle: WorkflowBundleWithSourceMap;
}

export const quiet = new DefaultLogger('ERROR', () => undefined);

let isQuiet = false;

/** Once in a test file, however many servers it has. */
const quieten = (): void => {
  if (!isQuiet) Runtime.install({ logger: quiet });
  isQuiet = true;
};

export const temporalForTests = async (serverArguments: readonly string[] = []): Promise<TemporalForTests> => {
  quieten();
  const [environment, workflowBundle] = await Promise.all([startServer(serverArguments), bundle()]);
  return { environment, workflowBundle };
};

/** The same with a server of the test's own. */
export const temporalAt = async (address: string): Promise<TemporalForTests> => {
  quieten();
  const [environment, workflowBundle] = await Promise.all([
    TestWorkflowEnvironment.createFromExistingServer({ address }),
    bundle(),
  ]);
  return { environment, workflowBundle };
};

const startServer = async (more: readonly string[]): Promise<TestWorkflowEnvironment> =>
  TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await findTemporalProgram() },
      extraArgs: [...searchAttributeArguments(), ...dynamicSettingArguments(), ...more],
      log: { format: 'pretty', level: 'error' },
    },
  });

const bundle = (): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../dist/workflows/index.js', import.meta.url)),
    logger: quiet,
  });

/** The file with the bundle that the build made, which workers run. */
export const builtBundle = async (): Promise<string> => {
  const { WORKFLOW_BUNDLE } = (await import(
    new URL('../../dist/worker/workflow-bundle.js', import.meta.url).href
  )) as typeof Built;
  return WORKFLOW_BUNDLE;
};

/** Search attributes by name, each with its one value. */
export const attributesOf = ({ typedSearchAttributes }: WorkflowExecutionDescription): Record<string, unknown> =>
  Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));

let queues = 0;

/** A task queue nobody else uses. */
export const ownTaskQueue = (): string => `test-${process.pid}-${++queues}`;

export type Activities = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/**
 * A worker with these activities, while the work lasts; without a bundle it runs no workflows, without activities only these.
 */
export const withWorker = async <T>(
  { environment, workflowBundle }: Pick<TemporalForTests, 'environment'> & Partial<TemporalForTests>,
  taskQueue: string,
  activities: object,
  work: (logged: string[]) => Promise<T>,
  more: Partial<WorkerOptions> = {},
): Promise<T> => {
  const logged: string[] = [];
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    ...(workflowBundle && { workflowBundle }),
    activities,
    ...more,
    stickyQueueScheduleToStartTimeout: '1s',
    maxHeartbeatThrottleInterval: '200ms',
    sinks: {
      gsSdrLog: {
        append: {
          fn: (_info, _id: string, lines: readonly string[]) => void logged.push(...lines),
          callDuringReplay: false,
        },
      },
    },
  });
  return worker.runUntil(() => work(logged));
};
