import { isTargetPattern, targetMatcher } from './target-pattern';

describe('patterns of dependsOn', () => {
  it.each([
    ['db*', 'db:reset', true],
    ['db:*', 'db:reset:hard', true],
    ['*reset', 'db:reset', true],
    ['{wipe,drop}', 'drop', true],
    ['db:{wipe,drop}*', 'db:drop:all', true],
    ['@(wipe|drop)', 'wipe', true],
    ['w[ia]pe', 'wipe', true],
    ['w?pe*', 'wipe', true],
    ['+(wipe)', 'wipe', true],
    ['!(build)', 'wipe', true],
    ['(wipe', 'wipe', true],
    ['{wipe,drop}', 'swipe', false],
    ['db*', 'build', false],
    ['a.c*', 'abc', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect([isTargetPattern(pattern), targetMatcher(pattern)(name)]).toEqual([true, expected]);
  });

  it('a plain name is none', () => {
    expect(['build', 'db:reset', 'a?b', 'a.b-c'].map(isTargetPattern)).toEqual([false, false, false, false]);
  });
});
