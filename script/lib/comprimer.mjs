// Writes FILE.br and FILE.gz beside every text or wasm file of a folder, so that
// the server sends them as they are instead of compressing at each request.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [, , folder] = process.argv;
if (!folder) {
  console.error(`usage: node ${fileURLToPath(import.meta.url)} FOLDER`);
  process.exit(2);
}
const MIN_BYTES = 1024;
const TEXT = /\.(css|html|ico|js|json|map|mjs|svg|ttf|txt|wasm|webmanifest|xml)$/;
const cache = join(dirname(folder), "comprime");
const br = promisify(brotliCompress);
const gz = promisify(gzip);
const used = new Set();

async function compress(file) {
  const bytes = await readFile(file);
  if (bytes.length < MIN_BYTES) return 0;
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  used.add(hash);
  const key = join(cache, hash);
  if (!(await stat(`${key}.gz`).catch(() => null))) {
    await writeFile(`${key}.br`, await br(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 22,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }));
    await writeFile(`${key}.gz`, await gz(bytes, { level: 9 }));
  }
  await copyFile(`${key}.br`, `${file}.br`);
  await copyFile(`${key}.gz`, `${file}.gz`);
  return 1;
}

await mkdir(cache, { recursive: true });
const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((e) => e.isFile() && TEXT.test(e.name))
  .map((e) => join(e.parentPath ?? e.path, e.name));
let done = 0;
const next = files.values();
await Promise.all(Array.from({ length: 4 }, async () => {
  for (const file of next) done += await compress(file);
}));
for (const name of await readdir(cache)) {
  if (!used.has(name.slice(0, 32))) await rm(join(cache, name));
}
console.log(`${done} files compressed out of ${files.length}`);
