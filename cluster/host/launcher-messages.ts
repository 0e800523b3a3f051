import type { ProcessEnd, ProcessOptions } from './process.js';

/** What a launcher and its process say to each other about one command. */
export type ToProcess =
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly program: string;
      readonly args: readonly string[];
      readonly options: PlainOptions;
    }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Answers `before kill`. */
  | { readonly kind: 'kill'; readonly id: number };

export type FromProcess =
  | { readonly kind: 'ended'; readonly id: number; readonly end: ProcessEnd }
  | { readonly kind: 'before kill'; readonly id: number; readonly soFar: string };

/** Options without what cannot be sent. */
export type PlainOptions = Omit<ProcessOptions, 'signal' | 'beforeKill'> & { readonly asksBeforeKill: boolean };
