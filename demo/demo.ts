import { setTimeout } from 'node:timers/promises';
import { openDisplay } from '../client/cli/display.js';
import { progress } from '../client/cli/output.js';
import { waiting } from '../client/cli/waiting.js';
import { askRelationship, connectEngine, type Engine } from '../client/index.js';
import type { QueryAnswer } from '../domain/looks.js';
import { prove } from './proof.js';
import { startBoth, type Sides } from './relationship.js';
import { openStage, type Stage } from './stage.js';
import { faultsIn, tell, tellHowToGoOn, type Evidence } from './tell.js';
import { startWorkload } from './workload.js';

export interface DemoOptions {
  /** Ends by itself when everything was shown. */
  readonly exit: boolean;
  readonly keep: boolean;
  /** Size of the primary cluster's data. */
  readonly bytes: number;
}

/**
 * `npm start`: two clusters become a primary cluster and its disaster standby before one's eyes, while business goes on,
 * and the copies are compared.
 * @returns whether everything was as it should be
 */
export const runDemo = async (options: DemoOptions, stop: AbortSignal): Promise<boolean> => {
  const stage = await waiting('looking for the Temporal program', (say) => openStage({ ...options, say }));
  const engine = await connectEngine({ address: stage.server.address });
  try {
    stop.throwIfAborted();
    const evidence = await play(stage, engine, stop);
    tell(stage, evidence);
    if (!options.exit) {
      tellHowToGoOn(stage);
      await untilStopped(stop);
    }
    return faultsIn(evidence).length === 0;
  } finally {
    progress('ending everything this started');
    await engine.close();
    await stage.close();
  }
};

const play = async ({ lab }: Stage, engine: Engine, stop: AbortSignal): Promise<Evidence> => {
  const workload = startWorkload(lab);
  const display = openDisplay();
  let sides: Sides;
  try {
    sides = await startBoth(lab, engine, display, stop);
  } finally {
    display.close();
    await workload.stop();
  }
  const proof = await waiting('comparing the copies', () => prove(lab, sides.south.state));
  return { sides, answers: await answersOf(engine, sides), proof };
};

/** A fresh stream has no measured lag for its first moments. */
const LAG_LIMIT_MS = 20_000;

const answersOf = async (engine: Engine, sides: Sides): Promise<Evidence['answers']> => {
  const ask = (name: keyof Sides): Promise<QueryAnswer> =>
    askRelationship(engine, { pair: sides[name].state.request.pair });
  const deadline = Date.now() + LAG_LIMIT_MS;
  let north = await ask('north');
  while (north.rpo === '' && Date.now() < deadline) {
    await setTimeout(500);
    north = await ask('north');
  }
  return { north, south: await ask('south') };
};

const untilStopped = async (stop: AbortSignal): Promise<void> => {
  if (stop.aborted) return;
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
};
