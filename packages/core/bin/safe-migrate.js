#!/usr/bin/env node
require('../dist/cli/main.js')
  .main(process.argv)
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
