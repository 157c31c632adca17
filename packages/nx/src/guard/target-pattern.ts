const SPECIAL = /[*|{}()[]/;

/** Whether Nx takes a name in `dependsOn` for a pattern: the characters that it looks for. */
export function isTargetPattern(name: string): boolean {
  return SPECIAL.test(name);
}

/**
 * Whether a target may be meant by a pattern of minimatch. `*` passes over colons: only `/` ends a segment there. What is more than `*`, `?`,
 * `[...]`, `{a,b}` and `@(a|b)` counts as anything: too many targets are looked at, never too few.
 */
export function targetMatcher(pattern: string): (name: string) => boolean {
  const source = pattern
    .replace(/[!+*?]\([^)]*\)/g, '*')
    .split(/(\*+|\?|\[[^\]]*\]|@?[({]|[)}]|[|,])/)
    .map((part) => {
      if (part === '' || part === undefined) return '';
      if (part.startsWith('*')) return '.*';
      if (part === '?') return '.';
      if (part.startsWith('[')) return '.';
      if (/^@?[({]$/.test(part)) return '(?:';
      if (/^[)}]$/.test(part)) return ')';
      if (part === '|' || part === ',') return '|';
      return part.replace(/[.+^$\\\]]/g, '\\$&');
    })
    .join('');
  try {
    const expression = new RegExp(`^(?:${source})$`);
    return (name) => expression.test(name);
  } catch {
    return () => true;
  }
}
