import { readFileSync } from 'node:fs';

/** A difference from gs_sdr's calls that docs/differences.md lists; `…` in it stands for anything. */
export interface ListedDifference {
  readonly text: string;
  matches(line: string): boolean;
}

export const listedDifferences = (): readonly ListedDifference[] => {
  const page = readFileSync(new URL('../../docs/differences.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('## Tool calls'), page.indexOf('## Behaviour'));
  return [...table.matchAll(/^\| `([-+] [^`]+)` +\| (.+) \|$/gm)].map(([, text = '']) => {
    const pattern = new RegExp(`^${text.split('…').map(escaped).join('.*')}$`);
    return { text, matches: (line) => pattern.test(line) };
  });
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
