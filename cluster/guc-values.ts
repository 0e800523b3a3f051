/** How `gs_guc` writes values, and how its `check` shows them. */

/** Numbers and switches stay bare, as the original writes them; everything else is a string with doubled quotes. */
export const quoted = (value: string): string => {
  // The file has one line per parameter: the rest of such a value would be read as parameters of its own.
  if (/[\n\r\0]/.test(value)) throw new RangeError('a parameter’s value is one line');
  return /^-?\d+$|^(on|off)$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
};

export const unquoted = (value: string): string | null => {
  if (value === 'NULL') return null;
  const isQuoted = value.length >= 2 && value.startsWith("'") && value.endsWith("'");
  return isQuoted ? value.slice(1, -1).replaceAll("''", "'") : value;
};

/** By node name; {@link EVERYWHERE} when the tool says only that it is the same on all. */
export type GucValues = ReadonlyMap<string, string | null>;

/** No node has such a name. */
export const EVERYWHERE = '*';

/** Undefined when nothing is known of it. */
export const gucValueOn = (values: GucValues, node: string): string | null | undefined =>
  values.has(node) ? values.get(node) : values.get(EVERYWHERE);

/** The first instance's value. Undefined when the answer does not speak of the parameter. */
export const parseCheck = (text: string, parameter: string): string | null | undefined =>
  parseChecks(text, parameter).values().next().value;

const CHECKED = 'gs_guc check: ';
const DETAIL = '    [';

/**
 * With `-D` a line `gs_guc check: NODE: name=value: [FILE]`; with `-N all` only what closes the answer (openGauss,
 * pg_guc.cpp): `    [NODE]  name=value  [FILE]` for each, or `    name=value` where it is set to the same on all. Values
 * stand in single quotes or bare, `NULL` when it is not set.
 */
export const parseChecks = (text: string, parameter: string): GucValues => {
  const lines = text.split('\n');
  const found = [checkedLine, detailLine, sameLine].flatMap((read) =>
    lines.flatMap((line) => read(line, parameter) ?? []),
  );
  return new Map(found.map(({ node, value }) => [node, unquoted(value)]));
};

/** The answer as it would be with other values; a node of which none is known keeps its own. */
export const withValues = (text: string, parameter: string, values: GucValues): string =>
  [
    ...text.split('\n').map((line) => {
      for (const read of [checkedLine, detailLine, sameLine]) {
        const { node, value } = read(line, parameter) ?? {};
        const after = node === undefined ? undefined : gucValueOn(values, node);
        if (value === undefined || after === undefined) continue;
        const at = line.indexOf(`${parameter}=`) + parameter.length + 1;
        return `${line.slice(0, at)}${shownValue(after)}${line.slice(at + value.length)}`;
      }
      return line;
    }),
    // Of those that are told of only together.
    ...[...values].flatMap(([node, value]) =>
      node === EVERYWHERE ? [] : [`${DETAIL}${node}]  ${parameter}=${shownValue(value)}  []`],
    ),
  ].join('\n');

const shownValue = (value: string | null): string => (value === null ? 'NULL' : quoted(value));

type Read = (line: string, parameter: string) => { readonly node: string; readonly value: string } | undefined;

const checkedLine: Read = (line, parameter) =>
  line.startsWith(CHECKED) ? between(line.slice(CHECKED.length), `: ${parameter}=`, ': [') : undefined;

const detailLine: Read = (line, parameter) =>
  line.startsWith(DETAIL) ? between(line.slice(DETAIL.length), `]  ${parameter}=`, '  [') : undefined;

const sameLine: Read = (line, parameter) => {
  const before = `    ${parameter}=`;
  return line.startsWith(before) ? { node: EVERYWHERE, value: line.slice(before.length).trimEnd() } : undefined;
};

/** The node ends where the first mark begins, the value where the last one does. */
const between = (text: string, first: string, last: string): ReturnType<Read> => {
  const [at, end] = [text.indexOf(first), text.lastIndexOf(last)];
  if (at < 0 || end < at + first.length) return undefined;
  return { node: text.slice(0, at), value: text.slice(at + first.length, end) };
};
