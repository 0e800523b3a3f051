/** The tools of openGauss, and two of the system that know its network, that stand in $GAUSSHOME/bin, and which compiled stand-in answers for them. */
export const TOOLS = {
  gs_ctl: 'gs-ctl',
  gs_guc: 'gs-guc',
  cm_ctl: 'cm-ctl',
  gsql: 'gsql',
  gs_encrypt: 'gs-encrypt',
  ping: 'ping',
  nc: 'nc',
} as const;
export const TOOL_NAMES: readonly string[] = Object.keys(TOOLS);
