import type { Host } from './host/host.js';

/** The product's commit id on a node: it tells whether two nodes run the same build. Empty when version.cfg has none. */
export const commitOf = async (host: Host): Promise<string> => {
  const { gpHome } = await host.environment();
  return commitIn((await host.readFile(`${gpHome}/version.cfg`))?.toString('utf8') ?? '');
};

/** The commit id stands in the third line. */
export const commitIn = (version: string): string => version.split('\n')[2]?.trim() ?? '';
