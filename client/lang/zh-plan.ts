import type { PlanFile } from '../../domain/plan/plan.js';

/** 计划中对文件的操作。 */
export const zhFile = ({ path, before, after }: PlanFile): string => {
  if (before === null) return `创建 ${path}${after === null || after === '' ? '' : `：${after}`}`;
  if (after === null) return `删除 ${path}`;
  return `写入 ${path}：${before === after ? after : `${before} → ${after}`}`;
};
