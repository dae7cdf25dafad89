/** Finds or fetches what a real Apache Kafka needs: Java 17 or newer, and its libraries through Maven. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../../../deploy/kafka/', import.meta.url));
/** A cold Maven repository fetches about 45 MB of libraries and 10 MB of plug-ins. */
const fetchMsMax = 600_000;

export const kafkaLogging = join(folder, 'log4j2.properties');

const libraries = join(folder, 'target', 'libs');

function areHere(): boolean {
  const found = existsSync(libraries) ? readdirSync(libraries) : [];
  return ['kafka_2.13-', 'log4j-slf4j-impl-'].every((start) => found.some((name) => name.startsWith(start)));
}

/** Whether Kafka can run here; if not, what is missing, in one sentence. */
export async function kafkaAvailable(): Promise<
  { readonly ok: true } | { readonly ok: false; readonly missing: string }
> {
  try {
    const { stderr } = await run('java', ['-version']);
    const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
    if (major < 17)
      return { ok: false, missing: `Apache Kafka needs Java 17 or newer; java is version ${major}` };
  } catch {
    return { ok: false, missing: 'Apache Kafka needs Java 17 or newer, and there is no java on the PATH' };
  }
  if (areHere()) return { ok: true };
  try {
    await run('mvn', ['-v']);
    return { ok: true };
  } catch {
    return { ok: false, missing: 'Apache Kafka is fetched by Maven, and there is no mvn on the PATH' };
  }
}

/** @returns the class path of the broker, fetched when it is not there yet */
export async function kafkaClassPath(): Promise<string> {
  if (!areHere()) {
    const growing = join(folder, 'target', `libs.${process.pid}`);
    mkdirSync(growing, { recursive: true });
    try {
      const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${growing}`];
      await run('mvn', ['--quiet', '--batch-mode', '--file', join(folder, 'pom.xml'), ...goal], {
        timeout: fetchMsMax,
      });
      if (!areHere()) {
        rmSync(libraries, { recursive: true, force: true });
        renameSync(growing, libraries);
      }
    } finally {
      rmSync(growing, { recursive: true, force: true });
    }
  }
  return join(libraries, '*');
}
