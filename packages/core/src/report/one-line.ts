/** A statement on one line, cut to a length. */
export function oneLine(sql: string, length: number): string {
  const text = sql.replace(/\s+/g, ' ').trim();
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
