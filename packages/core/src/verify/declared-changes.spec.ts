import { declaredIn, isDeclaredName, parseDeclared } from './declared-changes';

test('reads tags with any quotes, anywhere in the source', () => {
  expect(parseDeclared(`/** @Changes('a.b') */ x; // @Changes( "c.d" )\n * @Changes(\`core.e.f\`)`)).toEqual([
    'a.b',
    'c.d',
    'core.e.f',
  ]);
  expect(parseDeclared(`@Changes(a.b) @Changes('') @changes('a.b') @Changes('a.b")`)).toEqual([]);
});

test('a file that is missing declares nothing', () => {
  expect(declaredIn(undefined)).toEqual([]);
  expect(declaredIn('/nowhere/x.ts')).toEqual([]);
});

test('names are exact, with or without the schema', () => {
  expect(isDeclaredName(['person.email'], 'core.person', 'email')).toBe(true);
  expect(isDeclaredName(['core.person.email'], 'core.person', 'email')).toBe(true);
  expect(isDeclaredName(['other.person.email'], 'core.person', 'email')).toBe(false);
  expect(isDeclaredName(['person.Email'], 'core.person', 'email')).toBe(false);
  expect(isDeclaredName(['person'], 'core.person', 'email')).toBe(false);
});
