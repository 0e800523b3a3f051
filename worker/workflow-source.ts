import { existsSync, readFileSync } from 'node:fs';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { settingsStatement, type SandboxSettings } from '../workflows/sandbox/settings.js';
import { WORKFLOWS_PATH, WORKFLOW_BUNDLE } from './workflow-bundle.js';

type WorkflowSource = { readonly workflowBundle: WorkflowBundleOption } | { readonly workflowsPath: string };

/** The bundle that the build made; without one of the installed SDK the worker bundles by itself. */
export const workflowSource = (settings: SandboxSettings): WorkflowSource => {
  if (!existsSync(WORKFLOW_BUNDLE)) return { workflowsPath: WORKFLOWS_PATH };
  if (!Object.values(settings).includes(true)) return { workflowBundle: { codePath: WORKFLOW_BUNDLE } };
  return { workflowBundle: { code: settingsStatement(settings) + readFileSync(WORKFLOW_BUNDLE, 'utf8') } };
};
