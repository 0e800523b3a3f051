/**
 * The tools of openGauss, and two of the system that know its network, that stand in $GAUSSHOME/bin, and which bundled
 * stand-in answers for them.
 */
export const TOOLS = {
  gs_ctl: 'gs-ctl.cjs',
  gs_guc: 'gs-guc.cjs',
  cm_ctl: 'cm-ctl.cjs',
  gsql: 'gsql.cjs',
  gs_encrypt: 'gs-encrypt.cjs',
  ping: 'ping.cjs',
  nc: 'nc.cjs',
} as const;
export const TOOL_NAMES: readonly string[] = Object.keys(TOOLS);
