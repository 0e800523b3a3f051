import { readConfigurationFile, type ConfigurationFiles as Files } from '../cluster/configuration-file.js';
import type { Names } from '../domain/config/check.js';
import { readJson } from '../domain/config/from-json.js';
import { readXml } from '../domain/config/from-xml.js';
import type { ClusterPair } from '../domain/topology.js';

/** The configuration's file, and names that outrank those in it. */
export interface ConfigurationFiles extends Files, Names {}

/**
 * Reads the pair of clusters from the file.
 * @throws SdrError E_USAGE no file; E_FILE_UNREADABLE, E_CONFIG_SYNTAX, E_CONFIG_INVALID, E_SAME_NAME, E_NAME_REFUSED
 */
export const readConfiguration = ({ xml, json, ...names }: ConfigurationFiles): Promise<ClusterPair> =>
  readConfigurationFile(
    { ...(xml !== undefined && { xml }), ...(json !== undefined && { json }) },
    { xml: (text) => readXml(text, names), json: (text) => readJson(text, names) },
  );
