/** The verbs a migration's name starts with, from the user's guide. */
export const NAME_VERBS = ['Add', 'Create', 'Update', 'Remove'] as const;

/** Longest accepted action name, in characters; with its stamp the class name stays below 120. */
export const MAX_NAME_LENGTH = 100;

/** `add sales guidance`, `add-sales-guidance`, `ADD_SALES_GUIDANCE`: the same words as `AddSalesGuidance`. */
export function toPascalCase(text: string): string {
  const shouted = !/[a-z]/.test(text);
  const words = (shouted ? text.toLowerCase() : text).split(/[ _-]+/).filter((word) => word !== '');
  const [first = '', ...rest] = words;
  const verb = NAME_VERBS.find((candidate) => candidate.toLowerCase() === first.toLowerCase());
  return [verb ?? capitalize(first), ...rest.map(capitalize)].join('');
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
