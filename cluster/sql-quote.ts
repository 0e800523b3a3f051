/** Values inside SQL statements: the only place that quotes them. */

/** A string literal, safe whatever standard_conforming_strings says. */
export const sqlLiteral = (text: string): string => {
  if (text.includes('\0')) throw new RangeError('SQL text cannot contain a NUL character');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
};
