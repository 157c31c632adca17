import { applyEdits, findNodeAtLocation, modify, parse, parseTree } from 'jsonc-parser';
import type { FormattingOptions, JSONPath, Node } from 'jsonc-parser';

export type { JSONPath };

/** The exact source text of the value at a path, or undefined where there is none. */
export function jsonTextAt(text: string, path: JSONPath): string | undefined {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, path);
  return node && text.slice(node.offset, node.offset + node.length);
}

/**
 * Sets one value and leaves every other character of the file as it was, its neighbours on the same line included. `undefined` removes it.
 */
export function setJsonAt(text: string, path: JSONPath, value: unknown): string {
  const root = parseTree(text);
  if (value === undefined) return root === undefined ? text : without(text, root, path);
  const node = root && findNodeAtLocation(root, path);
  if (root === undefined)
    return applyEdits(text, modify(text, path, value, { formattingOptions: formattingOf(text) }));
  const unit = unitOf(text);
  if (node !== undefined) {
    const written = prettyAt(value, indentAt(text, node.offset), unit, eolOf(text));
    return text.slice(0, node.offset) + written + text.slice(node.offset + node.length);
  }
  return insert(text, root, path, value);
}

/** Takes a value out, with the comma that stood before it, or after it where it was the first. */
function without(text: string, root: Node, path: JSONPath): string {
  const value = findNodeAtLocation(root, path);
  const item = value?.parent?.type === 'property' ? value.parent : value;
  const items = item?.parent?.children ?? [];
  const at = item === undefined ? -1 : items.indexOf(item);
  if (item === undefined || at === -1) return text;
  const [previous, next] = [items[at - 1], items[at + 1]];
  const from = previous === undefined ? item.offset : previous.offset + previous.length;
  const to = previous === undefined && next !== undefined ? next.offset : item.offset + item.length;
  return text.slice(0, from) + text.slice(to);
}

/** Adds a value where there is none, and what has to be there to hold it. */
function insert(text: string, root: Node, path: JSONPath, value: unknown): string {
  const depth = path.findIndex(
    (_, index) => findNodeAtLocation(root, path.slice(0, index + 1)) === undefined,
  );
  const holder = findNodeAtLocation(root, path.slice(0, depth));
  if (holder === undefined || (holder.type !== 'object' && holder.type !== 'array'))
    return applyEdits(text, modify(text, path, value, { formattingOptions: formattingOf(text) }));
  const held = path
    .slice(depth + 1)
    .reduceRight<unknown>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
  const name = holder.type === 'object' ? JSON.stringify(String(path[depth])) : undefined;
  const { children = [] } = holder;
  const end = holder.offset + holder.length;
  const last = children.at(-1);
  const isOnOneLine = last !== undefined && !text.slice(holder.offset, end).includes('\n');
  if (isOnOneLine) {
    const entry = name === undefined ? JSON.stringify(held) : `${name}:${JSON.stringify(held)}`;
    const at = last.offset + last.length;
    return `${text.slice(0, at)},${entry}${text.slice(at)}`;
  }
  const [unit, eol, base] = [unitOf(text), eolOf(text), indentAt(text, holder.offset)];
  const first = children[0];
  const isOwnLine = first !== undefined && /\n[ \t]*$/.test(text.slice(0, first.offset));
  const indent = isOwnLine ? indentAt(text, first.offset) : base + unit;
  const written = prettyAt(held, indent, unit, eol);
  const entry = `${eol}${indent}${name === undefined ? written : `${name}: ${written}`}`;
  if (last === undefined)
    return `${text.slice(0, holder.offset + 1)}${entry}${eol}${base}${text.slice(end - 1)}`;
  const at = last.offset + last.length;
  return `${text.slice(0, at)},${entry}${text.slice(at)}`;
}

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
const unitOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
/** What the line of an offset begins with. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
const prettyAt = (value: unknown, indent: string, unit: string, eol: string): string =>
  JSON.stringify(value, null, unit.startsWith('\t') ? '\t' : unit).replaceAll('\n', eol + indent);

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
  const unit = unitOf(text);
  return {
    insertSpaces: !unit.startsWith('\t'),
    tabSize: unit.startsWith('\t') ? 1 : unit.length,
    eol: eolOf(text),
  };
}
