/** What must be closed when something ends, however it ends. */
export class Closers {
  private readonly registered: (() => Promise<void> | void)[] = [];
  private closing: Promise<void> | undefined;

  /** Registers one; the last one registered closes first. */
  readonly atEnd = (close: () => Promise<void> | void): void => {
    this.registered.unshift(close);
  };

  /** Closes all, one after the other. One that fails keeps none of the others from it: there is nobody left to tell. Idempotent. */
  close(): Promise<void> {
    return (this.closing ??= this.closeAll());
  }

  private async closeAll(): Promise<void> {
    for (const close of this.registered)
      await Promise.resolve()
        .then(close)
        .catch(() => undefined);
  }
}
