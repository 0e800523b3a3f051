import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What a package.json says of what must be there when its package runs. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The directory whose node_modules hold what the package needs: its own in a clone, the project's where it is installed. */
export const projectOf = (directory: string): string => directory.split(`${sep}node_modules${sep}`)[0] ?? directory;

/** The directories of all packages that this one needs to run, found as Node.js finds them; those not installed are not. */
export const packagesNeededBy = (directory: string): readonly string[] => {
  const found = new Set<string>();
  const pending = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const name of namesIn(next)) {
      const at = locate(name, next);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      pending.push(at);
    }
  }
  return [...found];
};

const namesIn = (directory: string): readonly string[] => {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
};

const locate = (name: string, from: string): string | undefined => {
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (at === dirname(at)) return undefined;
  }
};
