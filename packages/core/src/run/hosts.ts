import { availableParallelism } from 'node:os';
import type { Settings } from '../settings/settings';
import { Host } from '../typeorm/host';
import type { LoadedDataSource } from '../typeorm/protocol';
import type { Command } from './record';

/** A process that has loaded the project. */
export interface StartedHost {
  readonly host: Host;
  readonly loaded: LoadedDataSource;
}

/** The commands whose migrations are tried on a scratch database first, in a process of their own. */
const TRIES: readonly Command[] = ['run', 'plan', 'rehearse'];

/**
 * The processes that load the project: one for the live database, and one for trials, so that what a trial leaves in the user's modules never
 * reaches the live run. Loading is the dearest part of a small run: both are started as soon as their file is known, side by side where the
 * machine can do two things at once, and the rest of the program loads meanwhile.
 */
export class Hosts {
  readonly live: Promise<StartedHost>;
  private trial: Promise<StartedHost> | undefined;
  private readonly abandoned = new AbortController();

  constructor(
    private readonly settings: Pick<Settings, 'projectRoot' | 'dataSource'>,
    command: Command,
  ) {
    this.live = this.start();
    if (TRIES.includes(command) && availableParallelism() > 1) void this.trials();
  }

  /** The one for trials; it may still be starting. */
  trials(): Promise<StartedHost> {
    return (this.trial ??= this.start(this.abandoned.signal));
  }

  /** Ends both, at the same time. A trial is disposable: it is not waited for. */
  async close(): Promise<void> {
    this.abandoned.abort();
    await this.live.then(({ host }) => host.close()).catch(() => undefined);
  }

  /** Ends the one for trials at once, whatever it does. */
  readonly abandon = (): void => this.abandoned.abort();

  private start(abandoned?: AbortSignal): Promise<StartedHost> {
    const starting = Host.start(this.settings.projectRoot, this.settings.dataSource, abandoned);
    // Told where it is waited for, which is later.
    starting.catch(() => undefined);
    return starting;
  }
}
