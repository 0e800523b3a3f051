import stringWidth from 'string-width';

const OPENING = '（“《';
const CLOSING = '，。；：、！？）”》…';
/** A Chinese character or a word, with the marks that must not be parted from it, and the blanks before. */
const PIECES = new RegExp(
  String.raw`\s*[${OPENING}]*(?:\p{Script=Han}|[^\s\p{Script=Han}${OPENING}${CLOSING}]+|(?=[${CLOSING}]))[${CLOSING}]*|\s*[${OPENING}]+`,
  'gu',
);

/** Lines of this width at most: broken at blanks, and between Chinese characters, which have no blanks between them. */
export const wrapped = (text: string, width: number): string =>
  text
    .split('\n')
    .flatMap((line) => brokenAt(line, width))
    .join('\n');

const brokenAt = (line: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let last = '';
  for (const [piece] of line.matchAll(PIECES)) {
    if (last === '' || stringWidth(last + piece) <= width) last += piece;
    else {
      lines.push(last);
      last = piece.trimStart();
    }
  }
  return [...lines, last];
};
