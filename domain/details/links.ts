import { plain } from './markdown.js';

/** Where a workflow's details are in the Web UI. */
export interface Place {
  readonly namespace: string;
  readonly workflowId: string;
  /** Absent: its last run. */
  readonly runId?: string;
}

/**
 * A link to another workflow: relative, because the Web UI may live below a path of its own. It opens in a new tab.
 */
export const linkTo = ({ namespace, workflowId, runId }: Place): string =>
  `[${plain(workflowId)}](${pathOf(namespace, workflowId, runId)})`;

const pathOf = (namespace: string, workflowId: string, runId: string | undefined): string =>
  [
    'namespaces',
    encodeURIComponent(namespace),
    'workflows',
    encodeURIComponent(workflowId),
    ...(runId === undefined ? [] : [runId, 'user-metadata']),
  ].join('/');
