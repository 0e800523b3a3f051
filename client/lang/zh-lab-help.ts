/** `sdr lab … --help` 中的文字，以英文原文为键。 */
export const ZH_LAB_HELP: Readonly<Record<string, string>> = {
  'two clusters on this machine, to try and rehearse on (docs/lab.md)': '本机上的两个集群，供试用和演练（docs/lab.md）',
  'make a new lab and start it; it stays until `sdr lab down`': '新建并启动实验环境；保留到 `sdr lab down` 为止',
  'which lab, where there are several': '有多个实验环境时，指定其中一个',
  'size of the sample data that a build will copy': '重建时要复制的样例数据的大小',
  'nodes with a disk of their own, which `sdr lab fault full-disk` fills (root only)':
    '有自己磁盘的节点，可由 `sdr lab fault full-disk` 占满（仅限 root）',
  'each node is a network namespace with an sshd of its own, reached by real ssh; for root':
    '每个节点都是一个网络命名空间，有自己的 sshd，通过真实的 ssh 访问；需以 root 执行',
  'end the lab and all that runs on its nodes, and remove it': '结束实验环境及其节点上运行的一切，并将其删除',
  'end all that runs on its nodes; its data stays': '结束其节点上运行的一切；保留数据',
  'start a lab that was stopped, by you or with the machine': '启动已停止的实验环境，无论是手工停止还是随机器停止',
  'both clusters as CM sees them, active faults, snapshots': 'CM 所见的两个集群、生效的故障、快照',
  'this user’s labs': '当前用户的实验环境',
  'run a command on a node, as the lab’s user and in its environment':
    '在节点上执行命令，使用实验环境的用户及其环境变量',
  'the command and its arguments (default: a shell)': '命令及其参数（默认：一个 shell）',
  'Options stand before the node, as with ssh.': '选项位于节点之前，与 ssh 相同。',
  'the state of the cluster': '集群状态',
  'a statement': '一条语句',
  'a shell on the node': '节点上的 shell',
  'run a worker of a cluster on one of its nodes, until Ctrl-C': '在集群的一个节点上运行其工作进程，直到按下 Ctrl-C',
  'on this node (default: the first one)': '在该节点上（默认：第一个节点）',
  'options of sdr worker': 'sdr worker 的选项',
  'The password of the hadr user and all variables TEMPORAL_… come along.':
    '容灾用户的密码和所有 TEMPORAL_… 变量会一并带入。',
  'run a Temporal server with Web UI for the lab, until Ctrl-C; what it remembers is kept until `down`':
    '为实验环境运行带 Web UI 的 Temporal 服务，直到按下 Ctrl-C；其记录保留到 `down` 为止',
  'keep both clusters as they are now; what runs on them is started again, workers are ended':
    '保存两个集群当前的状态；其上运行的进程会重新启动，工作进程会结束',
  'bring both clusters back to a snapshot; faults are healed, workers are ended':
    '将两个集群恢复到某个快照；解除故障，结束工作进程',

  // 故障。
  'make something go wrong, until it is healed': '注入故障，直到将其解除',
  'the active faults, with their numbers': '生效的故障及其编号',
  'take all active faults away, or the one of that number': '解除所有生效的故障，或指定编号的故障',
  'Seen:': '现象:',
  'Healed:': '解除:',
  'nothing to heal: it happens once': '无需解除：只发生一次',
  'on this node only': '仅在该节点上',
  'only so often (default: until healed)': '仅发生这么多次（默认：直到解除）',
  'bytes per second: 2MB, 512kB': '每秒字节数：2MB、512kB',

  'kills all processes of the node’s datanode (SIGKILL)': '杀死该节点数据节点的所有进程（SIGKILL）',
  'its sessions break; its cm_agent starts it again at once, in the mode CM wants':
    '其会话中断；cm_agent 立即按 CM 要求的模式重新启动它',

  'stops all processes of the node’s datanode (SIGSTOP): they are there and answer nothing':
    '暂停该节点数据节点的所有进程（SIGSTOP）：进程仍在，但无应答',
  'gsql hangs; `cm_ctl query -v` shows the datanode Unknown; nobody restarts it':
    'gsql 挂起；`cm_ctl query -v` 显示该数据节点为 Unknown；无人重启它',
  'they go on (SIGCONT)': '进程继续运行（SIGCONT）',

  'ends cm_server and cm_agent of the node, or of all nodes of the cluster; datanodes go on unwatched':
    '结束该节点或该集群所有节点上的 cm_server 和 cm_agent；数据节点继续运行，但无人监控',
  "cluster: `cm_ctl query` ends with 255 and `can't connect to cm_server`; node: its CMServer is Down, its datanode Unknown":
    "集群：`cm_ctl query` 以 255 结束并提示 `can't connect to cm_server`；节点：其 CMServer 为 Down，数据节点为 Unknown",
  'cm_agent and cm_server are started again': '重新启动 cm_agent 和 cm_server',

  'breaks all connections between the clusters, and refuses new ones from CLUSTER to the other and back':
    '中断两个集群之间的所有连接，并双向拒绝 CLUSTER 与另一集群之间的新连接',
  'ping gets no answer, gs_ctl does not connect, the main standby is Need repair(Disconnected)':
    'ping 无应答，gs_ctl 无法连接，首备为 Need repair(Disconnected)',
  'new connections are let through': '放行新连接',

  'lets nothing through that CLUSTER sends to the other, and says nothing, as a silent firewall does':
    '丢弃 CLUSTER 发往另一集群的一切且不作应答，如同静默丢包的防火墙',
  'ping gets no answer, connections hang until one side gives up: a stream after 5 s':
    'ping 无应答，连接挂起直到一方放弃：流复制在 5 s 后断开',
  'what was sent meanwhile arrives, where nobody has given up': '双方均未放弃时，其间发送的内容会到达',

  'delays all that CLUSTER sends to the other (not with --netns)':
    '延迟 CLUSTER 发往另一集群的一切（使用 --netns 时不可用）',
  'milliseconds, one way': '毫秒，单程',
  'ping shows the time; everything between the clusters takes longer': 'ping 显示该时延；两个集群之间的一切都变慢',
  'what is on its way arrives at once': '在途的内容立即到达',

  'lets all connections from CLUSTER to the other together have so many bytes per second':
    '限制从 CLUSTER 到另一集群的所有连接每秒的总字节数',
  'the build of the main standby takes that long': '首备的重建相应变慢',
  'what waits arrives at once': '等待中的内容立即到达',

  'cuts the node off from all others, both ways: ssh, ping, CM, replication (not from Temporal)':
    '双向隔离该节点与其他所有节点：ssh、ping、CM、复制（不隔离 Temporal）',
  'ssh ends with 255 and `No route to host`; the other nodes’ `cm_ctl query -v` shows it Down and Unknown':
    'ssh 以 255 结束并提示 `No route to host`；其他节点的 `cm_ctl query -v` 显示其为 Down 和 Unknown',
  'it is reached again': '节点重新可达',

  'lets builds of the node, one that runs too, take so many bytes per second':
    '限制该节点重建每秒的字节数，包括正在进行的重建',
  '`gs_ctl querybuild` shows Building for that long': '`gs_ctl querybuild` 在相应时间内显示 Building',
  'a running build goes on at full speed': '正在进行的重建恢复全速',

  'breaks the connection of builds of the node, of one that runs too, after data was erased':
    '在数据清除之后中断该节点重建的连接，包括正在进行的重建',
  '`gs_ctl build` ends with 1 and `connection reset by peer`, `gs_ctl querybuild` shows Build failed':
    '`gs_ctl build` 以 1 结束并提示 `connection reset by peer`，`gs_ctl querybuild` 显示 Build failed',
  'builds go through; the datanode stays as the failed one has left it': '重建可以成功；数据节点保持失败重建留下的状态',

  'puts another commit id into version.cfg on all nodes of CLUSTER':
    '在 CLUSTER 的所有节点上将 version.cfg 改为另一个提交号',
  '`sdr start` of the standby ends with E_VERSION_DIFFERS': '灾备侧的 `sdr start` 以 E_VERSION_DIFFERS 结束',
  'version.cfg is as it was': 'version.cfg 恢复原样',

  'gives the hadr user in CLUSTER’s database a password that nobody knows, so that the workers’ is refused':
    '将 CLUSTER 数据库中容灾用户的密码改为无人知晓的值，使工作进程的密码被拒绝',
  'gsql ends with 2 and `Invalid username/password`; `sdr start` of the primary ends with E_HADR_LOGIN':
    'gsql 以 2 结束并提示 `Invalid username/password`；主集群的 `sdr start` 以 E_HADR_LOGIN 结束',
  'the password is as it was, unless a build has replaced it meanwhile': '密码恢复原样，除非其间已被重建替换',

  'takes all room that is left on the node’s disk; it must have one of its own (`sdr lab up --own-disk NODE`)':
    '占满该节点磁盘的剩余空间；该节点须有自己的磁盘（`sdr lab up --own-disk NODE`）',
  '`No space left on device`, wherever something is written; a primary datanode that needs WAL goes down':
    '任何写入均提示 `No space left on device`；需要写 WAL 的主数据节点会停止',
  'the room is there again; its cm_agent starts a datanode that went down':
    '空间恢复；cm_agent 重新启动已停止的数据节点',

  'puts a file into $PGHOST/binary_upgrade, as a running upgrade does':
    '在 $PGHOST/binary_upgrade 中放入一个文件，如同正在升级',
  '`sdr start` ends with E_UPGRADE_RUNNING': '`sdr start` 以 E_UPGRADE_RUNNING 结束',
  'the file is removed': '删除该文件',

  'lets TOOL misbehave instead of doing its work: gs_ctl, gs_guc, cm_ctl, gsql, gs_encrypt, ping or nc':
    '使 TOOL 行为异常而不做其工作：gs_ctl、gs_guc、cm_ctl、gsql、gs_encrypt、ping 或 nc',
  'it says nothing and does not end': '无输出，也不结束',
  'it prints random bytes and ends with 0': '输出随机字节，以 0 结束',
  'it prints so much and ends with 0: 50MB': '输出指定的数据量，以 0 结束：50MB',
  'it does nothing and ends with this exit status': '什么都不做，以该退出码结束',
  'with --exit: what it prints (default: nothing)': '与 --exit 一起使用：输出的内容（默认：无）',
  'only calls whose arguments contain this text': '仅影响参数中包含该文本的调用',
  'as asked for': '按所指定的方式',
  'it works; a call that hangs goes on hanging until it is killed': '工具恢复正常；已挂起的调用继续挂起，直到被杀死',
};
