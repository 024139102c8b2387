// sharp's encoders, for comparison.py: peer.js FOLDER FORMAT ENCODERS, where ENCODERS is JSON of names and their options, reads lines
// "PICTURE.ppm ROUNDS QUALITY..." and answers each with a line of JSON: per encoder and quality the least CPU milliseconds and the
// file, which it leaves in FOLDER.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const sharp = require('sharp');

sharp.concurrency(1);
sharp.cache(false);
const [folder, format] = process.argv.slice(2);
const encoders = JSON.parse(process.argv[4]);

function readPpm(file) {
  const bytes = fs.readFileSync(file);
  const [, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.subarray(0, 64).toString('latin1')).map(Number);
  return { pixels: bytes.subarray(bytes.length - width * height * 3), raw: { width, height, channels: 3 } };
}

async function measure(picture, options, rounds) {
  let least = Infinity;
  let file;
  for (let i = 0; i < rounds; ++i) {
    const start = process.cpuUsage();
    file = await sharp(picture.pixels, { raw: picture.raw })[format](options).toBuffer();
    const spent = process.cpuUsage(start);
    least = Math.min(least, (spent.user + spent.system) / 1000);
  }
  return { ms: least, file };
}

async function answer(line) {
  const [file, rounds, ...qualities] = line.split(' ');
  const picture = readPpm(file);
  const results = [];
  for (const [encoder, options] of Object.entries(encoders)) {
    for (const quality of qualities.map(Number)) {
      const made = await measure(picture, { ...options, quality }, Number(rounds));
      const at = path.join(folder, `${encoder}-${quality}.${format}`);
      fs.writeFileSync(at, made.file);
      results.push({ encoder, quality, ms: made.ms, file: at });
    }
  }
  console.log(JSON.stringify(results));
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) await answer(line);
})();
