/**
 * One statement of the catalogue. `setup` runs before it, committed; `outside`: it runs outside a transaction and `watch` names the tables
 * whose lock is looked for; `since` and `until` are majors.
 */
export const entry = (sql, options = {}) => ({ sql, ...options });

/** Many statements under the same options. */
export const all = (list, options = {}) => list.map((sql) => entry(sql, options));
