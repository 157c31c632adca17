/** Names of types that a shape may use in place of a value. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  any: (value) => value !== undefined,
  object: (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
  array: Array.isArray,
};

/**
 * What of a JSON value is not of a shape: an object needs every key of the shape (and may have more), every item of a list is of the shape's
 * one item, a text names a type (several with `|`), a number, true, false or null is the value itself.
 *
 * @returns one line per difference, as a path
 */
export function shapeDifferences(shape: unknown, value: unknown, path = 'body'): readonly string[] {
  if (typeof shape === 'string') {
    const names = shape.split('|').map((name) => name.trim());
    return names.some((name) => TYPES[name]?.(value))
      ? []
      : [`${path} is ${kindOf(value)} instead of ${shape}`];
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path} is ${kindOf(value)} instead of a list`];
    if (shape.length === 0) return [];
    return value.flatMap((item, index) => shapeDifferences(shape[0], item, `${path}[${index}]`));
  }
  if (shape !== null && typeof shape === 'object') {
    if (!TYPES['object']?.(value)) return [`${path} is ${kindOf(value)} instead of an object`];
    return Object.entries(shape).flatMap(([key, part]) =>
      shapeDifferences(part, (value as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  return shape === value ? [] : [`${path} is not ${String(shape)}`];
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
