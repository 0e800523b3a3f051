/** The workflow's own time (the sandbox replaces Date): the same on every replay. */
export const now = (): string => new Date().toISOString();
