import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { settingsStatement, type SandboxSettings } from '../workflows/sandbox/settings.js';

type WorkflowSource = { readonly workflowBundle: WorkflowBundleOption } | { readonly workflowsPath: string };

/** The bundle that the build made; a source tree without one bundles by itself. */
export const workflowSource = (settings: SandboxSettings): WorkflowSource => {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const codePath = at('../workflow-bundle.js');
  if (!existsSync(codePath)) return { workflowsPath: at('../workflows/index.js') };
  if (!Object.values(settings).includes(true)) return { workflowBundle: { codePath } };
  return { workflowBundle: { code: settingsStatement(settings) + readFileSync(codePath, 'utf8') } };
};
