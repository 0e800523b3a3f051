/** A statement of a script, with the number of the line it ends on. */
export interface ScriptStatement {
  readonly text: string;
  readonly line: number;
}

const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\$(\w*)\$[^]*?\$\1\$/y;

/** Splits at semicolons outside of quotes, dollar quotes and comments, as the client does. */
export const splitStatements = (script: string): readonly ScriptStatement[] => {
  const statements: ScriptStatement[] = [];
  let begin = 0;
  for (let at = 0; at < script.length;) {
    QUOTED.lastIndex = at;
    const quoted = QUOTED.exec(script);
    if (quoted !== null) {
      at += quoted[0].length;
    } else if (script[at] === ';') {
      statements.push(cut(script, begin, at + 1));
      begin = at += 1;
    } else {
      at += 1;
    }
  }
  statements.push(cut(script, begin, script.length));
  return statements.filter(({ text }) => text.replace(/;$/, '').trim() !== '');
};

const cut = (script: string, from: number, to: number): ScriptStatement => ({
  text: script.slice(from, to).trim(),
  line: script.slice(0, to).trimEnd().split('\n').length,
});
