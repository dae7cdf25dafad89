/** Packages that a suite needs and the product does not, in a folder of their own: installed on first use, by their own lockfile. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Settings that the outer npm passes on belong to the outer command, except how the registry is reached. */
const npmSetting = /^npm_config_/i;
const aboutTheRegistry =
  /^npm_config_(.*registry|https?_proxy|proxy|noproxy|ca|cafile|cert|key|strict_ssl|cache|userconfig|globalconfig|offline|prefer_offline|fetch_.*|maxsockets|\/\/.*)$/i;
/** npm's first words say why; how it is used comes after. */
const outputCharsMax = 4_000;

/** Time for a first use on a slow line: give it to the hook that calls `installedFolder`. */
export const installMsMax = 600_000;

/**
 * Makes `node_modules` of a folder match its `package-lock.json`, at once when it does already.
 * @throws with the beginning of npm's output
 */
export async function installedFolder(folder: string): Promise<void> {
  const marker = path.join(folder, 'node_modules', '.sallyport-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(folder, 'package-lock.json')))
    .update(`\n${process.platform}-${process.arch}`)
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !npmSetting.test(name) || aboutTheRegistry.test(name)),
  );
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(0, outputCharsMax)));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`npm ci in ${path.basename(folder)} ended with ${code ?? 'a signal'}\n${output}`);
  writeFileSync(marker, wanted);
}
