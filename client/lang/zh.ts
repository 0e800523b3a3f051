import type { Catalogue } from './catalogue.js';
import { zhCheck } from './zh-checks.js';
import { zhFailure } from './zh-errors.js';
import { ZH_FINDINGS } from './zh-findings.js';
import { zhHelp } from './zh-help.js';
import { ZH_HINTS } from './zh-hints.js';
import { zhFile } from './zh-plan.js';
import { ZH_HEADS, ZH_WORDS } from './zh-words.js';

/** 检查结果的级别。 */
const ZH_SEVERITIES = { error: '错误', warning: '警告', info: '信息' } as const;

/** 中文。集群状态字（archive、recovery 等）、步骤记录名与错误码保持 gs_sdr 原样。 */
export const ZH: Catalogue = {
  hints: ZH_HINTS,
  titles: {
    home_node: '选定驻留节点，查找先前运行的遗留',
    open_workspace: '采集集群快照，建立工作目录',
    hadr_user: '准备容灾用户',
    check_cluster: '检查集群',
    common_configuration: '使两个集群互相可见',
    exchange_key_files: '交换密钥文件',
    keep_wal: '为重建保留 WAL',
    set_run_mode: '设置运行模式',
    set_cm_mode: '设置 CM 的模式',
    build_datanodes: '重建数据节点',
    start_cluster: '启动集群，等待首备',
    clean_up: '清理',
  },
  parts: {
    chooseHomeNode: '选择存放工作目录的节点',
    comparePlan: '将要执行的操作与计划逐项比较',
    openWorkspace: '创建 streaming_cabin，锁定集群以防其他工具操作',
    readCluster: '读取集群并与配置比较',
    checkHadrUser: '检查容灾用户具有复制权限且能登录',
    prepareHadrKeys: '生成缺失的 hadr 密钥并复制到所有节点',
    storeHadrUser: '将容灾用户加密存入全局配置',
    checkCluster: '检查集群状态、CM、升级标志和参数',
    checkCredentials: '确认已有容灾用户的密码',
    confirmOverwrite: '确认该集群可以被覆盖',
    alignSettings: '设置 synchronous_commit 和 most_available_sync',
    recordConfiguration: '写入 cluster_conf_record',
    allowPeer: '在 pg_hba.conf 中放行对端地址',
    connectPeer: '将对端节点写入 replconninfo',
    shareKeyFiles: '将 gs_secure_files 放入数据目录',
    rememberWalKeep: '记录 wal_keep_segments',
    dropLogicalSlots: '删除逻辑复制槽',
    fetchKeyFiles: '从主集群获取 gs_secure_files',
    adoptKeyFiles: '比较版本和操作系统用户，将 hadr 密钥复制到所有节点',
    keepWal: '调大 wal_keep_segments，使 WAL 保留到重建结束',
    setRunMode: '在所有数据节点上设置 stream_cluster_run_mode',
    setBackupOpen: '在 DCC 中设置 backup_open',
    stopCluster: '停止所有节点',
    setCmMode: '设置 cm_server 的 backup_open 和 cm_agent 的 agent_backup_open',
    checkDataConnection: '检查到主集群主节点的连接',
    backUpPgHba: '备份 pg_hba.conf',
    backUpPgIdent: '备份 pg_ident.conf',
    buildMainStandby: '重建首备',
    restorePgHba: '恢复 pg_hba.conf',
    restorePgIdent: '恢复 pg_ident.conf',
    startMainStandby: '启动首备',
    buildCascadeStandby: '重建级联备',
    startCluster: '启动集群',
    waitForMainStandby: '等待首备连接',
    checkClusterState: '检查集群状态',
    restoreWalKeep: '恢复 wal_keep_segments',
    removeKeyFiles: '从数据目录删除 gs_secure_files',
    closeWorkspace: '解除集群锁定',
    publishStatus: '发布状态',
    recallLastRun: '查看先前运行的遗留',
    putBack: '恢复本次启动所做的更改',
    dropWorkspace: '删除本次启动创建的内容，解除集群锁定',
    restartCluster: '重新启动集群',
    stopBuilds: '停止重建',
  },
  phases: {
    running: '运行中',
    parked: '已停驻',
    paused: '已暂停',
    done: '已完成',
    failed: '已失败',
    aborted: '已中止',
  },
  outcomes: { pending: '未开始', running: '进行中', done: '完成', skipped: '跳过', failed: '失败' },
  severities: ZH_SEVERITIES,
  words: ZH_WORDS,
  findings: ZH_FINDINGS,
  heads: ZH_HEADS,
  failure: zhFailure,
  check: zhCheck,
  counted: (count, severity) => `${ZH_SEVERITIES[severity]} ${count} 项`,
  file: zhFile,
  help: zhHelp,
};
