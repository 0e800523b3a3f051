/**
 * Whether something from outside is made as this version expects it: a signal cannot be refused, and a file may be of
 * somebody else. What a shape does not name may be there too, as later versions add to it.
 */
export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === 'string';
export const number: Shape = (value) => typeof value === 'number' && Number.isFinite(value);
export const flag: Shape = (value) => typeof value === 'boolean';
/** As `Date` writes and reads it. */
export const time: Shape = (value) => typeof value === 'string' && Number.isFinite(Date.parse(value));
export const oneOf =
  (words: readonly string[]): Shape =>
  (value) =>
    typeof value === 'string' && words.includes(value);
export const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);
export const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
export const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
export const mapOf =
  (shape: Shape): Shape =>
  (value) =>
    isObject(value) && Object.values(value).every(shape);
export const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, shape]) => shape(value[name]));
/** One of several shapes: which one, says that field. */
export const taggedBy =
  (field: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    const tag = isObject(value) ? value[field] : undefined;
    return typeof tag === 'string' && Object.hasOwn(shapes, tag) && shapes[tag]?.(value) === true;
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
