/** A target or script that a command starts. */
export interface Call {
  /** `nx`: a target. `script`: a script of a package.json. */
  readonly runner: 'nx' | 'script';
  /** As written: `database:reset`, `twenty-server:database:reset:seed`, or a pattern such as `db:*`. */
  readonly name: string;
  /** The project, package or folder that the command names, where it does. */
  readonly owner?: string;
  readonly configuration?: string;
  /** What is passed on to it, as shell text. */
  readonly args: string;
  /** Without a match it is a program of that name: `yarn typeorm` where there is no script `typeorm`. */
  readonly maybeProgram?: boolean;
}

/** Whether a word is a name rather than a flag or a redirection. */
export function isPlain(text: string): boolean {
  return text !== '' && !text.startsWith('-') && !/^\d*[<>]/.test(text);
}

/** Takes `-c x`, `-c=x` or `--configuration=x` out of the words; every value that was given is returned. */
export function takeOption(
  words: readonly string[],
  flags: readonly string[],
): { readonly values: readonly string[]; readonly rest: readonly string[] } {
  const values: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [flag = '', ...value] = word.split('=');
    if (!flags.includes(flag)) rest.push(word);
    else if (value.length > 0) values.push(value.join('='));
    else {
      values.push(words[at + 1] ?? '');
      at += 1;
    }
  }
  return { values, rest };
}

/** Words as shell text again; `--args="x y"` passes `x y` on. */
export function passedOn(words: readonly string[]): string {
  return words
    .filter((word) => word !== '--')
    .map((word) => (word.startsWith('--args=') ? word.slice('--args='.length) : quoteWord(word)))
    .join(' ');
}

/** A word as shell text. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
