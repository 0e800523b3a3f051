import { ZH_LAB_HELP } from './zh-lab-help.js';

/** `--help` 中的文字，以英文原文为键。 */
export const ZH_HELP: Readonly<Record<string, string>> = {
  // 标题与附注。
  'Usage:': '用法:',
  'Arguments:': '参数:',
  'Options:': '选项:',
  'Commands:': '命令:',
  'Examples:': '示例:',
  'Example:': '示例:',
  'choices:': '可选值:',
  'default:': '默认:',
  'display help for command': '显示命令的帮助',
  'output the version number': '显示版本号',

  // 多个命令共有的选项。
  'before or behind a command: what people read (default: as LANG says)':
    '可位于命令之前或之后：显示所用的语言（默认：由 LANG 决定）',
  'the role this cluster gets': '本集群的角色',
  'the cluster’s install XML': '集群的安装 XML',
  'gs_sdr’s JSON configuration; wins when both are given': 'gs_sdr 的 JSON 配置；两者都给出时以此为准',
  'this cluster’s name, when the file does not give it': '本集群的名称，文件中没有时给出',
  'the other cluster’s name, when the file does not give it': '对端集群的名称，文件中没有时给出',
  'database user of the replication, the same on both clusters': '用于容灾复制的数据库用户，两个集群须相同',
  'form of the result (docs/json.md)': '结果的格式（docs/json.md）',
  'short for --output json': '即 --output json',
  'who asks, for the records (default: the OS user)': '执行人，留作记录（默认：操作系统用户）',
  'why, for the records': '原因，留作记录',
  'the cluster that this install XML names': '该安装 XML 所指的集群',
  'for a program': '供程序使用',

  // 命令。
  'Streaming disaster recovery between two openGauss clusters, as durable workflows':
    '两个 openGauss 集群之间的流式容灾，以持久化工作流实现',

  // sdr check
  'everything a start would trip over, on one side or both; changes nothing':
    '检查一侧或两侧会使启动失败的一切；不做任何改动',
  'both sides: give the primary’s file first': '检查两侧：主集群的文件在前',
  'show the checks that are ok too': '同时显示已通过的检查项',
  'before its start, on one side': '启动之前，检查一侧',
  'both sides, and between them': '检查两侧以及两侧之间',
  'every check, for a program': '全部检查项，供程序使用',

  // sdr start
  'tie two clusters into streaming disaster recovery; run it for each of them':
    '使两个集群建立流式容灾关系；对每个集群各执行一次',
  'start both clusters as one: two files, the primary cluster’s first':
    '将两个集群作为一个整体启动：需要两个文件，主集群在前',
  'how long to wait for the other side': '等待对端的时长（秒）',
  'return as soon as the start is under way': '启动开始后立即返回',
  'begin at step 1 although an unfinished start is there': '即使有未完成的启动，也从第 1 步开始',
  'confirms that this cluster’s data may be erased': '确认该集群的数据可以清除',
  'overwrite although sessions are connected': '即使有会话连接也要覆盖',
  'park: wait for the operator; fail: end': 'park：等待运维人员处理；fail：结束',
  'do just what `sdr plan start` showed under this hash, or nothing':
    '只执行 `sdr plan start` 以此哈希给出的操作，否则什么都不做',
  'on the primary cluster': '在主集群上',
  'on the disaster standby cluster': '在灾备集群上',
  'both of them at once': '两者同时启动',
  'without a terminal': '没有终端时',
  'again, after a failure': '失败之后再次启动',
  'the same command: it goes on at the failed step': '同一命令：从失败的步骤继续',

  'go on from where gs_sdr, or a run that Temporal has lost, has left a start half-way':
    '从 gs_sdr（或 Temporal 已丢失的运行）中途停下的启动处继续',
  'one that gs_sdr left half-way': 'gs_sdr 中途停下的启动',

  // sdr plan
  'show what a command would do, without doing it': '显示命令将会做什么，但不执行',
  'show every step, command and change of `sdr start`, with the hash that it can be held to':
    '显示 `sdr start` 的每个步骤、命令和更改，以及可用于约束启动的哈希',
  'as `sdr start -f`: from step 1 although an unfinished start is there':
    '同 `sdr start -f`：即使有未完成的启动，也从第 1 步开始',
  'as `sdr start --force-sessions`: although sessions are connected':
    '同 `sdr start --force-sessions`：即使有会话连接也要覆盖',
  'as `sdr start --adopt`: from where gs_sdr has left a start half-way':
    '同 `sdr start --adopt`：从 gs_sdr 中途停下的启动处继续',
  'what a start would do': '启动将会做什么',
  'how a parked one would go on': '已停驻的启动将如何继续',
  'the same command': '同一命令',

  // sdr status
  'what runs, how far it is, and what it wants': '正在运行什么、进展如何、需要什么',
  'this cluster only, with its steps; both sides: north~south': '只显示该集群及其步骤；两侧：north~south',
  'with --watch: the other cluster too, with the nodes and the lag of both':
    '与 --watch 一起使用：同时显示对端集群，以及两侧的节点和延迟',
  'go on: one cluster until its run parks or ends, both until Ctrl-C':
    '持续显示：一个集群直到其运行停驻或结束，两侧直到按下 Ctrl-C',
  'all clusters': '所有集群',
  'one that gs_sdr set up': '由 gs_sdr 建立的一个集群',
  'one, as it goes on': '其中一个，持续显示',
  'both, with nodes and lag': '两侧，含节点和延迟',
  'the same, when there is but one': '同上，只有一个容灾关系时',
  'for a program, a line a change': '供程序使用，每次变化一行',

  // sdr query
  'status, RPO and RTO of the relationship, checked now, in gs_sdr’s words':
    '当前核查的容灾关系的状态、RPO 和 RTO，用 gs_sdr 的状态字',
  'with the addresses of its last start': '使用其最近一次启动的地址',
  'with those of the file': '使用文件中的地址',

  // sdr history
  'who asked for what, when and why, and what came of it, the newest first':
    '何人、何时、为何要求了什么，结果如何，最新的在前',
  'this cluster only': '只显示该集群',
  'of all clusters': '所有集群的',
  'of one': '其中一个的',

  // sdr monitor
  'watch a relationship by itself: status, RPO, RTO, readiness, and alarms when something changes':
    '自动监控容灾关系：状态、RPO、RTO、就绪情况，变化时告警',
  'begin to watch, or go on with these settings': '开始监控，或改用这些设置继续监控',
  'from one look to the next': '两次查看的间隔（秒）',
  'from one readiness check to the next; 0: none': '两次就绪检查的间隔（秒）；0：不检查',
  'more raises an alarm': '超过时告警（秒）',
  'what the monitors see: of every relationship, or of one': '监控所见：所有容灾关系，或其中一个',
  'both clusters of the relationship: north~south': '容灾关系的两个集群：north~south',
  'watch the relationship no longer; what was seen stays to be looked at': '停止监控该容灾关系；已有的记录仍可查看',
  'watch a relationship': '监控一个容灾关系',
  'other limits from now on': '自现在起改用其他阈值',
  'the same command with others': '同一命令，给出其他阈值',
  'what it sees': '监控所见',
  'no more': '不再监控',

  // sdr abort、retry、skip、pause、resume
  'stop a start, put back what can be put back, and say what cannot':
    '中止启动，恢复能恢复的内容，并说明不能恢复的内容',
  'the cluster whose start it is; both sides: north~south': '所启动的集群；两侧：north~south',
  'the cluster whose start it is': '所启动的集群',
  'let a parked start go on at its failed step': '使已停驻的启动从失败的步骤继续',
  'do without the check, ping or clean-up that a start is parked at': '跳过启动所停驻的检查、ping 或清理',
  'halt a start before its next part': '在下一项操作之前暂停启动',
  'let a paused start go on': '使已暂停的启动继续',

  // sdr credentials
  'the hadr user’s password, kept with the worker': '容灾用户的密码，保存在工作进程所在节点',
  'ask for a password (twice, hidden) and keep it in a file that only this user can read':
    '询问密码（两次，不回显），保存在只有当前用户可读的文件中',
  'the database user': '数据库用户',
  'where to keep it': '保存位置',
  'read it from standard input instead of asking': '从标准输入读取，不再询问',
  'on the worker’s node, as its OS user': '在工作进程所在节点，以其操作系统用户执行',
  'from a program, the password on its output': '由程序在其标准输出上给出密码',

  // sdr worker
  'run a worker of one cluster, on one of its nodes, as its OS user':
    '在集群的一个节点上，以其操作系统用户运行该集群的工作进程',
  'the cluster this worker serves': '该工作进程所服务的集群',
  'serve the cluster that this install XML names': '为该安装 XML 所指的集群服务',
  'serve the cluster that this JSON configuration names': '为该 JSON 配置所指的集群服务',
  'where the lines of gs_sdr’s log go (default: $GAUSSLOG/om/sdr.log)':
    'gs_sdr 日志的写入位置（默认：$GAUSSLOG/om/sdr.log）',
  'of the log on stderr': '标准错误上日志的级别',
  'serve the Nexus operations too (docs/embedding.md)': '同时提供 Nexus 操作（docs/embedding.md）',

  // sdr completion
  'print a script that lets your shell complete commands, options and cluster names':
    '打印脚本，使 shell 能补全命令、选项和集群名称',
  'Shell type for completion script': '补全脚本所用的 shell 类型',
  'Generate completion suggestions': '生成补全建议',
  'bash, in ~/.bashrc': 'bash，写入 ~/.bashrc',
  'zsh, in ~/.zshrc': 'zsh，写入 ~/.zshrc',
  'fish, in ~/.config/fish/config.fish': 'fish，写入 ~/.config/fish/config.fish',

  ...ZH_LAB_HELP,
};

/** 表中没有的，以原文显示。 */
export const zhHelp = (text: string): string => ZH_HELP[text] ?? text;
