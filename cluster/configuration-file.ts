import { readFile } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import { valueOf, type Read } from '../domain/config/fault.js';
import { clusterNameInJson } from '../domain/config/from-json.js';
import { clusterNameInXml } from '../domain/config/from-xml.js';
import { SdrError } from '../domain/errors.js';
import type { ClusterName } from '../domain/topology.js';

/** The configuration's file: gs_sdr's XML or JSON form. When both are given, JSON wins, as there. */
export interface ConfigurationFiles {
  readonly xml?: string;
  readonly json?: string;
}

/** What is made of the text, by the file's form. */
export interface Readers<T> {
  readonly xml: (text: string) => Read<T>;
  readonly json: (text: string) => Read<T>;
}

/**
 * Reads the file and what is wanted of it.
 * @throws SdrError E_USAGE no file; E_FILE_UNREADABLE, E_CONFIG_SYNTAX, E_CONFIG_INVALID, E_SAME_NAME, E_NAME_REFUSED,
 *   all with the file's name
 */
export const readConfigurationFile = async <T>({ xml, json }: ConfigurationFiles, readers: Readers<T>): Promise<T> => {
  const path = json ?? xml;
  if (path === undefined) throw new SdrError('E_USAGE', 'a configuration is needed: -X FILE or --json FILE');
  const text = await textOf(path);
  try {
    return valueOf(json === undefined ? readers.xml(text) : readers.json(text), path);
  } catch (error) {
    if (error instanceof SdrError && error.code === 'E_CONFIG_SYNTAX')
      throw new SdrError(error.code, `${path}: ${error.found}`);
    throw error;
  }
};

/** The own cluster's name alone, whatever else the file says. @throws SdrError as {@link readConfigurationFile} */
export const readClusterName = (files: ConfigurationFiles): Promise<ClusterName> =>
  readConfigurationFile(files, { xml: clusterNameInXml, json: clusterNameInJson });

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new SdrError('E_FILE_UNREADABLE', `${path}: ${reasonOf(error)}`);
  }
};

/** The system's own words, without the call and the path, which the reader knows. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const number = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  return getSystemErrorMap().get(number)?.[1] ?? error.message;
};
