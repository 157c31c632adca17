/** Nx hands a sync generator no options. */
export type SyncGeneratorSchema = Readonly<Record<never, never>>;
