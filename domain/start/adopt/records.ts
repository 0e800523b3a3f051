import { STEPS } from '../steps.js';

/**
 * What gs_sdr writes into its workspace while it starts, text to value. Undefined: this is nothing that it writes.
 * The forms are those of openGauss-OM (streaming_base.py).
 */

export type RecordedRow = Extract<(typeof STEPS)[number], { readonly recordedAs: string }>;

const RECORDED: readonly RecordedRow[] = STEPS.filter((step): step is RecordedRow => step.recordedAs !== null);

/** The step file holds the name of the last step that is done: `6_set_guc_step`. */
export const recordedStepIn = (text: string): RecordedRow | undefined =>
  RECORDED.find(({ recordedAs }) => recordedAs === text.trim());

export interface WalKeep {
  /** The instance id of the datanode that was primary then. */
  readonly datanode: number;
  readonly value: string;
}

/** `6001:16`: what wal_keep_segments was before step 4 raised it. */
export const walKeepIn = (text: string): WalKeep | undefined => {
  const [, datanode, value] = /^\s*(\d{1,9}):(\d{1,9})\s*$/.exec(text) ?? [];
  return datanode === undefined || value === undefined ? undefined : { datanode: Number(datanode), value };
};

/** What step 2 may set on. */
const SETTINGS = ['synchronous_commit', 'most_available_sync'] as const;

export interface SavedSetting {
  readonly parameter: (typeof SETTINGS)[number];
  readonly value: string;
}

/**
 * `name,value,trace id` a line, as they were found. gs_sdr puts back the last line of a parameter and passes over
 * parameters that it does not set; so does this.
 */
export const savedSettingsIn = (text: string): readonly SavedSetting[] | undefined => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => /^(\w+),(\w+),([\w-]+)$/.exec(line));
  if (lines.includes(null)) return undefined;
  const last = new Map(lines.map((line) => [line?.[1] ?? '', line?.[2] ?? '']));
  return SETTINGS.flatMap((parameter) => {
    const value = last.get(parameter);
    return value === undefined ? [] : [{ parameter, value }];
  });
};
