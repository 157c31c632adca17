import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEEDS, type Scene } from './deeds';
import { content, isLost, kept, refill, shellIn, type Kept, type Lane } from './lane';
import type { Way } from './ways';

/** What a lane made of a way. */
export interface Tried {
  readonly kept: Kept;
  readonly said: string;
}

/** The command line that stands for a way, and where it is typed; undefined where only its deed can be done. */
export function lineOf({
  nx,
  script,
  typed,
  command,
}: Way): { readonly line: string; readonly at: 'root' | 'server' } | undefined {
  if (typed !== undefined) return { line: typed, at: typed.includes('npx nx run ') ? 'root' : 'server' };
  if (nx !== undefined) return { line: `nx ${nx}`, at: 'root' };
  if (script !== undefined || command.startsWith('npx typeorm')) return { line: command, at: 'server' };
  return undefined;
}

/** Tries ways one after the other in a lane, each against a database that is as it was filled. */
export class Trial {
  private before: string | undefined;

  constructor(
    readonly lane: Lane,
    private readonly seal?: (scene: Scene) => Promise<void>,
  ) {}

  /** Through the shell, as it is typed; else the deed by itself. */
  async try(way: Way): Promise<Tried> {
    const { lane } = this;
    if (this.before === undefined) {
      await refill(lane, this.seal);
      this.before = await content(lane.scene);
    }
    const before = this.before;
    const typed = lineOf(way);
    const { said } =
      typed === undefined
        ? await deed(way, lane.scene)
        : await shellIn(
            typed.line,
            typed.at === 'root' ? lane.workspace.root : lane.scene.server,
            lane.env,
            () => isLost(lane.scene, before),
          );
    const left = await kept(lane.scene, before);
    if (left !== 'all') this.before = undefined;
    for (const file of readdirSync(lane.workspace.root).filter((name) => name.endsWith('.log')))
      rmSync(join(lane.workspace.root, file));
    return { kept: left, said };
  }
}

async function deed(way: Way, scene: Scene): Promise<{ readonly said: string }> {
  const act = (DEEDS as Partial<Record<string, (scene: Scene) => Promise<{ said: string }>>>)[way.deed];
  if (act === undefined) throw new Error(`nothing does "${way.deed}" by itself`);
  return act(scene);
}
