/** Files of `name = value  # comment` lines: postgresql.conf of a datanode, cm_server.conf, cm_agent.conf. */
const LINE = /^(\s*)(#?)\s*([A-Za-z_]\w*)\s*=\s*('(?:[^']|'')*'|[^#\s]*)(.*)$/;

/** The value in force, as written (with its quotes); undefined when unset or commented out. The last line wins. */
export const parameter = (text: string, name: string): string | undefined =>
  text
    .split('\n')
    .map((line) => LINE.exec(line))
    .findLast((match) => match?.[3] === name && match[2] === '')?.[4];

/** All values in force. */
export const parameters = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const match = LINE.exec(line);
      return match?.[3] !== undefined && match[2] === '' ? [[match[3], match[4] ?? '']] : [];
    }),
  );

/** The text with the parameter set (in its own line, commented or not, else at the end), or commented out. */
export const withParameter = (text: string, name: string, value: string | null): string => {
  const lines = text.split('\n');
  const isFor = (wanted: '' | '#') => (line: string) => {
    const match = LINE.exec(line);
    return match?.[3] === name && match[2] === wanted;
  };
  const inForce = lines.findLastIndex(isFor(''));
  const at = inForce >= 0 ? inForce : lines.findLastIndex(isFor('#'));
  const comment = at >= 0 ? (LINE.exec(lines[at] ?? '')?.[5] ?? '') : '';
  if (value === null) return inForce < 0 ? text : lines.with(inForce, `#${lines[inForce] ?? ''}`).join('\n');
  const line = `${name} = ${value}${comment}`;
  return at >= 0 ? lines.with(at, line).join('\n') : `${text.replace(/\n*$/, '\n')}${line}\n`;
};

export const unquoted = (value: string): string =>
  /^'.*'$/s.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value;
