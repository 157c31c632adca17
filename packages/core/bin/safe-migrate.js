#!/usr/bin/env node
require('../dist/cli/entry.js')
  .entry(process.argv)
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
