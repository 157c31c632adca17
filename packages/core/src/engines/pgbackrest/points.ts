/** Name of the restore point of a backup: where the copy is compared. */
export const pointOf = (id: string): string => `safe_migrate_${id}`;

/** Name of the restore point just before a run applies its migrations. */
export const beforeApplyOf = (id: string): string => `${pointOf(id)}_before_apply`;
