/** Holds every import of every source file to the table of boundaries. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { coreMayNotReach, zones, type Zone } from './boundaries.js';
import { effectsOf, importsOf, sources, type Import } from './imports.js';

const root = path.resolve(import.meta.dirname, '../..').replace(/\/test\/dist$/, '');

function expand(folder: string): string[] {
  const [before, after] = folder.split('*');
  if (before === undefined || after === undefined) return [folder];
  return readdirSync(path.join(root, before))
    .map((name) => `${before}${name}${after}`)
    .filter((name) => existsSync(path.join(root, name)));
}

const folders = zones.flatMap((zone) => expand(zone.folder).map((folder) => ({ folder, zone })));
const zoneOf = (file: string): Zone | undefined =>
  folders.find(({ folder }) => file.startsWith(`${folder}/`))?.zone;
const packageOf = (file: string): string => /^(?:libs|services|deploy)\/[^/]+|^test/.exec(file)?.[0] ?? '';
const isTest = (file: string): boolean =>
  /\.(spec|e2e|bench)\.ts$|\/fixtures\//.test(file) || file.startsWith('libs/testkit/');

function complaint(item: Import, zone: Zone): string | undefined {
  const at = `${item.file}:${item.line} imports ${item.specifier}`;
  if (item.target !== undefined) {
    if (packageOf(item.target) !== packageOf(item.file)) return `${at}: a relative path into another package`;
    if (zone.folder === 'services/*/src/core' && !isTest(item.file)) {
      const reached = /^services\/[^/]+\/src\/([^/]+)\//.exec(item.target)?.[1];
      if (reached !== undefined && (coreMayNotReach as readonly string[]).includes(reached))
        return `${at}: the core reaches ${reached}/`;
    }
    return undefined;
  }
  if (item.specifier.startsWith('@sallyport/')) {
    if (
      item.specifier.startsWith('@sallyport/testkit/') &&
      !isTest(item.file) &&
      !item.file.startsWith('deploy/') &&
      !item.file.startsWith('test/')
    ) {
      return `${at}: the testkit is for tests and the local launcher`;
    }
    return zone.own.some((prefix) => item.specifier.startsWith(prefix)) ? undefined : `${at}: ${zone.why}`;
  }
  if (isTest(item.file)) return undefined;
  const allowed =
    zone.npm.includes('*') ||
    zone.npm.some((name) => item.specifier === name || item.specifier.startsWith(`${name}/`));
  return allowed ? undefined : `${at}: not among the packages this zone may use`;
}

describe('boundaries', () => {
  const files = ['libs', 'services', 'deploy/local/src', 'test'].flatMap((folder) => sources(root, folder));
  const imports = files.flatMap((file) => importsOf(root, file));

  it('judges every source file, in every zone', () => {
    expect(files.filter((file) => zoneOf(file) === undefined)).toEqual([]);
    expect(imports.length).toBeGreaterThan(100);
    const judged = new Set(imports.map((item) => zoneOf(item.file)?.folder));
    expect(zones.map((zone) => zone.folder).filter((folder) => !judged.has(folder))).toEqual([]);
  });

  it('finds no import across a boundary', () => {
    const complaints = imports.flatMap((item) => {
      const zone = zoneOf(item.file);
      const text = zone && complaint(item, zone);
      return text === undefined ? [] : [text];
    });
    expect(complaints).toEqual([]);
  });

  it('finds no clock, chance, timer or process in the pure zones', () => {
    const pure = files.filter((file) => zoneOf(file)?.pure === true && !isTest(file));
    expect(pure.length).toBeGreaterThan(40);
    expect(pure.flatMap((file) => effectsOf(root, file))).toEqual([]);
    const impure = 'services/gateway/src/protocols/http/arrive.ts';
    expect(effectsOf(root, impure).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['performance.now', 'Date.now']),
    );
  });

  it('finds no forwardRef and no star barrel', async () => {
    const { readFileSync } = await import('node:fs');
    const bad = files.filter(
      (file) =>
        !file.startsWith('test/architecture/') &&
        /forwardRef\(|^export \* from/m.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(bad).toEqual([]);
  });

  it('would notice a forbidden import', () => {
    const zone = zones.find((one) => one.folder === 'libs/recording/src');
    expect(zone).toBeDefined();
    if (!zone) return;
    expect(complaint({ file: 'libs/recording/src/x.ts', line: 1, specifier: 'node:fs' }, zone)).toContain(
      'not among',
    );
    expect(
      complaint({ file: 'libs/recording/src/x.ts', line: 1, specifier: '@sallyport/service-kit/x' }, zone),
    ).toContain('pure');
    expect(
      complaint(
        {
          file: 'libs/recording/src/x.ts',
          line: 1,
          specifier: '../../policy/src/x.js',
          target: 'libs/policy/src/x.js',
        },
        zone,
      ),
    ).toContain('another package');
  });
});
