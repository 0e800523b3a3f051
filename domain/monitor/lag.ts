/** RPO or RTO in seconds: how much would be lost, how long a takeover would take. */
export type Lag =
  /** As the primary cluster told it. */
  | { readonly kind: 'measured'; readonly seconds: number; readonly at: string }
  /** The stream is broken: what it was when it was last measured, and all time since. */
  | {
      readonly kind: 'growing';
      readonly seconds: number;
      readonly measured: { readonly seconds: number; readonly at: string };
    }
  | { readonly kind: 'unknown'; readonly since: string };

/** What the primary cluster said of it in a round, or that nobody knows who is primary. */
export type LagSeen = { readonly kind: 'measured'; readonly seconds: number } | { readonly kind: 'broken' | 'unknown' };

export const lagAfter = (before: Lag, seen: LagSeen, at: string): Lag => {
  switch (seen.kind) {
    case 'measured':
      return { ...seen, at };
    case 'broken': {
      const measured = measuredIn(before);
      if (measured === undefined) return unknownAfter(before, at);
      const seconds = measured.seconds + Math.round((Date.parse(at) - Date.parse(measured.at)) / 1000);
      return { kind: 'growing', seconds, measured };
    }
    case 'unknown':
      return unknownAfter(before, at);
  }
};

const measuredIn = (lag: Lag): { readonly seconds: number; readonly at: string } | undefined => {
  switch (lag.kind) {
    case 'measured':
      return { seconds: lag.seconds, at: lag.at };
    case 'growing':
      return lag.measured;
    case 'unknown':
      return undefined;
  }
};

const unknownAfter = (before: Lag, at: string): Lag =>
  before.kind === 'unknown' ? before : { kind: 'unknown', since: at };

/** No number is left blank in lists: this one says that there is none. */
export const UNKNOWN_SECONDS = -1;

export const secondsOf = (lag: Lag): number => (lag.kind === 'unknown' ? UNKNOWN_SECONDS : lag.seconds);

export const lagText = (lag: Lag): string => {
  switch (lag.kind) {
    case 'measured':
      return `${lag.seconds} s`;
    case 'growing':
      return `${lag.seconds} s and growing`;
    case 'unknown':
      return `unknown since ${lag.since}`;
  }
};
