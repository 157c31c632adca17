import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
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

function formattingOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
