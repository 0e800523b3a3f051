import type { Host } from './host/host.js';

/** What CM keeps in files of its own, below cmDataPath. */
export const CM_PARAMETERS = [
  { component: 'cmserver', parameter: 'backup_open', file: 'cm_server/cm_server.conf' },
  { component: 'cmagent', parameter: 'agent_backup_open', file: 'cm_agent/cm_agent.conf' },
] as const;

type CmParameter = (typeof CM_PARAMETERS)[number];

export const AGENT_MODE = CM_PARAMETERS[1];

/** The value in the file; null when the file does not set it, undefined when there is no such file. */
export const readCmParameter = async (
  host: Host,
  cmDataPath: string,
  { parameter, file }: CmParameter,
): Promise<string | null | undefined> => {
  const text = (await host.readFile(`${cmDataPath}/${file}`))?.toString('utf8');
  return text === undefined
    ? undefined
    : (new RegExp(String.raw`^\s*${parameter}\s*=\s*(\w+)`, 'm').exec(text)?.[1] ?? null);
};
