import { stringsIn, valueOfKey, withoutComments, withoutStrings } from './code-text';

describe('source text', () => {
  it('loses its comments and keeps strings that look like them', () => {
    expect(withoutComments("a('src/**/*.ts'); // b\n/* c\n */ d(`//x`)")).toBe(
      "a('src/**/*.ts');  \n  d(`//x`)",
    );
  });

  it('loses its strings', () => {
    expect(withoutStrings(`a('new B()', "c\\"d", \`e\`) // 'f'`)).toBe("a('', \"\", ``) // ''");
  });

  it('is not led astray by a quote that opens nothing', () => {
    expect(withoutStrings(`const q = /"/;\nnew DataSource({ a: "b" })`)).toBe(
      'const q = /"/;\nnew DataSource({ a: "" })',
    );
  });

  it('gives its strings', () => {
    expect(stringsIn(`['a', "b\\"c", \`\${d}e\`]`)).toEqual(['a', 'b\\"c', '${d}e']);
  });

  it.each([
    ["{ schema: 'core', x: 1 }", "'core'"],
    ['{ "schema": process.env.S ?? f(1, 2) }', 'process.env.S ?? f(1, 2)'],
    ['const schema = "core";\nnew DataSource({ schema })', '"core"'],
    ['const s: string = `core`;\nnew DataSource({ schema: s })', '`core`'],
    ['{ schema: imported }', 'imported'],
    ["{ schema: a ? ['x,y'] : [')'], z }", "a ? ['x,y'] : [')']"],
    ['{ other: 1 }', undefined],
  ])('%s', (code, value) => {
    expect(valueOfKey(code, 'schema')).toBe(value);
  });
});
