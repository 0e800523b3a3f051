import type { CheckResult } from '../../domain/check/report.js';
import type { Catalogue, CheckText } from './catalogue.js';
import { ZH_HINTS } from './zh-hints.js';

const PEER_WAYS = '请打通所述通路：集群内部主备切换之后会用到。';

/** 各检查项通过时成立的内容，以及处理办法。 */
export const ZH_CHECKS: Readonly<Record<CheckResult['id'], CheckText>> = {
  'nodes-answer': {
    title: '配置中的每个节点均有应答，且具有集群的环境变量',
    remedy:
      '请使工作进程所在节点能以集群的操作系统用户免密 ssh 登录，并在其环境变量文件中设置 GAUSSHOME、GPHOME、PGHOST、GAUSSLOG。',
  },
  'tools-present': {
    title: '每个节点都有启动所需的工具',
    remedy: '请在该节点上用集群的环境变量文件把这些工具加入 PATH。',
  },
  'node-addresses': {
    title: '每个节点都具有其配置中的两个地址',
    remedy: '请修正 localStreamIpmap1（或 localClusterConf），或修正该节点的地址。',
  },
  'versions-alike': {
    title: '所有节点运行同一版本（同一提交）的产品',
    remedy: '请将各节点统一到同一版本：提交号位于 $GPHOME/version.cfg 第 3 行。',
  },
  'os-users-alike': {
    title: '所有节点使用同一操作系统用户',
    remedy: '请在所有节点上以同一操作系统用户安装集群。',
  },
  'clocks-alike': { title: '各节点时钟相差不超过 3 s', remedy: '请在所有节点上运行 NTP 或 chrony。' },
  'workspace-writable': {
    title: '每个节点上的 $PGHOST、streaming_cabin 和 $GAUSSHOME/bin 均可写',
    remedy: '请授予集群的操作系统用户写权限；并检查磁盘空间和只读挂载。',
  },
  'no-action': {
    title: '没有操作占用该集群',
    remedy: '请等待其结束或将其中止；同一角色已停驻的启动可用 `sdr start` 继续。',
  },
  'no-original-lock': { title: '没有 gs_sdr 占用该集群', remedy: ZH_HINTS.E_ORIGINAL_LOCK },
  'no-original-step-file': { title: '没有 gs_sdr 中途停下的操作', remedy: ZH_HINTS.E_ORIGINAL_STEP_FILE },
  'not-related': {
    title: '集群尚未处于任何容灾关系中',
    remedy: '请用 `sdr query` 查看；用 stop 解除容灾关系。',
  },
  'workspace-free': {
    title: '没有先前的启动遗留的工作目录',
    remedy: '`sdr start` 会从那次启动的位置继续；加 -f 则从第 1 步开始。',
  },
  'no-upgrade': { title: '没有正在进行的升级', remedy: ZH_HINTS.E_UPGRADE_RUNNING },
  'hadr-keys-alike': {
    title: 'hadr 密钥在所有节点上都有，或都没有',
    remedy: '无需处理：启动时会将其复制到所有节点，或重新生成。',
  },
  'cm-answers': {
    title: 'CM 有应答',
    remedy: '流式容灾需要 CM：请检查 cm_server 是否运行（`cm_ctl query -Cv`），并用 `cm_ctl start` 启动。',
  },
  'cluster-normal': { title: '集群状态为 Normal', remedy: ZH_HINTS.E_CLUSTER_NOT_NORMAL },
  'datanodes-normal': {
    title: '所有数据节点状态均为 Normal',
    remedy: '请启动或重建所述数据节点：`cm_ctl start -n NODE`，`cm_ctl build -n NODE`。',
  },
  'one-primary': {
    title: '集群有且只有一个主数据节点',
    remedy: '`cm_ctl query -Cv` 会显示各数据节点；请恢复主节点。',
  },
  'not-standby-cluster': { title: '集群中没有首备或级联备', remedy: '请先解除原有容灾关系。' },
  'configuration-agrees': { title: '配置中的节点与集群一致', remedy: ZH_HINTS.E_CONFIG_DIFFERS },
  'cm-server-primary': {
    title: '有一个 cm_server 为主',
    remedy: '请查看各节点上 cm_server 的日志；用 `cm_ctl start` 启动。',
  },
  'cm-servers-up': {
    title: '所有 cm_server 均已启动，且缺少一个时仍满足多数派',
    remedy: '请启动所述 cm_server；少于三个时，损失一个节点就会使 CM 停止。',
  },
  'cm-agents-report': {
    title: '所有 cm_agent 均上报其数据节点的状态',
    remedy: '请在该节点上启动 cm_agent（`cm_ctl start -n NODE`）：否则无人重启其数据节点。',
  },
  'no-stop-mark': {
    title: '没有节点带有停止标记',
    remedy: 'CM 不再管理该节点的数据节点：请用 `cm_ctl start -n NODE` 清除该标记。',
  },
  'cm-data-path': {
    title: '每个节点上都能找到 CM 自身的文件',
    remedy: '流式容灾需要 CM：`cm_ctl view` 必须显示 cmDataPath。',
  },
  'agent-mode': {
    title: '没有 cm_agent 处于灾备模式',
    remedy: '请先解除原有容灾关系，或在 cm_agent.conf 中设置 agent_backup_open = 0。',
  },
  'dcc-readable': {
    title: 'CM 的存储（DCC）可读',
    remedy: '请用 `cm_ctl ddb --get KEY` 查看 CM 的输出；启动需要 DCC，而不是 etcd。',
  },
  'backup-open': {
    title: 'CM 以主集群模式运行该集群',
    remedy: '请先解除原有容灾关系：独立集群在 DCC 中的 backup_open 为 0。',
  },
  'hadr-password-known': { title: '工作进程有容灾用户的密码', remedy: ZH_HINTS.E_NO_CREDENTIALS },
  'hadr-password-usable': {
    title: '各工具能接受容灾用户的密码',
    remedy: '请选用不以连字符开头、不含空白字符、换行以及 | ; & $ < > ` \' " { } ( ) [ ] ~ * ? ! 的密码。',
  },
  'hadr-password-strong': {
    title: '容灾用户的密码足够强',
    remedy: '请选用 8 至 32 个字符、包含大写字母、小写字母、数字、其他字符中的三类、且不同于用户名的密码。',
  },
  'hadr-user': { title: '容灾用户存在且具有复制权限', remedy: ZH_HINTS.E_HADR_USER },
  'hadr-login': {
    title: '容灾用户能用工作进程的密码登录',
    remedy: '请用 `sdr credentials set` 设置正确的密码，或在数据库中用 ALTER USER 修改。',
  },
  'hadr-user-not-stored': { title: '全局配置中没有已保存的容灾用户', remedy: '无需处理：启动时会将其替换。' },
  'port-agrees': {
    title: '各数据节点监听所配置的基础端口',
    remedy: '请修正 dataPortBase（或 localClusterConf.port）：其他端口均由其推算。',
  },
  'dcf-off': { title: 'DCF 未启用', remedy: ZH_HINTS.E_DCF_ENABLED },
  'wal-level': {
    title: 'WAL 中包含备机所需的信息',
    remedy: '请设置 wal_level = hot_standby（或 logical）并重启集群。',
  },
  'writable-database': {
    title: '数据库可写',
    remedy: '请设置 default_transaction_read_only = off；磁盘满时 CM 会打开该参数：请先腾出空间。',
  },
  'run-mode': {
    title: '各数据节点以主集群模式运行',
    remedy: '请设置 stream_cluster_run_mode = cluster_primary：当前值是原有容灾关系遗留的。',
  },
  'synchronous-commit': {
    title: 'synchronous_commit 为 on',
    remedy: '无需处理：启动时会将其设为 on，并记录原值。',
  },
  'most-available-sync': {
    title: '数据节点不超过两个的集群在失去副本后仍可继续',
    remedy: '无需处理：启动时会将 most_available_sync 设为 on，并记录原值。',
  },
  'sync-standbys': {
    title: '失去副本时提交不会挂起',
    remedy: '请设置 most_available_sync = on，或确保 synchronous_standby_names 中的备机一直正常。',
  },
  'wal-keep-not-lowered': {
    title: '启动期间保留的 WAL 不少于主节点当前保留的',
    remedy: '请确认无人需要更多：启动期间 wal_keep_segments 会被设为 16384，结束时恢复。',
  },
  'wal-senders-free': {
    title: '主节点有 3 个空闲的 WAL 发送进程',
    remedy: '请调大 max_wal_senders 并重启集群：重建需要两个，首备需要一个。',
  },
  'replication-slots-free': {
    title: '主节点有一个空闲的复制槽',
    remedy: '请调大 max_replication_slots 并重启集群，或删除无人使用的复制槽。',
  },
  'slots-in-use': {
    title: '所有复制槽均在使用中',
    remedy: '若使用者不再回来，请删除该复制槽：它使 WAL 滞留在主节点的磁盘上。',
  },
  'logical-slots': { title: '没有逻辑复制槽会随数据一起丢失', remedy: '请先迁走订阅者：启动时会删除这些复制槽。' },
  'peer-pinged': {
    title: '每个节点都能经数据网络到达对端',
    remedy: '请双向打通两个集群之间的数据网络，包括 ICMP：启动时用 ping 探测。',
  },
  'peer-pinged-everywhere': { title: '每个节点都能到达对端的每个节点', remedy: PEER_WAYS },
  'peer-port-open': {
    title: '每个节点都能连接对端的 HA 端口',
    remedy: '请在数据网络上向本集群的数据地址开放对端的基础端口 + 1；并检查对端数据节点是否运行。',
  },
  'peer-ports-open-everywhere': {
    title: '每个节点都能连接对端的每个 HA 端口',
    remedy: '请打通所述通路，或启动该数据节点：集群内部主备切换之后会用到。',
  },
  'replconninfo-free': {
    title: '每个数据节点都为对端的每个节点留有空闲的 replconninfo',
    remedy: ZH_HINTS.E_NO_FREE_REPLCONNINFO,
  },
  'replconninfo-understood': {
    title: '已设置的 replconninfo 均可解析',
    remedy: '请修正该值：服务器读到此处便停止。启动不会改动它。',
  },
  'replconninfo-own': {
    title: '各数据节点以所配置的数据地址互相连接',
    remedy: '请使 localStreamIpmap1 的第二个地址（dataIp）与 replconninfo 中的一致，或反之。',
  },
  'replconninfo-foreign': {
    title: '没有 replconninfo 指向第三个集群',
    remedy: '请用 `gs_guc reload -c replconninfoN` 清除原有容灾关系遗留的值。',
  },
  'hba-lets-peer-in': {
    title: 'pg_hba.conf 中没有拒绝对端的行',
    remedy: '请删除该行，或确保启动所写的行位于其之前。',
  },
  sessions: {
    title: '将被覆盖的集群上没有业务会话',
    remedy: '请先将业务迁离灾备集群；若仍要覆盖，用 `sdr start --force-sessions`。',
  },
  'no-data-lost': {
    title: '没有数据库会被覆盖',
    remedy: '若这些数据可以丢弃，则无需处理：启动会将其清除，并要求输入集群名称。',
  },
  'disks-not-full': { title: '数据节点的磁盘均未接近写满', remedy: '请在该文件系统上腾出空间。' },
  'wal-kept-long-enough': {
    title: '按当前写入速率，启动期间保留的 WAL 可维持 24 h',
    remedy: '请在写入较少时启动，或加快重建：启动期间保留 16384 个 WAL 段。',
  },
  'wal-fits-disk': {
    title: '按当前写入速率，主节点的磁盘可容纳 24 h 的 WAL',
    remedy: '请在 pg_xlog 所在处腾出空间：重建期间不会清除该处的 WAL。',
  },
  'wal-in-data-directory': {
    title: '主节点的 WAL 位于其数据目录中',
    remedy: '若灾备集群各节点有相同路径，则无需处理；`sdr check --both` 会进行比较。',
  },
  'both-mirrored': {
    title: '两份配置对彼此的描述一致',
    remedy: '请使两份配置互为镜像：名称、数据地址、基础端口。',
  },
  'both-versions': {
    title: '两个集群运行同一版本（同一提交）的产品',
    remedy: '两个集群必须运行同一版本的产品（version.cfg 中的提交号）。',
  },
  'both-os-users': { title: '两个集群使用同一操作系统用户', remedy: ZH_HINTS.E_OS_USER_DIFFERS },
  'both-disks': {
    title: '灾备集群的每个节点都能容纳主集群的数据',
    remedy: '请在该文件系统上腾出空间：重建会复制主集群的全部数据库。节点上现有的数据会先被清除。',
  },
  'both-wal-paths': {
    title: '灾备集群各节点的 WAL 路径与主节点相同',
    remedy: '请在该节点上为集群的操作系统用户创建该目录：重建会将 pg_xlog 链接到主节点的路径。',
  },
  'both-clocks': {
    title: '两个集群的时钟相差不超过 5 s',
    remedy: '请在两个集群的所有节点上运行 NTP 或 chrony：RPO 和 RTO 由其时钟得出。',
  },
  'both-sizes': {
    title: '两个集群的数据节点数量相同',
    remedy: '无需处理；故障切换后集群只有这么多副本。',
  },
};

/** 另一版本的工作进程可能有此处没有的检查项，以原文显示。 */
export const zhCheck: Catalogue['check'] = (result) =>
  Object.hasOwn(ZH_CHECKS, result.id) ? ZH_CHECKS[result.id] : result;
