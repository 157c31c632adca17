import type { Tree } from '@nx/devkit';
import type { CommandSource } from '../commands/sources';
import { setJsonAt } from '../workspace/json-text';
import type { JSONPath } from '../workspace/json-text';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import type { Change } from './change';
import { ORIGINALS_FILE, originalAt, recordOriginals } from './originals';
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
    this.edit(source.root, source.file, source.path, edits);
    this.done.push(...line.split('\n'));
  }

  /** Sets values in a JSON file and keeps what stood at `path`, in the record of the folder `root`. */
  edit(root: string, file: string, path: JSONPath, edits: Change['edits']): void {
    this.#remember(file);
    const text = readText(this.tree, file);
    this.#keep(root, originalAt(text, file, path));
    this.tree.write(
      file,
      edits.reduce((result, edit) => setJsonAt(result, edit.path, edit.value), text),
    );
  }

  /** Adds text at the end of a file of the workspace's own, e.g. .gitignore. */
  append(file: string, text: string): void {
    this.#keep('.', { file, path: [], text: null, appended: text });
    this.tree.write(file, readText(this.tree, file) + text);
  }

  /** Writes the record of what was replaced. */
  record(): void {
    for (const [root, originals] of this.#originals) {
      this.#remember(joinPath(root, ORIGINALS_FILE));
      const file = recordOriginals(this.tree, root, [...originals.values()]);
      this.done.push(`originals are on record in ${file}`);
    }
  }

  #remember(path: string): void {
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
