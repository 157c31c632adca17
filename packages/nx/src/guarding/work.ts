import type { Tree } from '@nx/devkit';
import type { CommandSource } from '../commands/sources';
import { jsonTextAt, setJsonAt } from '../workspace/json-text';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import type { Change } from './change';
import { ORIGINALS_FILE, recordOriginals } from './originals';
import type { Original } from './originals';

/** The changes of one run of `init`: made in the tree, told to the user, and kept so that they can be undone. */
export class Work {
  readonly done: string[] = [];
  readonly next: string[] = [];
  /** Files that were changed, with what they held before; null for new ones. */
  readonly before = new Map<string, string | null>();
  /** By the folder whose record they belong to, then by place. */
  readonly #originals = new Map<string, Map<string, Original>>();

  constructor(
    readonly tree: Tree,
    private readonly mayEdit: (source: CommandSource) => boolean,
  ) {}

  apply(change: Change | undefined): void {
    if (change === undefined || !this.mayEdit(change.source)) return;
    const { source, edits, line } = change;
    this.remember(source.file);
    const text = readText(this.tree, source.file);
    this.#keep(source.root, {
      file: source.file,
      path: source.path,
      text: jsonTextAt(text, source.path) ?? null,
    });
    this.tree.write(
      source.file,
      edits.reduce((result, { path, value }) => setJsonAt(result, path, value), text),
    );
    this.done.push(...line.split('\n'));
  }

  /** Writes the record of what was replaced. */
  record(): void {
    for (const [root, originals] of this.#originals) {
      this.remember(joinPath(root, ORIGINALS_FILE));
      const file = recordOriginals(this.tree, root, [...originals.values()]);
      this.done.push(`originals are on record in ${file}`);
    }
  }

  /** Keeps what a file holds before it is changed. */
  remember(path: string): void {
    if (!this.before.has(path))
      this.before.set(path, this.tree.isFile(path) ? readText(this.tree, path) : null);
  }

  /** A target may be changed twice; what stood there first is the original. */
  #keep(root: string, original: Original): void {
    const kept = this.#originals.get(root) ?? new Map<string, Original>();
    const place = JSON.stringify([original.file, original.path]);
    if (!kept.has(place)) kept.set(place, original);
    this.#originals.set(root, kept);
  }
}
