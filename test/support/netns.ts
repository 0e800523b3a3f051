import { asSdrError } from '../../domain/errors.js';
import { requireNamespaces } from '../../lab/network/namespaces/requirements.js';

/**
 * Why tests on nodes that are network namespaces are skipped, where the machine cannot have them; SDR_TEST_NETNS=required
 * makes that a failure, as where these tests must not be missed.
 */
export const netnsSkipped = async (): Promise<string | undefined> => {
  if (process.env['SDR_TEST_NETNS'] === 'required') return undefined;
  try {
    await requireNamespaces();
    return undefined;
  } catch (error) {
    return asSdrError(error).found;
  }
};
