import { splitText } from '../files/split';

/** The comments of an SQL text, in order and without their markers. `offset` is the UTF-16 index at which one begins. */
export const sqlComments = (sql: string): readonly { readonly text: string; readonly offset: number }[] =>
  splitText(sql).comments.map(({ text, start }) => ({ text, offset: start }));
