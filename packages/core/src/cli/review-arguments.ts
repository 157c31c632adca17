/** The options of `review` that take a value, by the way they are typed. */
const VALUES = ['schema', 'pg', 'transaction', 'format', 'threshold', 'operation', 'compatibility'];

/**
 * Reads the arguments of `review --sql ...` where they are spelled out plainly, as the full command line parser would, without the time
 * that it takes to load.
 *
 * @param argv what stands behind `review`
 * @returns null for whatever is not as plain as that: help, a project, an unknown or a repeated option, `--name=value`
 */
export function plainArguments(argv: readonly string[]): Readonly<Record<string, unknown>> | null {
  const given: Record<string, unknown> = {};
  for (let at = 0; at < argv.length; at += 1) {
    const name = argv[at]?.startsWith('--') === true ? argv[at]?.slice(2) : undefined;
    if (name === undefined || given[name] !== undefined) return null;
    const following = argv.findIndex((each, index) => index > at && each.startsWith('-'));
    const values = argv.slice(at + 1, following === -1 ? argv.length : following);
    if (name === 'sql' && values.length > 0) given['sql'] = values;
    else if (name === 'independent' && values.length === 0) given['independent'] = true;
    else if (name === 'no-cache' && values.length === 0) given['cache'] = false;
    else if (VALUES.includes(name) && values.length === 1) given[name] = values[0];
    else return null;
    at += values.length;
  }
  return given['sql'] === undefined ? null : given;
}
