// sharp on one photo, as lines "job milliseconds bytes": CPU of the process, least of a few rounds, one thread.
const fs = require('fs');
const sharp = require('sharp');

const ROUNDS = 5;
sharp.concurrency(1);
sharp.cache(false);

async function report(job, work) {
  let least = Infinity;
  let bytes = 0;
  for (let i = 0; i < ROUNDS; ++i) {
    const before = process.cpuUsage();
    bytes = (await work()).length;
    const used = process.cpuUsage(before);
    least = Math.min(least, (used.user + used.system) / 1000);
  }
  console.log(`${job} ${least.toFixed(2)} ${bytes}`);
}

(async () => {
  const file = fs.readFileSync(process.argv[2]);
  const box = { width: 600, height: 600, fit: 'inside' };
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels }, limitInputPixels: false };
  await report('resize', () => sharp(data, raw).resize(box).raw().toBuffer());
  const small = await sharp(data, raw).resize(box).raw().toBuffer({ resolveWithObject: true });
  const smallRaw = { raw: { width: small.info.width, height: small.info.height, channels: small.info.channels } };
  await report('encode', () => sharp(small.data, smallRaw).png().toBuffer());
  await report('whole', () => sharp(file).resize(box).png().toBuffer());
})();
