import { Context } from '@temporalio/activity';

/** Holds an activity until it is let go on; it beats meanwhile, and ends when it is cancelled. */
export interface Gate {
  /** Something is held. */
  readonly reached: Promise<void>;
  readonly open: () => void;
  /** To be called by the activity. */
  readonly pass: () => Promise<void>;
}

export const gate = (): Gate => {
  let reach: () => void = () => undefined;
  let open: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    reached,
    open: () => open(),
    pass: async () => {
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 50);
      reach();
      try {
        await Promise.race([opened, context.cancelled]);
      } finally {
        clearInterval(beat);
      }
    },
  };
};
