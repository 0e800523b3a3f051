import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The workflow code holds a part of the SDK, and a worker of another version must not run it. */
const { version } = require('@temporalio/worker/package.json') as { readonly version: string };

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The workflows as the build bundled them for the SDK that is installed here; absent when it was built for another one. */
export const WORKFLOW_BUNDLE = at(`../workflow-bundle-${version}.js`);

/** Where they are bundled from. */
export const WORKFLOWS_PATH = at('../workflows/index.js');
