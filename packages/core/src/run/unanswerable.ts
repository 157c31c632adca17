/** Findings that no acknowledgement lets through a run: what is proven before COMMIT would refuse them, or could not see them. */
export const UNANSWERABLE: ReadonlyMap<string, string> = new Map([
  [
    'write-system-catalog',
    'An acknowledgement does not help: the proof before COMMIT trusts the system catalog.',
  ],
]);

/** Findings of which an acknowledgement says that something may be dropped: in a run it goes to escrow first. */
export const DROPS: ReadonlySet<string> = new Set(['drop-table', 'drop-column', 'drop-and-add-column']);
