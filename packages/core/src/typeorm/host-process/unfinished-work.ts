import { createHook, type AsyncHook } from 'node:async_hooks';

/** What every query makes: the promises that wait for it, and the write to the socket. */
const OF_QUERIES = new Set(['PROMISE', 'TickObject', 'Microtask', 'WRITEWRAP']);

/**
 * Whether code has made anything that calls back on its own later: a timer, a file being read. Where it has not, nothing can come of it
 * after the promises and queries that it made have settled.
 */
export class UnfinishedWork {
  private made = false;
  private readonly hook: AsyncHook;

  /** @param isOurs whether what is made now is made by that code */
  constructor(isOurs: () => boolean) {
    this.hook = createHook({
      init: (_id, type) => {
        if (!this.made && !OF_QUERIES.has(type)) this.made = isOurs();
      },
    }).enable();
  }

  mayFollow(): boolean {
    return this.made;
  }

  stop(): void {
    this.hook.disable();
  }
}
