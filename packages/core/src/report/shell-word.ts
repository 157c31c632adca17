/** A name as it is typed in a shell: names are data there too, in a command that somebody copies. */
export function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
