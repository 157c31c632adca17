const DATABASE = '(?:db|database|schema|pg|postgres)';
const DESTROY = '(?:reset|drop|truncate|wipe|nuke|purge|fresh|destroy|recreate|erase|clear|clean|flush)';
const DESTRUCTIVE_NAME = new RegExp(
  `^(?:[a-z0-9]+[:_-])*(?:${DATABASE}[:_-]?(?:(?:force|hard)[:_-]?)?${DESTROY}|${DESTROY}[:_-]?(?:the[:_-])?(?:all[:_-])?(?:${DATABASE}|tables?|schemas))(?![a-z])(?![:_-]?(?:cache|connection|pool|type|doc|client))`,
  'i',
);
const PREPARING_NAME = new RegExp(
  `^(?:setup|init|initialize|bootstrap|create|provision)[:_.-]?(?:the[:_-])?${DATABASE}(?![a-z])`,
  'i',
);

const SETUP_NAME = new RegExp(`(?:^|[:_-])${DATABASE}[:_-](?:init|setup|bootstrap)(?:$|[:_-])`, 'i');

/** Whether a target, script or program is called like something that destroys a database: `db:reset`, `truncate-db`. */
export function hasDestructiveName(name: string): boolean {
  return DESTRUCTIVE_NAME.test(kebab(name));
}

/** Whether a program is called like something that prepares an empty database: `setup-db`, `initDatabase`. */
export function hasPreparingName(name: string): boolean {
  return PREPARING_NAME.test(kebab(name));
}

/** Whether a target is called like one that sets a database up from nothing: `database:init:prod`, `setup-db`. */
export function hasSetupName(name: string): boolean {
  return hasPreparingName(name) || SETUP_NAME.test(kebab(name));
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2');
}
