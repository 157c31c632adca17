import { answered, broken, harmful, harmless } from './steps.mjs';

const KINDS = { harmless, answered, harmful, broken };
/** How often a step of a kind is drawn, in a set of that temper. */
const TEMPERS = {
  good: { harmless: 7, answered: 3 },
  mixed: { harmless: 5, answered: 2, harmful: 2, broken: 2 },
  bad: { harmless: 2, answered: 1, harmful: 4, broken: 4 },
};

/** Rules of the review that somebody answers for, by step. */
const ANSWERS = {
  ...{
    dropColumn: ['drop-column'],
    renameTable: ['rename'],
    renameColumn: ['rename'],
    declared: ['overwrite-rows', 'update-without-where'],
  },
  ...{
    deleteOne: ['delete-rows'],
    truncate: ['truncate'],
    update: ['overwrite-rows', 'update-without-where'],
  },
  ...{
    cut: ['type-change-loses-values', 'type-change-rewrites'],
    round: ['type-change-loses-values', 'type-change-rewrites'],
  },
  ...{
    inBlock: ['opaque-code'],
    replaced: ['delete-rows'],
    byTrigger: ['create-trigger'],
    sameValues: ['overwrite-rows', 'update-without-where'],
  },
};

/** A random set of migrations on a schema; the model is what it is when all of them are applied. */
export function randomSet(random, { tables, parent }) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const temper = pick(['good', 'mixed', 'mixed', 'bad']);
  const weights = Object.entries(TEMPERS[temper]).flatMap(([kind, weight]) => Array(weight).fill(kind));
  const migrations = [];
  const wanted = 1 + Math.floor(random() * 3);
  for (let tries = 0; migrations.length < wanted && tries < 40; tries++) {
    const migration = { steps: [], up: [], down: [], changes: [] };
    const size = 1 + Math.floor(random() * 3);
    for (let draws = 0; migration.steps.length < size && draws < 20; draws++) {
      const kind = pick(weights);
      const label = pick(Object.keys(KINDS[kind]));
      if (migration.outside || (migration.steps.length > 0 && /^(con|addL)/.test(label))) continue;
      const step = KINDS[kind][label]({ table: pick(tables), parent, pick, random });
      if (!step) continue;
      const [up, down, more = {}] = step;
      migration.steps.push({ kind, label });
      // Most of what is harmful gets past the review, so that the proof has to find it.
      const allow = kind !== 'harmful' || random() < 0.75 ? (ANSWERS[label] ?? []) : [];
      migration.up.push(...up.map((text) => answer(allow) + statement(text)));
      const answers = down.map((text) => answer(ANSWERS_DOWN[label] ?? []) + statement(text));
      migration.down.unshift(...answers);
      if (more.changes) migration.changes.push(more.changes);
      if (more.outside) migration.outside = true;
    }
    if (migration.steps.length > 0)
      migrations.push({ ...migration, name: `Set${1_800_000_000_000 + migrations.length + 1}` });
  }
  const mode = migrations.some(({ outside }) => outside) ? 'each' : pick(['each', 'each', 'all']);
  const sync = random() < 0.12 ? 'exit 1' : undefined;
  return { migrations, mode, sync, temper };
}

const ANSWERS_DOWN = { seedRows: ['delete-rows'] };

const answer = (rules) =>
  rules
    .map((rule) => `// safe-migrate: allow ${rule} until 2999-12-31 because nothing reads it\n    `)
    .join('');

const statement = (text) =>
  text.startsWith('js:') ? text.slice(3) : `await queryRunner.query(${JSON.stringify(text)});`;

/** The file of a migration. */
export function source({ name, up, down, changes, outside }) {
  return `${changes.map((column) => `/** @Changes('${column}') */\n`).join('')}exports.${name} = class ${name} {
  ${outside ? 'transaction = false;' : ''}
  async up(queryRunner) {
    ${up.join('\n    ')}
  }
  async down(queryRunner) {
    ${down.join('\n    ')}
  }
};\n`;
}
