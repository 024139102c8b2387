// sharp at its defaults behind the line protocol of engine_worker.cc: one thread, no cache, sources in memory.
// CPU is that of the process, in milliseconds, the least of the rounds.
import fs from 'node:fs';
import readline from 'node:readline';
import sharp from 'sharp';

sharp.cache(false);
sharp.concurrency(1);

const FANOUT_SIDES = [150, 300, 600, 1200];
const inside = (side) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
let source;

async function leastCpu(rounds, work) {
  let least = Infinity;
  let result;
  for (let i = 0; i < rounds; ++i) {
    const before = process.cpuUsage();
    result = await work();
    const used = process.cpuUsage(before);
    least = Math.min(least, (used.user + used.system) / 1000);
  }
  return [least, result];
}

async function transform([side, format, quality, rounds, out]) {
  const options = format === 'png' ? {} : { quality: Number(quality) };
  const [cpu, made] = await leastCpu(Number(rounds), () =>
    sharp(source).rotate().resize(inside(Number(side)))[format](options).toBuffer({ resolveWithObject: true }));
  fs.writeFileSync(out, made.data);
  return [cpu, made.data.length, made.info.width, made.info.height];
}

// The best form of the job in sharp: one shrink-on-load decode to 1200 px, then eight pipelines from its pixels.
async function fanout([rounds, out]) {
  const [cpu, all] = await leastCpu(Number(rounds), async () => {
    const { data, info } = await sharp(source).rotate().resize(inside(1200)).raw().toBuffer({ resolveWithObject: true });
    const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
    const one = async (side, format) => {
      const pipeline = side === 1200 ? sharp(data, raw) : sharp(data, raw).resize(inside(side));
      return [`${side}.${format}`, await pipeline[format]({ quality: 80 }).toBuffer()];
    };
    return Promise.all(FANOUT_SIDES.flatMap((side) => [one(side, 'jpeg'), one(side, 'webp')]));
  });
  let bytes = 0;
  for (const [name, file] of all) {
    fs.writeFileSync(`${out}-${name}`, file);
    bytes += file.length;
  }
  return [cpu, bytes];
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.split('\t');
  let answer = [];
  if (command === 'source') source = fs.readFileSync(rest[0]);
  if (command === 'transform') answer = await transform(rest);
  if (command === 'fanout') answer = await fanout(rest);
  console.log(answer.join('\t'));
}
