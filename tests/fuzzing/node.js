// Lines of JSON in ({id, how, data in base64, type}), lines of JSON out: the texts that Node gets.
'use strict';
const readline = require('node:readline');

function strings(value, out) {
  if (typeof value === 'string') out.push(value);
  else if (Array.isArray(value)) for (const inner of value) strings(inner, out);
  else if (value && typeof value === 'object')
    for (const [name, inner] of Object.entries(value)) { out.push(name); strings(inner, out); }
  return out;
}

function attempt(make) {
  try { return make(); } catch { return []; }
}

const text = (data, label) => new TextDecoder(label || 'utf-8').decode(data);

const HOW = {
  json: (data) => strings(JSON.parse(text(data)), []),
  form: (data) => [...new URLSearchParams(data.toString('utf8'))].flat(),
  charset: (data, label) => [text(data, label)],
  base64: (data) => [text(Buffer.from(data.toString('utf8'), 'base64'))],
  percent: (data) => [decodeURIComponent(data.toString('utf8'))],
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = JSON.parse(line);
  const found = attempt(() => HOW[asked.how](Buffer.from(asked.data, 'base64'), asked.type));
  process.stdout.write(JSON.stringify(found.map((s) => s.toWellFormed())) + '\n');
});
