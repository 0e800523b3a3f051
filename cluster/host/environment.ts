import { SdrError } from '../../domain/errors.js';
import type { ClusterEnvironment } from './host.js';

/** The variables a cluster's environment file must give, and what they are here. */
const VARIABLES = {
  gaussHome: 'GAUSSHOME',
  gpHome: 'GPHOME',
  pgHost: 'PGHOST',
  gaussLog: 'GAUSSLOG',
} as const;

/** Sourcing the profiles takes no longer, unless the node is in trouble. */
export const ENVIRONMENT_LIMIT_MS = 30_000;

const MARK = '@@sdr-environment@@';

/**
 * What tools say is read, so they say it in English: a product built with its Chinese messages translates them where the
 * profile asks for it. Characters stay as the profile has them.
 */
export const IN_ENGLISH = '[ -z "${LC_ALL-}" ] || export LANG="$LC_ALL"; unset LC_ALL LANGUAGE; export LC_MESSAGES=C';

/**
 * Sources the profile as the tools of the product do (/etc/profile, ~/.bashrc, then the file that
 * $MPPDB_ENV_SEPARATE_PATH names, if it does) and prints what came of it. Profiles may print what they like: only what
 * stands behind the marks counts.
 */
export const ENVIRONMENT_SCRIPT = [
  `{ . /etc/profile; . ~/.bashrc; } >/dev/null 2>&1 </dev/null`,
  `sdr_mpprc="\${MPPDB_ENV_SEPARATE_PATH:-$HOME/.bashrc}"`,
  `. "$sdr_mpprc" >/dev/null 2>&1 </dev/null`,
  IN_ENGLISH,
  `printf '%s\\0' '${MARK}' "$sdr_mpprc" "$(id -un)" '${MARK}'`,
  `env -0`,
].join('\n');

/** The environment file's path, its variables, and the whole environment as the tools see it. */
export interface SourcedEnvironment {
  readonly cluster: ClusterEnvironment;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Reads what {@link ENVIRONMENT_SCRIPT} printed.
 * @throws SdrError E_TOOL_MISSING when the environment file does not give what a cluster needs
 */
export const parseEnvironment = (printed: string, node: string): SourcedEnvironment => {
  const fields = printed.split('\0');
  const begin = fields.findIndex((field) => field.endsWith(MARK));
  const [mpprc, osUser, end] = fields.slice(begin + 1, begin + 4);
  if (begin < 0 || mpprc === undefined || osUser === undefined || end !== MARK) {
    throw new SdrError('E_TOOL_MISSING', 'no environment came back from a login shell', { node });
  }
  const variables = Object.fromEntries(
    fields.slice(begin + 4).flatMap((field) => {
      const at = field.indexOf('=');
      return at > 0 ? [[field.slice(0, at), field.slice(at + 1)] as const] : [];
    }),
  );
  const value = (name: string): string => usable(variables[name], name, mpprc, node);
  return {
    variables,
    cluster: {
      mpprc,
      osUser,
      gaussHome: value(VARIABLES.gaussHome),
      gpHome: value(VARIABLES.gpHome),
      pgHost: value(VARIABLES.pgHost),
      gaussLog: value(VARIABLES.gaussLog),
    },
  };
};

/** The product's own tools refuse such values too: they put them into shell commands. */
const usable = (value: string | undefined, name: string, mpprc: string, node: string): string => {
  if (!value) throw new SdrError('E_TOOL_MISSING', `${mpprc} does not set ${name}`, { node });
  if (/[\s|;&$<>`'"{}()[\]~*?!\\]/.test(value)) {
    throw new SdrError('E_TOOL_MISSING', `${mpprc} sets ${name} to a value with blanks or shell characters`, { node });
  }
  return value;
};

/** A node too slow to read its own profiles is no node without a cluster: asking again may help. */
export const slowEnvironment = (node: string): SdrError =>
  new SdrError('E_COMMAND_TIMED_OUT', `no environment after ${ENVIRONMENT_LIMIT_MS / 1000} s`, { node });
