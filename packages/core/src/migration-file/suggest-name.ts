import { MAX_NAME_LENGTH, NAME_VERBS, capitalize, toPascalCase } from './words';

/** Words that people use for one of the four verbs. */
const SYNONYMS: Readonly<Record<string, string>> = {
  Insert: 'Add',
  Introduce: 'Add',
  New: 'Create',
  Make: 'Create',
  Alter: 'Update',
  Change: 'Update',
  Fix: 'Update',
  Migrate: 'Update',
  Modify: 'Update',
  Rename: 'Update',
  Set: 'Update',
  Delete: 'Remove',
  Drop: 'Remove',
};

/** The nearest name that the rule accepts; stamps, folders and file extensions are left to the generator. */
export function suggestName(input: string): string {
  const lastSegment =
    input
      .trim()
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .pop() ?? '';
  const plain = lastSegment
    .replace(/\.[cm]?[jt]s$/i, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<!\d)\d{9,}(?!\d)/g, ' ')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .replace(/^\d+ */, '');
  const pascal = toPascalCase(plain);
  if (pascal === '') return 'AddSalesGuidanceToOpportunity';
  const named = withVerb(pascal).slice(0, MAX_NAME_LENGTH);
  return /\d$/.test(named) ? `${named.slice(0, MAX_NAME_LENGTH - 6)}Change` : named;
}

/** `Adds`, `Created`, `Updating`: the verb in another form. */
const INFLECTED = /^(?:(Add)(?:s|ed|ing)|(Create)[sd]|(Update)[sd]|(Remove)[sd])(?=[A-Z]|$)/;
/** Words that only look as if they began with a verb. */
const LOOKALIKE = /^Add(?:ress|ition|on|end|ict)/;

function withVerb(pascal: string): string {
  const inflected = INFLECTED.exec(pascal);
  const verb = inflected
    ? inflected.slice(1).find((group) => group !== undefined)
    : NAME_VERBS.find((candidate) => pascal.startsWith(candidate) && !LOOKALIKE.test(pascal));
  if (verb !== undefined) {
    const rest = capitalize(pascal.slice(inflected?.[0].length ?? verb.length));
    return verb + (rest === '' ? 'SalesGuidance' : rest);
  }
  const firstWord = /^[A-Z][a-z]*/.exec(pascal)?.[0] ?? '';
  const synonym = SYNONYMS[firstWord];
  return synonym !== undefined && pascal !== firstWord
    ? synonym + pascal.slice(firstWord.length)
    : `Add${pascal}`;
}
