import type { Connection } from '@temporalio/client';
import { SdrError } from '../domain/errors.js';
import { SEARCH_ATTRIBUTES } from '../domain/names.js';

/** temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD */
const KEYWORD = 2;

/**
 * Sees to it that the namespace knows the search attributes: without one a workflow task fails for ever while its run
 * looks running. Registers those that are missing when it may.
 * @throws SdrError E_SEARCH_ATTRIBUTES with the command for the administrator; one of another type cannot be used either
 */
export const ensureSearchAttributes = async (connection: Connection, namespace: string): Promise<void> => {
  const wanted = Object.values(SEARCH_ATTRIBUTES);
  const known = await knownAttributes(connection, namespace);
  const wrong = wanted.filter((name) => known[name] !== undefined && known[name] !== KEYWORD);
  if (wrong.length > 0) {
    throw new SdrError(
      'E_SEARCH_ATTRIBUTES',
      `namespace ${namespace} has ${wrong.join(', ')} with another type than Keyword`,
    );
  }
  const missing = wanted.filter((name) => known[name] === undefined);
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    });
  } catch (error) {
    const flags = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new SdrError(
      'E_SEARCH_ATTRIBUTES',
      `namespace ${namespace} lacks ${missing.join(', ')} and does not let this worker add them (${String(error)}). Run: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    );
  }
};

const knownAttributes = async (
  connection: Connection,
  namespace: string,
): Promise<Record<string, number | null | undefined>> => {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return customAttributes;
};
