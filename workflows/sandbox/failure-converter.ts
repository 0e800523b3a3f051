import { DefaultFailureConverter } from '@temporalio/common';
import type {} from './settings.js';

/** Part of the bundle: how failures of workflows are written. */
export const failureConverter = new DefaultFailureConverter({
  encodeCommonAttributes: globalThis.sdrSandbox?.encodeFailures === true,
});
