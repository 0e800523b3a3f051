import type { Connection } from '@temporalio/client';
import { SdrError } from '../domain/errors.js';
import { SEARCH_ATTRIBUTE_TYPES } from '../domain/names.js';
import { isDenied, isInvalid, reasonOf } from '../engine/failures.js';

/** temporal.api.enums.v1.IndexedValueType */
const TYPE_NUMBERS = { Keyword: 2, Int: 3 } as const;

/**
 * Sees to it that the namespace knows the search attributes: without one a workflow task fails for ever while its run
 * looks running. Registers those that are missing when it may.
 * @throws SdrError E_SEARCH_ATTRIBUTES with the command for the administrator; one of another type cannot be used either
 */
export const ensureSearchAttributes = async (connection: Connection, namespace: string): Promise<void> => {
  const known = await knownAttributes(connection, namespace);
  const wrong = SEARCH_ATTRIBUTE_TYPES.filter(
    ([name, type]) => known[name] !== undefined && known[name] !== TYPE_NUMBERS[type],
  );
  if (wrong.length > 0) {
    const wanted = wrong.map(([name, type]) => `${name}, which must be ${type}`).join('; ');
    throw new SdrError('E_SEARCH_ATTRIBUTES', `namespace ${namespace} has another type of ${wanted}`);
  }
  const missing = SEARCH_ATTRIBUTE_TYPES.filter(([name]) => known[name] === undefined);
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, TYPE_NUMBERS[type]])),
    });
  } catch (error) {
    const names = missing.map(([name]) => name).join(', ');
    const flags = missing.map(([name, type]) => `--name ${name} --type ${type}`).join(' ');
    throw new SdrError(
      'E_SEARCH_ATTRIBUTES',
      `namespace ${namespace} lacks ${names} and does not let this worker add them (${reasonOf(error)}). Run: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    );
  }
};

type Known = Readonly<Record<string, number | null | undefined>>;

/** Roles of least privilege, and Temporal Cloud, have no operator service: a query tells what it would have told, except types. */
const knownAttributes = async (connection: Connection, namespace: string): Promise<Known> => {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return customAttributes;
  } catch (error) {
    if (!isDenied(error)) throw error;
    const asked = SEARCH_ATTRIBUTE_TYPES.map(async ([name, type]) =>
      (await canBeAskedFor(connection, namespace, name)) ? [[name, TYPE_NUMBERS[type]] as const] : [],
    );
    return Object.fromEntries((await Promise.all(asked)).flat());
  }
};

const canBeAskedFor = async (connection: Connection, namespace: string, name: string): Promise<boolean> => {
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: `${name} IS NOT NULL` });
    return true;
  } catch (error) {
    if (isInvalid(error)) return false;
    throw error;
  }
};
