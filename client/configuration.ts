import { readFile } from 'node:fs/promises';
import type { Names } from '../domain/config/check.js';
import { valueOf } from '../domain/config/fault.js';
import { readJson } from '../domain/config/from-json.js';
import { readXml } from '../domain/config/from-xml.js';
import { SdrError } from '../domain/errors.js';
import type { ClusterPair } from '../domain/topology.js';

/** The configuration's files: gs_sdr's XML and JSON forms. When both are given, JSON wins, as there. */
export interface ConfigurationFiles extends Names {
  readonly xml?: string;
  readonly json?: string;
}

/**
 * Reads the pair of clusters from the file.
 * @throws SdrError E_USAGE no file; E_FILE_UNREADABLE, E_CONFIG_SYNTAX, E_CONFIG_INVALID; E_SAME_NAME
 */
export const readConfiguration = async ({ xml, json, ...names }: ConfigurationFiles): Promise<ClusterPair> => {
  const path = json ?? xml;
  if (path === undefined) throw new SdrError('E_USAGE', 'a configuration is needed: -X FILE or --json FILE');
  if (names.cluster !== undefined && names.cluster === names.peer) {
    throw new SdrError('E_SAME_NAME', `--cluster and --peer are both ${names.cluster}`);
  }
  const text = await textOf(path);
  try {
    return valueOf(json === undefined ? readXml(text, names) : readJson(text, names), path);
  } catch (error) {
    if (error instanceof SdrError && error.code === 'E_CONFIG_SYNTAX')
      throw new SdrError(error.code, `${path}: ${error.found}`);
    throw error;
  }
};

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new SdrError('E_FILE_UNREADABLE', `${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
