// One configuration for all suites; `--project` chooses. Sources run as they are; what starts processes or workers needs a build.
import { defineConfig } from 'vitest/config';

const conditions = ['sallyport-src'];
const project = (name: string, include: string[], more: object = {}) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    include,
    exclude: ['**/dist/**', '**/node_modules/**'],
    environment: 'node' as const,
    // A condition is waited for, and a slow machine may take its time.
    expect: { poll: { timeout: 15_000 } },
    ...more,
  },
});
const slow = { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false };
/** Suites that need more than the product installs it before their first file. */
const supplied = { ...slow, globalSetup: ['test/supplies/setup.mjs'] };

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        [
          'libs/*/src/**/*.spec.ts',
          'services/*/src/**/*.spec.ts',
          'deploy/local/src/**/*.spec.ts',
          'test/architecture/**/*.spec.ts',
          'test/documents/**/*.spec.ts',
          'test/load/**/*.spec.ts',
          'test/matrix/**/*.spec.ts',
          'test/supplies/**/*.spec.ts',
        ],
        // Its files leave nothing behind: a worker evaluates modules once for all files that it runs.
        { testTimeout: 60_000, isolate: false, maxWorkers: '100%' },
      ),
      project('contract', ['test/contract/**/*.spec.ts'], slow),
      project('e2e', ['test/e2e/**/*.e2e.ts', 'test/matrix/**/*.e2e.ts'], slow),
      project('langgraph', ['test/langgraph/**/*.e2e.ts'], supplied),
      project('clients', ['test/clients/**/*.e2e.ts'], supplied),
      project('faults', ['test/faults/**/*.e2e.ts'], { ...slow, testTimeout: 600_000 }),
    ],
  },
});
