import { applyEdits, findNodeAtLocation, modify, parse, parseTree } from 'jsonc-parser';
import type { FormattingOptions, JSONPath } from 'jsonc-parser';

export type { JSONPath };

/** The exact source text of the value at a path, or undefined where there is none. */
export function jsonTextAt(text: string, path: JSONPath): string | undefined {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, path);
  return node && text.slice(node.offset, node.offset + node.length);
}

/** Sets one value and leaves every other character of the file as it was. `undefined` removes it. */
export function setJsonAt(text: string, path: JSONPath, value: unknown): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: formattingOf(text) }));
}

/** Removes a value; an object or list that has nothing left is written as `{}` or `[]`. */
export function removeJsonAt(text: string, path: JSONPath): string {
  const removed = setJsonAt(text, path, undefined);
  const holder = path.slice(0, -1);
  const rest = jsonTextAt(removed, holder)?.replace(/^([{[])\s*([}\]])$/, '$1$2');
  return rest === '{}' || rest === '[]' ? setJsonTextAt(removed, holder, rest) : removed;
}

/** Puts source text where a value stands, character by character; where there is none, the value is added first. */
export function setJsonTextAt(text: string, path: JSONPath, source: string): string {
  const added = jsonTextAt(text, path) === undefined ? setJsonAt(text, path, parse(source)) : text;
  const root = parseTree(added);
  const node = root && findNodeAtLocation(root, path);
  if (node === undefined) return added;
  return added.slice(0, node.offset) + source + added.slice(node.offset + node.length);
}

function formattingOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
