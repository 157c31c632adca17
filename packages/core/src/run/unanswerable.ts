const MUST_STAY =
  'An acknowledgement does not help: a run commits only when every table and column that existed is still there.';

/** Findings that no acknowledgement lets through a run: what is proven before COMMIT would refuse them, or could not see them. */
export const UNANSWERABLE: ReadonlyMap<string, string> = new Map([
  ['drop-table', MUST_STAY],
  ['drop-column', MUST_STAY],
  ['drop-and-add-column', MUST_STAY],
  [
    'write-system-catalog',
    'An acknowledgement does not help: the proof before COMMIT trusts the system catalog.',
  ],
]);
