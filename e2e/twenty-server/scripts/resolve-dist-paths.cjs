/**
 * TypeScript leaves `src/...` imports as they are written, and plain `node` cannot resolve them.
 * After a build, this turns `require("src/x")` in dist into a relative path.
 */
const fs = require('node:fs');
const path = require('node:path');

const dist = path.resolve(__dirname, '..', 'dist');

for (const file of fs.readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.js'))) {
  const full = path.join(dist, file);
  const before = fs.readFileSync(full, 'utf8');
  const after = before.replace(/require\("src\/([^"]+)"\)/g, (_, target) => {
    const relative = path.relative(path.dirname(full), path.join(dist, target)).split(path.sep).join('/');
    return `require("${relative.startsWith('.') ? relative : `./${relative}`}")`;
  });
  if (after !== before) fs.writeFileSync(full, after);
}
