#!/usr/bin/env node
// The npm compiler behind the command line of native solc, as far as py-solc-x and forge use it: `--version`, and standard
// JSON from stdin to stdout. Imports that are not in the input come from node_modules. Nothing is downloaded.
'use strict';
const fs = require('fs');
const path = require('path');
const solc = require(path.join(__dirname, 'node_modules', 'solc'));

if (process.argv.includes('--version')) {
  // Callers look for the shape of a native build's version.
  console.log('solc, the solidity compiler commandline interface');
  console.log('Version: ' + solc.version().replace('Emscripten.clang', 'Linux.g++'));
  process.exit(0);
}

const modules = path.join(__dirname, 'node_modules');
function readImport(name) {
  const file = path.resolve(modules, name);
  if (!file.startsWith(modules + path.sep) || !fs.existsSync(file)) return { error: 'not found: ' + name };
  return { contents: fs.readFileSync(file, 'utf8') };
}

process.stdout.write(solc.compile(fs.readFileSync(0, 'utf8'), { import: readImport }));
