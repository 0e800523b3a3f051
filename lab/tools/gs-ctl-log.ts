import type { Tool } from './tool.js';

/** A line with gs_ctl's own prefix: time, process, datanode. */
export const say = (tool: Tool, text: string): void => {
  const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
  tool.out(`[${time}][${process.pid}][dn_${tool.node.datanode.id}][gs_ctl]: ${text}\n`);
};
