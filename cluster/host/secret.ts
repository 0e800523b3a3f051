/**
 * A value that must not be seen: it prints as `***`, also through JSON and template strings.
 * Only {@link Secret.reveal} gives it out, and only the hosts and the tools that need it call that.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/** One argument of a command: plain, or a prefix followed by a secret (`hadr|` + password for gs_encrypt). */
export type Argument = string | { readonly prefix: string; readonly secret: Secret };

/** A command as argument vector; never a shell string. At most one distinct secret in it. */
export type Command = readonly [program: string, ...args: Argument[]];

/** The command as an operator may see it: secrets as `***`, quoted only where needed to be read. */
export const shown = (command: Command): string =>
  command
    .map((argument) => (typeof argument === 'string' ? argument : `${argument.prefix}***`))
    .map((text) => (/^[\w@%+=:,./*-]+$/.test(text) ? text : `'${text}'`))
    .join(' ');
