import type { FinalPart } from '@safe-migrate/hazards';

/** Two schemas, as `dumpSchema` writes them. */
export interface Schemas {
  readonly before: string;
  readonly after: string;
}

/**
 * The same two schemas without what migrations leave for good: a constraint that was `NOT VALID` is compared by its definition, a label that
 * was added to an enum type is left out, and so is an extension. Everything else, of the same table and type too, stays to be compared.
 *
 * @param parts what the statements of `up()` validated and added
 */
export function butForFinal(schemas: Schemas, parts: readonly FinalPart[]): Schemas {
  return parts.reduce(
    (done, part) =>
      part.kind === 'label'
        ? withoutLabel(done, part)
        : part.kind === 'extension'
          ? withoutExtension(done, part)
          : withoutValidity(done, part),
    schemas,
  );
}

type Of<Kind extends FinalPart['kind']> = Extract<FinalPart, { kind: Kind }>;

function withoutLabel({ before, after }: Schemas, { type, label }: Of<'label'>): Schemas {
  const block = new RegExp(`^(CREATE TYPE ${named(type)} AS ENUM \\(\\n)([^]*?)(^\\);)`, 'm');
  const line = `    '${label.replaceAll("'", "''")}'`;
  const labels = block.exec(before)?.[2]?.split(/,?\n/) ?? [];
  if (labels.includes(line)) return { before, after };
  return {
    before,
    after: after.replace(block, (_, head: string, body: string, end: string) => {
      const left = body.split(/,?\n/).filter((each) => each !== '' && each !== line);
      return `${head}${left.join(',\n')}${left.length > 0 ? '\n' : ''}${end}`;
    }),
  };
}

/** One that was there before is not what the migration leaves. */
function withoutExtension({ before, after }: Schemas, { name }: Of<'extension'>): Schemas {
  const words = regExpOf(quoted(name));
  const lines = new RegExp(
    `^(?:CREATE EXTENSION IF NOT EXISTS|COMMENT ON EXTENSION) ${words} [^]*?;(?:\\n|$)`,
    'gm',
  );
  return lines.test(before) ? { before, after } : { before, after: after.replace(lines, '') };
}

/** pg_dump writes a constraint that is not valid behind its table, a valid CHECK inside, a valid NOT NULL beside its column. */
function withoutValidity(schemas: Schemas, { table, constraint }: Of<'validated'>): Schemas {
  const name = regExpOf(quoted(constraint));
  const apart = new RegExp(
    `^(ALTER (?:FOREIGN )?TABLE (?:ONLY )?)(${named(table)})\\n    ADD CONSTRAINT (${name}) (.*?)( NOT VALID)?;(?:\\n|$)`,
    'm',
  );
  const [, , owner = '', , definition = '', isInvalid] = apart.exec(schemas.before) ?? [];
  if (isInvalid === undefined) return schemas;
  const comment = new RegExp(`^COMMENT ON CONSTRAINT ${name} ON ${regExpOf(owner)} IS .*;(?:\\n|$)`, 'm');
  const block = new RegExp(`^(CREATE [^\\n]*TABLE ${regExpOf(owner)} [^]*?)(^\\)[^\\n]*)`, 'm');
  const notNull = /^NOT NULL ("(?:[^"]|"")*")/.exec(definition)?.[1];
  const side = (schema: string): string => {
    const found: string[] = [];
    const said: string[] = [];
    const text = schema
      .replace(apart, (_, _head, _table, _name, words: string) => {
        found.push(words);
        return '';
      })
      .replace(comment, (line) => {
        said.push(line.trim());
        return '';
      })
      .replace(block, (_, body: string, end: string) => {
        const lines = body.split('\n').flatMap((line) => {
          const bare = line.replace(/,$/, '');
          const inside = new RegExp(`^    CONSTRAINT ${name} (.*)$`).exec(bare)?.[1];
          if (inside !== undefined) found.push(inside);
          if (inside !== undefined || line === '') return [];
          if (notNull === undefined || !bare.startsWith(`    ${notNull} `)) return [bare];
          const plain = bare.replace(new RegExp(`(?: CONSTRAINT ${name})? NOT NULL`), '');
          if (plain !== bare) found.push(definition);
          return [plain];
        });
        return `${lines.join('\n')}\n${end}`;
      });
    const moved = found.map((words) => `ALTER TABLE ${owner} ADD CONSTRAINT ${quoted(constraint)} ${words};`);
    return [text.trimEnd(), ...moved, ...said].join('\n');
  };
  return { before: side(schemas.before), after: side(schemas.after) };
}

/** A name in a dump whose identifiers are all quoted; one without a schema is found in any. */
function named({ schema, name }: { readonly schema?: string; readonly name: string }): string {
  return `${schema === undefined ? '"(?:[^"]|"")*"' : regExpOf(quoted(schema))}\\.${regExpOf(quoted(name))}`;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const regExpOf = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
