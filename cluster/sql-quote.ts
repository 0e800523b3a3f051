/** Values inside SQL statements: the only place that quotes them. */

/** A string literal, safe whatever standard_conforming_strings says. */
export const sqlLiteral = (text: string): string => {
  if (text.includes('\0')) throw new RangeError('SQL text cannot contain a NUL character');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
};

/** A name of a table, user or slot, as it is written. */
export const sqlIdentifier = (name: string): string => {
  if (name === '' || name.includes('\0'))
    throw new RangeError('an SQL name is not empty and contains no NUL character');
  return `"${name.replaceAll('"', '""')}"`;
};
