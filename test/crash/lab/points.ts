import { isFor, START_STEPS } from '../../../domain/start/steps.js';
import type { PartId } from '../../../domain/start/parts.js';
import type { LabClusterName } from '../../../lab/index.js';
import { generator } from '../../support/chance.js';

/** When something dies: as the part begins (the part before has just ended), or while a command of it runs. */
export type Moment = 'begun' | 'inside';

/**
 * What dies: the cluster's worker, the Temporal server (it comes back with its database), the command that runs, or the
 * command line that started it.
 */
export type Victim = 'worker' | 'server' | 'command' | 'command line';

export interface Point {
  readonly cluster: LabClusterName;
  readonly part: PartId;
  readonly moment: Moment;
  readonly victim: Victim;
}

export const nameOf = ({ cluster, part, moment, victim }: Point): string =>
  `${cluster} ${part}: ${victim} killed ${moment === 'begun' ? 'as it begins' : 'inside'}`;

/** A build whose own command is killed is done once more. */
export const killsBuild = ({ part, moment, victim }: Point): boolean =>
  victim === 'command' && moment === 'inside' && (part === 'buildMainStandby' || part === 'buildCascadeStandby');

const ROLE_OF = { north: 'primary', south: 'disaster_standby' } as const;

/** Parts of a start that nobody asked anything special of, in order. */
export const partsOf = (cluster: LabClusterName): readonly PartId[] =>
  START_STEPS.flatMap((step) => step.sequence).flatMap((item) =>
    item.kind === 'part' && isFor(item, ROLE_OF[cluster]) && item.asked === undefined ? [item.part] : [],
  );

/**
 * Every boundary and every inside once with the worker, a fifth of them also with the server, a fifth with the command and a
 * fifth with the command line, as the seed has it.
 */
export const allPoints = (cluster: LabClusterName, seed: number): readonly Point[] => {
  const random = generator(seed + (cluster === 'north' ? 0 : 1));
  return partsOf(cluster).flatMap((part) =>
    (['begun', 'inside'] as const).flatMap((moment) => {
      const [server, command, commandLine] = [random() < 0.2, random() < 0.2 && moment === 'inside', random() < 0.2];
      const victims: readonly Victim[] = [
        'worker',
        ...(server ? ['server' as const] : []),
        ...(command ? ['command' as const] : []),
        ...(commandLine ? ['command line' as const] : []),
      ];
      return victims.map((victim) => ({ cluster, part, moment, victim }));
    }),
  );
};
