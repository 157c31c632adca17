import { Host } from './host';

/** The process of a project that is started before the rest of the program is loaded: they load beside each other. */
export class HostAhead {
  private readonly abandoned = new AbortController();
  private readonly starting: ReturnType<typeof Host.start>;

  constructor(
    private readonly projectRoot: string,
    private readonly dataSource: string,
  ) {
    this.starting = Host.start(projectRoot, dataSource, this.abandoned.signal);
    // Told where it is asked for, which is later.
    this.starting.catch(() => undefined);
  }

  /** The one that was started, where it is of this data source. */
  take(projectRoot: string, dataSource: string): ReturnType<typeof Host.start> {
    const isIt = projectRoot === this.projectRoot && dataSource === this.dataSource;
    return isIt ? this.starting : Host.start(projectRoot, dataSource);
  }

  /** Ends it at once, where anybody still needs it or not. */
  abandon(): void {
    this.abandoned.abort();
  }
}
