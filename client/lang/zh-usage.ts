/**
 * 参数解析器和下层模块对用法的说明，按英文原文查找；`{…}` 处保持原样。以先匹配者为准。表中没有的，以原文显示。
 */
export const ZH_USAGE: Readonly<Record<string, string>> = {
  "unknown option '{option}'": '未知选项 {option}',
  "unknown option '{option}' (Did you mean one of {other}?)": '未知选项 {option}（是否要用其中之一：{other}？）',
  "unknown option '{option}' (Did you mean {other}?)": '未知选项 {option}（是否要用 {other}？）',
  "unknown command '{command}'": '未知命令 {command}',
  "unknown command '{command}' (Did you mean one of {other}?)": '未知命令 {command}（是否要用其中之一：{other}？）',
  "unknown command '{command}' (Did you mean {other}?)": '未知命令 {command}（是否要用 {other}？）',
  "missing required argument '{argument}'": '缺少参数 {argument}',
  "required option '{option}' not specified": '必须给出选项 {option}',
  "option '{option}' argument missing": '选项 {option} 缺少值',
  "option '{option}' cannot be used with option '{other}'": '选项 {option} 不能与选项 {other} 同时使用',
  "option '{option}' argument '{value}' is invalid. {why}": '选项 {option} 的值“{value}”无效：{why}',
  "too many arguments for '{command}'. Expected {expected} argument but got {got}.":
    '{command} 的参数过多：应有 {expected} 个，实际 {got} 个。',
  "too many arguments for '{command}'. Expected {expected} arguments but got {got}.":
    '{command} 的参数过多：应有 {expected} 个，实际 {got} 个。',
  'Allowed choices are {choices}.': '可选值为 {choices}。',
  'It must be a positive whole number of seconds.': '必须是正整数，单位为秒。',
  'It must be the hash that `sdr plan start` printed.': '必须是 `sdr plan start` 打印的哈希。',
  'It must be HOST:PORT, the host an IPv4 address: 0.0.0.0:9464': '必须是 HOST:PORT，主机为 IPv4 地址：0.0.0.0:9464',
  'It must be a port, 0 to 65535.': '必须是端口号，0 至 65535。',
  'It must be an address: https://temporal.example': '必须是网址：https://temporal.example',
  'It must be letters, digits, "_", "." and "-", 64 at most.': '只能包含字母、数字、“_”、“.”和“-”，最长 64 个字符。',
  'a configuration is needed: -X FILE or --json FILE': '需要给出配置：-X FILE 或 --json FILE',
  'which cluster? Give --cluster NAME, -X FILE or --json FILE':
    '哪一个集群？请给出 --cluster NAME、-X FILE 或 --json FILE',
};

/** 用法说明的中文；其中 `{why}` 也按表查找。 */
export const zhUsage = (found: string): string => {
  for (const [pattern, told] of PATTERNS) {
    const match = pattern.exec(found);
    if (match === null) continue;
    const { why, ...places } = match.groups ?? {};
    return told.replaceAll(/\{(\w+)\}/g, (_, place: string) =>
      place === 'why' ? zhUsage(why ?? '') : (places[place] ?? ''),
    );
  }
  return found;
};

const PATTERNS = Object.entries(ZH_USAGE).map(([english, chinese]) => [patternOf(english), chinese] as const);

function patternOf(english: string): RegExp {
  const escaped = english.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)')}$`, 's');
}
