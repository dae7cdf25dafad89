/** Who may import what. Every source file belongs to exactly one zone; the first zone whose folder matches wins. */

export interface Zone {
  /** Path prefix from the repository's root, or a pattern with `*` for one folder. */
  readonly folder: string;
  /** Zones of this repository it may import, as prefixes of import names (`@sallyport/…`) or `.` for its own package. */
  readonly own: readonly string[];
  /** Packages from npm and `node:` modules it may import; `*` for any. */
  readonly npm: readonly string[];
  readonly why: string;
  /** Time, chance and the process are arguments there, never read. */
  readonly pure?: true;
}

/** Computation without effects: hashing is a pure function, so `node:crypto`'s hash is allowed, the rest of Node is not. */
const PURE = ['node:crypto', 'fast-check', 'vitest'] as const;

/** Folders of a service's own package that its core must not reach. */
export const coreMayNotReach = [
  'protocols',
  'spool',
  'adapters',
  'lookup',
  'serve',
  'store',
  'consume',
  'tokens',
  'policy',
  'control',
] as const;

export const zones: readonly Zone[] = [
  {
    folder: 'libs/contracts/src',
    own: ['.'],
    npm: [...PURE, '@bufbuild/protobuf'],
    why: 'generated code and tables; everything imports it',
  },
  {
    folder: 'libs/policy/src',
    own: ['.', '@sallyport/contracts/'],
    npm: [...PURE, 'zod', 'yaml', '@marcbachmann/cel-js', 're2js'],
    why: 'pure: parses and judges, reads no file',
    pure: true,
  },
  {
    folder: 'libs/control/src',
    own: ['.', '@sallyport/contracts/'],
    npm: [...PURE, 'jose'],
    why: 'signs and verifies what the control feed states, and what follows from it; pure',
    pure: true,
  },
  {
    folder: 'libs/recording/src',
    own: ['.', '@sallyport/contracts/'],
    npm: [...PURE],
    why: 'pure',
    pure: true,
  },
  {
    folder: 'libs/wire/src',
    own: ['.', '@sallyport/contracts/'],
    npm: [...PURE],
    why: 'pure codecs, no policy',
    pure: true,
  },
  {
    folder: 'libs/masking/src',
    own: ['.'],
    npm: [
      ...PURE,
      'node:buffer',
      'libphonenumber-js',
      'libphonenumber-js/max',
      'libphonenumber-js/max/metadata',
      'ibantools',
      'validator',
      're2js',
    ],
    why: 'pure: finds and replaces, here and in every service that looks again',
    pure: true,
  },
  {
    folder: 'services/*/src/core',
    own: [
      '.',
      '@sallyport/contracts/',
      '@sallyport/control/state/',
      '@sallyport/masking/',
      '@sallyport/policy/',
      '@sallyport/recording/',
      '@sallyport/wire/',
      '@sallyport/identity/caller',
    ],
    npm: [...PURE],
    why: 'the decisions of a service: plain data and functions',
    pure: true,
  },
  {
    folder: 'libs/identity/src',
    own: ['.', '@sallyport/contracts/', '@sallyport/policy/'],
    npm: ['*'],
    why: 'verifies tokens; talks to identity providers',
  },
  {
    folder: 'libs/service-kit/src',
    own: ['.', '@sallyport/contracts/', '@sallyport/testkit/'],
    npm: ['*'],
    why: 'the ground of every service; knows none of them',
  },
  {
    folder: 'libs/testkit/src',
    own: ['.', '@sallyport/contracts/', '@sallyport/service-kit/', '@sallyport/policy/'],
    npm: ['*'],
    why: 'launchers and stand-ins',
  },
  {
    folder: 'libs/cli/src',
    own: [
      '.',
      '@sallyport/contracts/',
      '@sallyport/masking/',
      '@sallyport/policy/',
      '@sallyport/recording/',
      '@sallyport/wire/',
    ],
    npm: ['*'],
    why: 'a client of the services: by their ports only',
  },
  {
    folder: 'services/gateway/src',
    own: [
      '.',
      '@sallyport/contracts/',
      '@sallyport/control/',
      '@sallyport/service-kit/',
      '@sallyport/masking/',
      '@sallyport/policy/',
      '@sallyport/identity/',
      '@sallyport/wire/',
      '@sallyport/recording/',
      '@sallyport/testkit/',
    ],
    npm: ['*'],
    why: 'a service',
  },
  {
    folder: 'services/approval/src/slack/shown',
    own: ['.', '@sallyport/contracts/', '@sallyport/testkit/'],
    npm: [...PURE, '@slack/types'],
    why: 'what people see: data made of data',
    pure: true,
  },
  {
    folder: 'services/approval/src',
    own: [
      '.',
      '@sallyport/contracts/',
      '@sallyport/control/',
      '@sallyport/service-kit/',
      '@sallyport/policy/',
      '@sallyport/identity/',
      '@sallyport/recording/',
      '@sallyport/testkit/',
    ],
    npm: ['*'],
    why: 'a service',
  },
  {
    folder: 'services/session-archive/src',
    own: [
      '.',
      '@sallyport/contracts/',
      '@sallyport/service-kit/',
      '@sallyport/policy/',
      '@sallyport/identity/',
      '@sallyport/recording/',
      '@sallyport/testkit/',
    ],
    npm: ['*'],
    why: 'a service',
  },
  {
    folder: 'services/*/src',
    own: ['.', '@sallyport/contracts/', '@sallyport/service-kit/', '@sallyport/testkit/'],
    npm: ['*'],
    why: 'a service; services meet in topics and gRPC only',
  },
  {
    folder: 'deploy/local/src',
    own: [
      '.',
      '@sallyport/contracts/',
      '@sallyport/service-kit/',
      '@sallyport/policy/',
      '@sallyport/testkit/',
    ],
    npm: ['*'],
    why: 'starts the services as processes',
  },
  { folder: 'test', own: ['.', '@sallyport/'], npm: ['*'], why: 'may look anywhere' },
];
