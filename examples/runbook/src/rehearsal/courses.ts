import type { Regions } from './regions.js';

/** What goes wrong while the approval is waited for, and how it is mended when the runbook has undone what it did. */
export interface Course {
  readonly story: string;
  readonly spoil: (regions: Regions) => Promise<unknown>;
  readonly mend: (regions: Regions) => Promise<unknown>;
}

const nothing = (): Promise<void> => Promise.resolve();

export const WELL: Course = { story: 'nothing goes wrong', spoil: nothing, mend: nothing };

/** Each begins where the one before ended. */
export const MISTAKES: readonly Course[] = [
  {
    story: 'somebody changes a password between the check and the start: the start is taken back',
    spoil: ({ fault }) => fault('wrong-password', 'north'),
    mend: ({ heal }) => heal(),
  },
  {
    story: 'south does not know the application: the entry point is put back, the relationship stays',
    spoil: nothing,
    mend: ({ admit }) => admit('south'),
  },
  { ...WELL, story: 'all is mended: the same runbook again' },
];
