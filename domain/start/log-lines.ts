import type { Role } from '../roles.js';
import type { PartId } from './parts.js';
import { isFor, type Item, type Step } from './steps.js';

/**
 * The lines of gs_sdr's log that belong to steps, word for word: DBAs grep for them. The lines of single commands are
 * with the activities.
 */
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'] as const;

export const stepBeginsLines = ({ number }: Step): readonly string[] =>
  number === null ? [] : [`Start ${ORDINALS[number - 1] ?? String(number)} step of streaming start.`];

export const stepRecordedLines = ({ recordedAs }: Step): readonly string[] =>
  recordedAs === null ? [] : [`Streaming action:[start] record current step:[${recordedAs}]`];

/** What gs_sdr says about an item that is the other role's. */
export const notForLines = (item: Item, role: Role): readonly string[] => {
  if (isFor(item, role)) return [];
  if (item.kind === 'status') return [`Update query status [cluster] to [${item.status}] not for mode:${role}.`];
  return item.otherwise?.split('\n') ?? [];
};

export const publishLines = (status: string, nodes: readonly string[]): readonly string[] => [
  `Update query [cluster] to [${status}].`,
  `Got connected nodes:[${nodes.map((node) => `'${node}'`).join(', ')}] for action:update_streaming_info`,
];

export const doneLines = (): readonly string[] => ['Successfully do streaming disaster recovery start.'];

/** What gs_sdr also prints on standard output, as a part begins and when it is done; `dn`: the datanode's number. */
interface SaidOfPart {
  readonly begun: (dn: string | number) => readonly string[];
  readonly done: (dn: string | number) => readonly string[];
}

const SAID = {
  buildMainStandby: {
    begun: (dn) => ['Start building process.', `Start build main standby dn:${dn}`],
    done: (dn) => [`Successfully build main standby dn:${dn}`],
  },
  startMainStandby: {
    begun: (dn) => [`Starting single main standby dn:${dn}`],
    done: (dn) => [`Successfully start single main standby dn:${dn}`, 'Finished build main standby dns.'],
  },
  buildCascadeStandby: {
    begun: (dn) => [`Start build cascade standby dn:${dn}`],
    done: (dn) => [`Successfully build cascade standby dn:${dn}`],
  },
  startCluster: {
    begun: () => ['Starting the cluster.'],
    done: () => [
      'Successfully started primary instance. Please wait for standby instances.',
      'Waiting cluster normal.',
      'Successfully started standby instances.',
    ],
  },
  waitForMainStandby: {
    begun: () => ['Waiting for the main standby connection.'],
    done: () => ['Main standby already connected.'],
  },
} as const satisfies Partial<Record<PartId, SaidOfPart>>;

export const saidOf = (part: keyof typeof SAID): SaidOfPart => SAID[part];

export const isSaidOf = (part: PartId): part is keyof typeof SAID => Object.hasOwn(SAID, part);
