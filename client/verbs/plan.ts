import { quoteArgument } from '../../cluster/host/quote.js';
import type { Plan } from '../../domain/plan/plan.js';
import { DEFAULT_HADR_USER, startRequest } from '../../domain/start/request.js';
import type { ClusterPair } from '../../domain/topology.js';
import { withEngine } from '../../engine/connection.js';
import { planStart } from '../../engine/plan.js';
import { result } from '../cli/output.js';
import { word } from '../lang/index.js';
import { waiting } from '../cli/waiting.js';
import type { PlanOptions } from '../commands/plan.js';
import { planLines } from '../render/plan.js';

/** `sdr plan start`: nobody is asked whether the cluster may be overwritten, because it is not. */
export const planned = (pair: ClusterPair, options: PlanOptions): Promise<void> =>
  withEngine(async (engine) => {
    const request = startRequest(pair, options.mode, {
      hadrUser: options.user,
      fresh: options.force === true,
      ...(options.adopt && { adopt: 'required' }),
      overwrite: { confirmed: pair.cluster, despiteSessions: options.forceSessions === true },
    });
    const plan = await waiting(word('planning', { cluster: pair.cluster }), () => planStart(engine, request));
    result(
      options.output === 'json'
        ? JSON.stringify(plan)
        : [...planLines(plan), '', word('planHash', { hash: plan.hash, command: startCommand(plan, options) })].join(
            '\n',
          ),
    );
  });

const startCommand = (
  { hash }: Plan,
  { mode, xml, json, cluster, peer, user, force, adopt, forceSessions }: PlanOptions,
) =>
  [
    ...['sdr', 'start', '-m', mode],
    ...(json === undefined ? option('-X', xml) : option('--json', json)),
    ...option('--cluster', cluster),
    ...option('--peer', peer),
    ...option('-U', user === DEFAULT_HADR_USER ? undefined : user),
    ...(force ? ['-f'] : []),
    ...(adopt ? ['--adopt'] : []),
    ...(forceSessions ? ['--force-sessions'] : []),
    ...['--plan', hash],
  ]
    .map(quoteArgument)
    .join(' ');

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, value];
